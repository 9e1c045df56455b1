"""Settings for every test: reproducible property tests, and the tests folder on the path."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
settings.register_profile("house", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("house")
