"""The command line: thin commands over the production API."""
