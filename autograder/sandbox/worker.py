"""The untrusted process's main loop: take a message, do it, answer.

Everything here shares its process with the student's code and can be tampered with by
it. The grader therefore believes nothing but values, and nothing at all beyond the
answer to the question that it asked last.
"""

import linecache
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

from autograder.sandbox import channel, notice, protocol
from autograder.sandbox.notebooks import NotebookFinder
from autograder.sandbox.objects import Objects

MAX_MESSAGE = 2_000  # characters of an exception's text
MAX_FRAMES = 20


def serve(sock: socket.socket, root: Path) -> None:
    """Answer messages on ``sock`` until the grader hangs up.

    Parameters
    ----------
    sock : socket
        The line to the grader.
    root : Path
        The submission's folder: only frames of its files appear in tracebacks.
    """
    sys.meta_path.append(NotebookFinder(root))
    objects = Objects(root)
    while True:
        try:
            request = channel.receive(sock)
        except EOFError:
            return
        sock.sendall(reply(objects, request, root))


def reply(objects: Objects, request: dict[str, Any], root: Path) -> bytes:
    """Do what a message asks for; return the answer as a frame."""
    number, op = request.pop("id"), request.pop("op")
    try:
        answer = {"id": number, "value": getattr(objects, f"op_{op}")(**request)}
        return protocol.encode({**answer, "noticed": notice.take()}, objects.hold)
    except BaseException as error:  # SystemExit and the like are answers, too
        answer = {"id": number, "error": _describe(error, root)}
        return protocol.encode({**answer, "noticed": notice.take()})


def _describe(error: BaseException, root: Path) -> dict[str, Any]:
    """Tell what was raised, and where in the submission's own files."""
    frames = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(root):
            where = str(path.relative_to(root))
            code = linecache.getline(str(path), line).strip()
            frames.append([where, line, frame.f_code.co_name[:100], code[:200]])
    if isinstance(error, SyntaxError) and error.filename:
        path = Path(error.filename)
        if path.is_relative_to(root):
            code = (error.text or "").strip()[:200]
            frames.append([str(path.relative_to(root)), error.lineno or 0, "", code])
    return {
        "type": type(error).__name__[:100],
        "bases": [base.__name__[:100] for base in type(error).__mro__[:10]],
        "message": _message(error)[:MAX_MESSAGE],
        "module": str(getattr(error, "name", "") or "")[:200],
        "frames": frames[-MAX_FRAMES:],
    }


def _message(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return str(error.msg)
    try:
        return str(error)
    except Exception:  # a student's own exception may not even print
        return "(its message can't be shown)"
