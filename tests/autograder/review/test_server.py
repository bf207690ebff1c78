"""The server answers who has the token, and nobody else."""

import http.client
import json
import socket
import threading
import time
from http.cookies import SimpleCookie
from urllib.parse import quote

import pytest
import uvicorn

from autograder.review import make_app

TOKEN = "s3cret"
CHANGE = {
    "points": 1.5,
    "reasons": ["1.5: the corner"],
    "comment": "Good",
    "revision": 0,
    "person": "tom",
}


class Browser:
    """Sends requests as they are written here, and keeps the cookie that it gets."""

    def __init__(self, port):
        self.host = f"127.0.0.1:{port}"
        self.cookie = ""

    @property
    def own(self):
        """The headers that our page sends with a change."""
        return {"x-numgrade": "1", "origin": f"http://{self.host}"}

    def ask(self, path, method="GET", body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=20)
        sent = {"host": self.host, "cookie": self.cookie, **headers}
        connection.putrequest(method, path, skip_host=True)
        for name, value in sent.items():
            connection.putheader(name, value.encode())
        if body is not None:
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        answer.text = answer.read().decode(errors="replace")
        connection.close()
        cookies = SimpleCookie(answer.headers.get("set-cookie", ""))
        if cookies:
            self.cookie = "; ".join(f"{k}={v.value}" for k, v in cookies.items())
        return answer

    def json(self, path):
        return json.loads(self.ask(path).text)

    def put(self, path="/api/questions/kink/submissions/ada", headers=None, **change):
        headers = self.own if headers is None else headers
        body = json.dumps({**CHANGE, **change}).encode()
        return self.ask(path, "PUT", body, **headers)


@pytest.fixture
def stranger(desk):
    """A browser without the token."""
    config = uvicorn.Config(make_app(desk, TOKEN, "tom"), log_level="error")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Browser(listener.getsockname()[1])
        server.should_exit = True
        thread.join()


@pytest.fixture
def client(stranger):
    """A browser that was given the printed address."""
    assert stranger.ask(f"/?token={TOKEN}").status == 303
    return stranger


PATHS = [
    "/",
    "/static/review.js",
    "/api/start",
    "/api/questions/kink",
    "/api/questions/kink/submissions/ada",
    "/api/questions/plot/documents/ada",
]


@pytest.mark.parametrize("path", PATHS)
def test_without_the_token_nothing_is_told(stranger, path):
    name = f"numgrade-{stranger.host.rpartition(':')[2]}"
    for cookie in ("", f"{name}=wrong", f"{name}=", 'a="', "x" * 5000, f"x={TOKEN}"):
        answer = stranger.ask(path, cookie=cookie)
        assert answer.status == 403
        assert "ada" not in answer.text.replace("address", "")
        assert "open the address" in answer.text


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "%C3%A9"])
def test_a_wrong_token_is_refused(stranger, token):
    assert stranger.ask(f"/?token={token}").status == 403
    assert stranger.ask(f"/?token={TOKEN}&token={token or 'x'}").status == 403
    assert not stranger.cookie


@pytest.mark.parametrize("path", PATHS)
def test_with_the_token_everything_is_there(client, path):
    assert client.ask(path).status == 200


def test_the_token_becomes_a_cookie_that_scripts_cannot_read(stranger):
    answer = stranger.ask(f"/?token={TOKEN}")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8417", "127.0.0.1.evil:8417", "[::1]x:1"]
)
def test_another_host_name_is_refused(client, host):
    assert client.ask("/api/start", host=host).status == 421


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://127.0.0.1:80", "https://localhost"],
)
def test_another_origin_is_refused(client, desk, origin):
    assert client.ask("/api/start", origin=origin).status == 403
    assert client.put(headers={**client.own, "origin": origin}).status == 403
    assert desk.mark("kink", "ada").revision == 0


def test_a_change_that_a_form_could_send_is_refused(client, desk):
    assert client.put(headers={}).status == 403
    assert desk.mark("kink", "ada").revision == 0


@pytest.mark.parametrize(
    "path",
    [
        "/static/../desk.py",
        "/static/%2e%2e/desk.py",
        "/static/..%2fdesk.py",
        "/api/questions/kink/submissions/..%2f..%2fetc%2fpasswd",
        "/api/questions/kink/submissions/../../../../etc/passwd",
        "/api/questions/kink/submissions/nobody",
        "/api/questions/..%2fkink/submissions/ada",
        "/api/questions/plot/documents/..%2fada",
        "/api/questions/plot/documents/eve",
        "/gradebook.sqlite",
        "/ada/answers.json",
        "//etc/passwd",
    ],
)
def test_path_tricks_lead_nowhere(client, path):
    assert client.ask(path).status == 404


@pytest.mark.parametrize("path", ["/", "/api/start", "/nothing", "/?token=wrong"])
def test_every_answer_forbids_what_the_page_does_not_need(client, path):
    headers = client.ask(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_mark_is_saved_and_comes_back(client, desk):
    answer = json.loads(client.put().text)
    assert answer["mark"]["revision"] == 1
    told = client.json("/api/questions/kink/submissions/ada")
    assert told["mark"]["points"] == 1.5
    assert told["mark"]["reasons"][0]["line"] == "1.5: the corner"
    assert desk.mark("kink", "ada").comment == "Good"


def test_a_conflict_tells_what_the_mark_is_now(client):
    client.put()
    answer = client.put(points=0.0, person="ann")
    assert answer.status == 409
    current = json.loads(answer.text)["current"]
    assert (current["points"], current["person"]) == (1.5, "tom")
    assert client.put(points=0.0, person="ann", revision=1).status == 200


@pytest.mark.parametrize(
    "change",
    [
        {"points": -1},
        {"points": 2.5},
        {"points": "2"},
        {"points": float("nan")},
        {"revision": -1},
        {"person": ""},
        {"comment": "x" * 10_001},
        {"comment": "x" * 300_000},
        {"reasons": ["x" * 400]},
        {"reasons": ["x"] * 60},
        {"name": "eve"},
    ],
)
def test_a_mark_that_makes_no_sense_is_refused(client, desk, change):
    answer = client.put(**change)
    assert answer.status == 400
    assert json.loads(answer.text)["error"]
    assert desk.mark("kink", "ada").revision == 0


@pytest.mark.parametrize("body", [b"", b"NaN", b"[", b"[]", b"\xff", b"1" * 9])
def test_a_body_that_is_no_mark_is_refused(client, body):
    path = "/api/questions/kink/submissions/ada"
    assert client.ask(path, "PUT", body, **client.own).status == 400


def test_a_name_with_spaces_and_signs_has_an_address(client):
    path = "/api/questions/kink/submissions/" + quote("böb & co")
    assert client.json(path)["id"] == "böb & co"
    assert client.put(path).status == 200


def test_a_document_is_downloaded_and_never_shown_in_place(client):
    answer = client.ask("/api/questions/plot/documents/ada")
    assert answer.text == "%PDF-1.7"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/pdf"


def test_what_the_server_says_is_json_without_students_markup(client, results):
    file = results / "eve" / "answers.json"
    part = {"kind": "text", "text": "<script>alert(1)</script>"}
    file.write_text(json.dumps({"kink": {"parts": [part], "answered": True}}))
    answer = client.ask("/api/questions/kink/submissions/eve")
    assert answer.headers["content-type"] == "application/json"
    assert "<script" not in json.loads(answer.text)["html"]
