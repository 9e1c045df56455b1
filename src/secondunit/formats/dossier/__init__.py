"""The dossier: everything read out of a script, as a page and as a workbook."""
