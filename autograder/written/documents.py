"""PDFs that answer questions: they are handed on to people, and only looked at here."""

from pathlib import Path

MAX_DOCUMENT = 20 * 2**20  # bytes
_BEGINS = b"%PDF-"


def document_fault(file: Path) -> str:
    """Return why a document can't be read by people; "" if it can."""
    if not file.is_file():
        return "is missing"
    if file.stat().st_size > MAX_DOCUMENT:
        return f"is over {MAX_DOCUMENT >> 20} MB; make it smaller"
    with file.open("rb") as opened:
        begins = opened.read(len(_BEGINS))
    return "" if begins == _BEGINS else "is no PDF; export it as one"
