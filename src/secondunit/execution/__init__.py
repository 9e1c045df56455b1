"""Plan, run and publish: the only write path into a production."""
