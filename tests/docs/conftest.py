"""The tests of the documentation share what follows a page."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
