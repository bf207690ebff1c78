"""Printing pages to PDF by a headless Chromium."""

import os
import shutil
import subprocess
from pathlib import Path

from autograder.errors import UsageError

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_SECONDS = 120.0  # a page
_QUIET = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


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


def print_page(browser: str, page: Path, target: Path, profile: Path) -> None:
    """Print a page to a PDF; nothing in it runs, and nothing is fetched for it.

    Parameters
    ----------
    browser : str
        A Chromium's path.
    page, target : Path
        The HTML file, and the PDF to write completely or not at all.
    profile : Path
        A folder for what the browser keeps.

    Raises
    ------
    UsageError
        If the browser fails.
    """
    unfinished = target.with_name(f".{target.name}.unfinished").absolute()
    words = [browser, "--headless", *_QUIET, f"--user-data-dir={profile}"]
    if os.geteuid() == 0:
        words.append("--no-sandbox")  # Chromium's own doesn't work for root
    words += ["--no-pdf-header-footer", f"--print-to-pdf={unfinished}", page.as_uri()]
    try:
        done = subprocess.run(words, capture_output=True, timeout=_SECONDS, text=True)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"{browser} could not print {target}: {error}") from None
    if done.returncode or not unfinished.is_file():
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise UsageError(f"{browser} could not print {target}: {last}")
    unfinished.replace(target)
