"""Who may talk to the server: a browser on this machine that was given the token.

Other programs of the network can't reach a loopback address, but pages in the same
browser can: so hosts and origins are checked, too (DNS rebinding, forged requests).
"""

import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = {"127.0.0.1", "localhost", "[::1]"}
#: Sent by our page with each change; another site's form can't send it.
HEADER = "x-numgrade"

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Guard:
    """Lets requests through to ``app`` that come from whoever has ``token``.

    The token arrives once, in the address that was printed, and stays as a cookie that
    no script can read.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # there are no web sockets here
        answer = self._refuse(scope) or self._enter(scope)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(k.encode(), v.encode()) for k, v in _HEADERS.items()]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        await (answer or self._app)(scope, receive, guarded)

    def _refuse(self, scope: Scope) -> Response | None:
        """Refuse what another site has the browser send."""
        host = _header(scope, "host")
        if host is None or host.rpartition(":")[0] not in HOSTS:
            return _told("open the page at 127.0.0.1", 421)
        origin = _header(scope, "origin", absent="")
        if origin not in ("", f"http://{host}"):
            return _told("this page may not be used from another one", 403)
        changes = scope["method"] not in ("GET", "HEAD")
        if changes and _header(scope, HEADER) is None:
            return _told(f"a change needs the header {HEADER}", 403)
        return None

    def _enter(self, scope: Scope) -> Response | None:
        """Take a token for a cookie; refuse who has neither."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        if scope["path"] == "/" and len(given) == 1 and self._matches(given[0]):
            answer = RedirectResponse("/", 303)
            answer.set_cookie(
                self._cookie(scope), self._token, httponly=True, samesite="strict"
            )
            return answer
        try:
            cookies = SimpleCookie(_header(scope, "cookie", absent="") or "")
        except CookieError:
            cookies = SimpleCookie()
        own = cookies.get(self._cookie(scope))
        if own is None or not self._matches(own.value):
            return _told("open the address that numgrade review has printed", 403)
        return None

    def _matches(self, token: str) -> bool:
        return secrets.compare_digest(token.encode(), self._token.encode())

    def _cookie(self, scope: Scope) -> str:
        """Return the cookie's name: ports of one host share their cookies."""
        port = (_header(scope, "host", absent="") or "").rpartition(":")[2]
        return f"numgrade-{port}"


def _header(scope: Scope, name: str, absent: str | None = None) -> str | None:
    """Return a header that occurs once; None if it is repeated."""
    found = [value for key, value in scope["headers"] if key == name.encode()]
    if not found:
        return absent
    return found[0].decode("latin-1") if len(found) == 1 else None


def _told(text: str, status: int) -> Response:
    return PlainTextResponse(f"{text}\n", status)
