"""Pure data of a production: no I/O and no third-party imports."""
