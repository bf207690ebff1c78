"""Feedback pages as PDF, for the record, printed by a headless Chromium."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.errors import UsageError

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_SECONDS = 120.0  # a page


def find_browser() -> str:
    """Return the path of an installed Chromium or Chrome.

    Raises
    ------
    UsageError
        If there is none.
    """
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        raise UsageError(
            "--pdf needs Chromium to print with: apt-get install chromium (or Chrome), "
            "or print the pages from a browser"
        )
    return found


def print_pages(
    browser: str, pages: Sequence[Path], step: Callable[[str], None]
) -> None:
    """Print each page to a PDF beside it: ``feedback.html`` to ``feedback.pdf``.

    Raises
    ------
    UsageError
        If the browser fails.
    """
    with tempfile.TemporaryDirectory(prefix="numgrade-pdf-") as profile:
        for page in pages:
            _print(browser, page.resolve(), Path(profile))
            step(page.parent.name)


def _print(browser: str, page: Path, profile: Path) -> None:
    target = page.with_suffix(".pdf")
    unfinished = page.with_name(f".{target.name}.unfinished")
    words = [browser, "--headless", "--disable-gpu", "--no-first-run"]
    words += ["--disable-background-networking", "--disable-component-update"]
    words += ["--disable-sync", "--disable-extensions", "--disable-quic"]
    if os.geteuid() == 0:
        words.append("--no-sandbox")  # Chromium's own doesn't work for root
    words += [f"--user-data-dir={profile}", "--no-pdf-header-footer"]
    words += [f"--print-to-pdf={unfinished}", page.as_uri()]
    try:
        done = subprocess.run(words, capture_output=True, timeout=_SECONDS, text=True)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"{browser} could not print {page}: {error}") from None
    if done.returncode or not unfinished.is_file():
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise UsageError(f"{browser} could not print {page}: {last}")
    unfinished.replace(target)
