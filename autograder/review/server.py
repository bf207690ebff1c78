"""The pages and the data behind them, over HTTP.

Names in an address are looked up among those that exist; none is ever part of a path.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from autograder.errors import NumgradeError
from autograder.gradebook import ConflictError
from autograder.review import views
from autograder.review.desk import Change, Desk, UnknownError
from autograder.review.guard import Guard

MAX_BODY = 256 * 1024  # bytes; a comment and fifty reasons are less

_STATIC = {
    "review.html": "text/html",
    "review.css": "text/css",
    "answers.js": "text/javascript",
    "keys.js": "text/javascript",
    "order.js": "text/javascript",
    "points.js": "text/javascript",
    "review.js": "text/javascript",
    "saving.js": "text/javascript",
    "tab.js": "text/javascript",
    "view.js": "text/javascript",
}

Endpoint = Callable[[Request], Awaitable[Response]]


def make_app(desk: Desk, token: str, person: str = "") -> ASGIApp:
    """Return the server's application.

    Parameters
    ----------
    desk : Desk
        What is graded.
    token : str
        What a browser must show.
    person : str
        The grader's name until another one is entered.
    """
    ends = _Endpoints(desk, person)
    question = "/api/questions/{question}"
    one = question + "/submissions/{submission:path}"
    document = question + "/documents/{submission:path}"
    routes = [
        Route("/", _static("review.html")),
        *(Route(f"/static/{name}", _static(name)) for name in _STATIC),
        Route("/api/start", ends.start),
        Route(question, ends.question),
        Route(question + "/marks", ends.marks),
        Route(document, ends.document),
        Route(one, ends.answer, methods=["GET"]),
        Route(one, ends.save, methods=["PUT"]),
    ]
    return Guard(Starlette(routes=routes), token)


@dataclass(frozen=True)
class _Endpoints:
    """What each address answers."""

    desk: Desk
    person: str

    async def start(self, request: Request) -> Response:
        return await _answer(lambda: views.start(self.desk, self.person))

    async def question(self, request: Request) -> Response:
        name = request.path_params["question"]
        return await _answer(lambda: views.question(self.desk, name))

    async def marks(self, request: Request) -> Response:
        name, asked = request.path_params["question"], request.query_params
        at, person = asked.get("at", "")[:300], asked.get("person", "")[:80]
        return await _answer(lambda: views.marks(self.desk, name, at, person))

    async def answer(self, request: Request) -> Response:
        return await _answer(lambda: views.answer(self.desk, **request.path_params))

    async def save(self, request: Request) -> Response:
        where = request.path_params
        try:
            change = msgspec.json.decode(await _body(request), type=Change)
        except msgspec.DecodeError as error:
            return _json({"error": f"not a mark: {error}"}, 400)
        return await _answer(lambda: views.save(self.desk, change, **where))

    async def document(self, request: Request) -> Response:
        def read() -> Response:
            content = views.document(self.desk, **request.path_params)
            headers = {"content-disposition": 'attachment; filename="document.pdf"'}
            return Response(content, media_type="application/pdf", headers=headers)

        return await _answer(read)


def _static(name: str) -> Endpoint:
    file = resources.files("autograder.review") / "static" / name
    content, media = file.read_bytes(), _STATIC[name]

    async def answer(request: Request) -> Response:
        return Response(content, media_type=media)

    return answer


async def _answer(work: Callable[[], Any]) -> Response:
    """Do what takes time in a thread; turn errors into answers."""
    try:
        done = await run_in_threadpool(work)
    except UnknownError as error:
        return _json({"error": str(error)}, 404)
    except ConflictError as error:
        current = views.mark_table(error.current) if error.current else None
        return _json({"error": str(error), "current": current}, 409)
    except NumgradeError as error:
        return _json({"error": str(error)}, 400)
    return done if isinstance(done, Response) else _json(done)


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            raise msgspec.DecodeError(f"more than {MAX_BODY} bytes")
    return body


def _json(table: Any, status: int = 200) -> Response:
    content = msgspec.json.encode(table)
    return Response(content, status, media_type="application/json")
