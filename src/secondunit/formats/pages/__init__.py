"""A screenplay's pages as PDF and HTML, with the paginator's breaks."""
