"""Files on disk: content-addressed media, append-only records and a rebuildable index."""
