"""A small CIFAR-10 in the publisher's layout, and a web server that can misbehave."""

import hashlib
import io
import re
import socket
import tarfile
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest

from autograder.data import Size, find_dataset, synthesise
from autograder.data.registry import Download


@dataclass
class Site:
    """What the server has, and how it serves it."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)  # path, range
    break_off: list[int] = field(default_factory=list)  # after so many bytes, each time
    ranges: bool = True
    length: bool = True
    stall: float = 0.0  # seconds of silence in the middle

    @property
    def paths(self):
        return [path for path, _ in self.asked]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        site = self.server.site
        wanted = self.headers.get("Range", "")
        site.asked.append((self.path, wanted))
        if self.path not in site.files:
            self.send_error(404)
            return
        content = site.files[self.path]
        start = 0
        if wanted and site.ranges:
            start = int(re.match(r"bytes=(\d+)-$", wanted)[1])
            self.send_response(206)
            end = len(content)
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{end}")
        else:
            self.send_response(200)
        if site.length:
            self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        body = content[start:]
        if site.break_off:
            self.wfile.write(body[: site.break_off.pop(0)])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()
        time.sleep(site.stall)
        self.wfile.write(body[len(body) // 2 :])

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_):
        """A client that hangs up is part of these tests."""


@pytest.fixture
def site():
    server = Server(("127.0.0.1", 0), Handler)
    server.site = Site(url=f"http://127.0.0.1:{server.server_port}/data")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.site
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def batches(tmp_path_factory):
    """The files of a CIFAR-10 of 500 + 100 images: name to content."""
    dest = tmp_path_factory.mktemp("batches")
    cifar10 = find_dataset("cifar10")
    synthesise(cifar10, dest, Size(train=500, test=100))
    folder = dest / cifar10.folder
    return {name: (folder / name).read_bytes() for name in cifar10.files}


def tar(members):
    """Return a .tar.gz of (name, content) pairs."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def md5(content):
    return hashlib.md5(content).hexdigest()


@pytest.fixture
def cifar10(site, batches):
    """That CIFAR-10 as a data set that the site publishes."""
    folder = "cifar-10-batches-py"
    archive = tar((f"{folder}/{name}", content) for name, content in batches.items())
    site.files["/data/cifar-10-python.tar.gz"] = archive
    return publish(site, archive, batches)


def publish(site, archive, files):
    item = Download(name="cifar-10-python.tar.gz", size=len(archive), md5=md5(archive))
    return msgspec.structs.replace(
        find_dataset("cifar10"),
        addresses=(site.url,),
        downloads=(item,),
        files={name: md5(content) for name, content in files.items()},
    )


class News:
    """Keeps what is said."""

    def __init__(self):
        self.lines = []
        self.bytes = []

    def say(self, text):
        self.lines.append(text)

    def begin(self, name, size):
        return self.bytes.append


@pytest.fixture
def news():
    return News()


@pytest.fixture(autouse=True)
def short_pause(monkeypatch):
    monkeypatch.setattr("autograder.data.transfer.PAUSE", 0.01)
