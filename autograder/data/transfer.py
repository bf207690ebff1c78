"""One file over HTTP: checked, resumed where it broke off, never twice at once."""

import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.data.registry import Download
from autograder.errors import UsageError

CHUNK = 2**16  # bytes; what a broken connection may lose of what had arrived
PATIENCE = 30.0  # seconds without a byte, after which a server counts as gone
CONNECTING = 10.0  # seconds, at most, for a server to be reached
PAUSE = 1.0  # seconds before a broken transfer is taken up again

Advance = Callable[[int], None]  # is told how many bytes there are so far


class UnavailableError(Exception):
    """An address that doesn't give the file; its text says why."""


def download(
    item: Download,
    address: str,
    cache: Path,
    advance: Advance = lambda _: None,
    patience: float = PATIENCE,
) -> Path:
    """Download a file into the cache, and return its place there.

    A transfer that broke off, now or in an earlier run, goes on where it stopped. The
    file gets its name only once its checksum is right; an older, damaged one stays
    until then.

    Raises
    ------
    UnavailableError
        If the address doesn't give the file.
    UsageError
        If pooch isn't installed.
    """
    pooch = require_pooch()
    part = cache / f"{item.name}.part"
    resumed = part.exists()
    receive = _Receiver(part, item.size, advance, patience)
    url = f"{address.rstrip('/')}/{item.name}"
    for last in (False, True) if resumed else (True,):
        try:
            pooch.retrieve(
                url,
                known_hash=f"md5:{item.md5}",
                fname=item.name,
                path=cache,
                downloader=receive,
            )
        except ValueError:  # pooch's word for a wrong checksum; the part is gone then
            if last:
                raise UnavailableError("its file isn't the publisher's (MD5)") from None
    return cache / item.name


@contextmanager
def alone(cache: Path, name: str, wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of one file of the cache; ``wait`` is called before waiting."""
    try:
        import filelock
    except ImportError:
        raise UsageError(
            "downloads need filelock: pip install 'numgrade[data]'"
        ) from None
    lock = filelock.FileLock(cache / f"{name}.lock")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            wait()
            lock.acquire()
    except OSError as error:
        raise UsageError(
            f"can't write to the cache {cache}: {error.strerror}; "
            "set NUMGRADE_DATA to a folder of yours"
        ) from None
    try:
        yield
    finally:
        lock.release()


class _Receiver:
    """pooch's downloader of our own, for it has none that resumes."""

    def __init__(self, part: Path, size: int, advance: Advance, patience: float):
        self._part = part
        self._size = size
        self._advance = advance
        self._patience = patience

    def __call__(self, url: str, output_file: str, *_: Any) -> None:
        """Bring the file at ``url`` to ``output_file``."""
        import requests

        before = self._have()
        while True:
            try:
                self._receive(url)
            except (requests.RequestException, _BrokenOffError) as error:
                if self._have() <= before:  # nothing came since the last try
                    raise UnavailableError(_reason(error)) from None
                before = self._have()
                time.sleep(PAUSE)
            else:
                break
        os.replace(self._part, output_file)

    def _have(self) -> int:
        return self._part.stat().st_size if self._part.exists() else 0

    def _receive(self, url: str) -> None:
        """Receive what is missing of the part; all of it if the server must."""
        import requests

        have = self._have()
        if have >= self._size:
            return
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
        timeout = (min(CONNECTING, self._patience), self._patience)
        with requests.get(url, headers=headers, stream=True, timeout=timeout) as answer:
            if not answer.ok:
                raise UnavailableError(f"answers {answer.status_code}")
            if answer.status_code != 206 or _first_byte(answer.headers) != have:
                have = 0
            self._refuse_other(answer.headers.get("Content-Length"), have)
            with self._part.open("ab" if have else "wb") as sink:
                for chunk in answer.iter_content(CHUNK):
                    have += len(chunk)
                    self._refuse_other(None, have)
                    sink.write(chunk)
                    self._advance(have)
        if have < self._size:
            raise _BrokenOffError(f"broke off after {have:,} of {self._size:,} bytes")

    def _refuse_other(self, length: str | None, have: int) -> None:
        """Stop early where the sizes show that this is another file or a web page."""
        if length is not None and have + int(length) != self._size:
            raise UnavailableError(f"offers {int(length):,} bytes, not {self._size:,}")
        if have > self._size:
            raise UnavailableError(f"sends more than {self._size:,} bytes")


class _BrokenOffError(Exception):
    """The server ended the transfer early without saying so."""


def _first_byte(headers: Any) -> int:
    found = re.match(r"bytes (\d+)-", headers.get("Content-Range", ""))
    return int(found[1]) if found else -1


def _reason(error: Exception) -> str:
    import requests

    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        return "doesn't answer in time"
    if isinstance(error, _BrokenOffError):
        return str(error)
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "breaks off"
    if isinstance(error, requests.ConnectionError):
        return "can't be reached"
    return str(error)


def require_pooch() -> Any:
    """Return pooch, made quiet, or say how to get it."""
    try:
        import pooch
    except ImportError:
        raise UsageError("downloads need pooch: pip install 'numgrade[data]'") from None
    pooch.get_logger().setLevel(logging.WARNING)  # we say ourselves what is done
    return pooch
