"""The rights of a production: records of people, works and tools, and what rests on them."""

from secondunit.production.rights.desk import RightsDesk

__all__ = ["RightsDesk"]
