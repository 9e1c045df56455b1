"""The Python API of a production: `Production.new`, `.open`, `.script`, `.run()`, `.review`, `.deliver()`."""

from secondunit.production.folder import Production

__all__ = ["Production"]
