"""Have Otter grade what was handed in. Usage: python run_otter.py ROOT."""

import shutil
import sys
import tempfile
from pathlib import Path

from otter.run.run_autograder import main


def move_into_a_folder(submission: Path) -> None:
    """Otter refuses a submission with two notebooks at its top; a folder hides them."""
    aside = Path(tempfile.mkdtemp(dir=submission.parent))
    for entry in list(submission.iterdir()):
        shutil.move(entry, aside / entry.name)
    shutil.move(aside, submission / "handed_in")


if __name__ == "__main__":
    root = Path(sys.argv[1] if len(sys.argv) > 1 else "/autograder").resolve()
    metadata = root / "submission_metadata.json"
    if not metadata.is_file() or not metadata.read_bytes().strip():
        metadata.write_text("{}")
    move_into_a_folder(root / "submission")
    main(str(root))
