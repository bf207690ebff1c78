"""``numgrade review``: serve the page for grading by hand, or exchange a table."""

import contextlib
import getpass
import secrets
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from typer import Exit

from autograder.errors import UsageError
from autograder.gradebook import open_gradebook
from autograder.inert import inert

if TYPE_CHECKING:
    from autograder.review import Desk

#: Where the page is, unless something else is there: what a browser keeps of unsaved
#: marks belongs to one port.
PORT = 8417


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    folder: Path
    blind: bool = False
    person: str = ""
    port: int | None = None
    write_sheet: Path | None = None
    read_sheet: Path | None = None
    gradebook: str = ""


def run(request: Request) -> None:
    """Serve until interrupted; or write or read a table and be done.

    Raises
    ------
    NumgradeError
        If there is nothing to grade by hand, or a part isn't installed.
    """
    try:
        from autograder.review import Desk, ResultsFolder, read_sheet, write_sheet
    except ModuleNotFoundError as error:
        raise UsageError(
            f"review needs {error.name}; pip install 'numgrade[review]'"
        ) from None
    folder = ResultsFolder(request.folder)
    person = request.person or _own_name()
    with open_gradebook(request.gradebook or request.folder) as book:
        desk = Desk(folder, book, request.blind)
        if request.read_sheet is not None:
            done = read_sheet(desk, request.read_sheet, person)
            print(f"{done.saved} marks saved, {done.same} as they were")
            for conflict in done.conflicts:
                print(f"not saved: {inert(conflict)}", file=sys.stderr)
            if done.conflicts:
                raise Exit(1)
        elif request.write_sheet is not None:
            _write(request.write_sheet, write_sheet(desk, desk.questions))
            print(request.write_sheet)
        else:
            serve(desk, person, request.port)


def serve(desk: "Desk", person: str, port: int | None) -> None:
    """Serve the page on this machine until interrupted."""
    import uvicorn

    from autograder.review import make_app

    token = secrets.token_urlsafe(24)
    with _listen(port) as listener:
        at = listener.getsockname()[1]
        questions = _counted(len(desk.questions), "question")
        submissions = _counted(len(desk.folder.submissions), "submission")
        print(f"{desk.folder.title}: {questions}, {submissions}")
        print(f"open http://127.0.0.1:{at}/?token={token}")
        print("Ctrl-C ends it", flush=True)
        config = uvicorn.Config(
            make_app(desk, token, person),
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=2,
        )
        with contextlib.suppress(KeyboardInterrupt):  # the usual end
            uvicorn.Server(config).run(sockets=[listener])
    print("every mark is saved; numgrade report brings them into the grades")


def _listen(port: int | None) -> socket.socket:
    """Listen on this machine alone: at ``port``, or at the usual one or any."""
    for place in (PORT, 0) if port is None else (port,):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", place))
            listener.listen()  # from now on a browser waits instead of failing
        except OSError as error:
            listener.close()
            why = error.strerror
        else:
            return listener
    raise UsageError(f"--port {port}: {why}; choose another, or 0 for any")


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(f"can't write {file}: {error.strerror}") from None


def _own_name() -> str:
    try:
        return getpass.getuser()[:80]
    except (KeyError, OSError):
        return ""
