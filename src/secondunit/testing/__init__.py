"""Contract suites and image assertions for plug-in authors."""
