"""Whatever bytes come in, what reads them answers or refuses; it never falls over.

Inputs are valid ones, damaged: flipped, cut, doubled and spliced bytes reach deeper
than random ones do.
"""

import contextlib
import io
import tarfile
import tempfile
import zipfile
from pathlib import Path

import msgpack
import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.course import load
from autograder.errors import CourseError, SubmissionError, UsageError
from autograder.intake import arrange, unpack
from autograder.sandbox.protocol import (
    LENGTHS,
    ProtocolError,
    Ref,
    decode,
    encode,
    frame_lengths,
)
from autograder.student import submission

EXAMPLES = 150  # at a time
MAX_MB = 2  # that an archive may unpack to

FUZZING = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def damaged(seeds, parts=()):
    """Return a strategy of ``seeds`` with bytes changed; ``parts`` may be put in."""
    pieces = st.binary(max_size=8) | st.sampled_from([*parts, b"\xff" * 4, bytes(4)])
    places = st.integers(0, 2**16)
    edit = st.tuples(st.sampled_from(["flip", "cut", "copy", "insert"]), places, places)

    def apply(args):
        data, edits = bytearray(args[0]), args[1]
        for (kind, a, b), piece in edits:
            a %= len(data) + 1
            b = a + b % 40
            if kind == "flip":
                data[a : a + len(piece)] = piece
            elif kind == "cut":
                del data[a:b]
            elif kind == "copy":
                data[a:a] = data[a:b]
            else:
                data[a:a] = piece
        return bytes(data)

    edits = st.lists(st.tuples(edit, pieces), max_size=6)
    return st.tuples(st.sampled_from(seeds), edits).map(apply)


# archives


def zips():
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            archive.writestr("a1/dl/layers.py", b"import numpy as np\n" * 5)
            archive.writestr("a1/dl/classifiers/fc_net.py", b"pass\n")
            link = zipfile.ZipInfo("a1/link.py")
            link.create_system, link.external_attr = 3, 0o120777 << 16
            archive.writestr(link, "dl/layers.py")
        yield buffer.getvalue()


def tars():
    for mode in ("w", "w:gz", "w:bz2", "w:xz"):
        for layout in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
            buffer = io.BytesIO()
            with tarfile.open(fileobj=buffer, mode=mode, format=layout) as archive:
                info = tarfile.TarInfo("dl/layers.py")
                info.size = 10
                archive.addfile(info, io.BytesIO(b"x = 1\n" + bytes(4)))
                long = tarfile.TarInfo("dl/" + "n" * 150 + ".py")
                archive.addfile(long, io.BytesIO())
                link = tarfile.TarInfo("dl/link.py")
                link.type, link.linkname = tarfile.SYMTYPE, "layers.py"
                archive.addfile(link)
            yield buffer.getvalue()


NAMES = [b"../", b"/etc/", b"\\..\\", b"C:\\", b"dl/\0", b"layers.py"]
ARCHIVES = st.tuples(st.just(".zip"), damaged(list(zips()), NAMES)) | st.tuples(
    st.sampled_from([".tar", ".tar.gz", ".tgz"]), damaged(list(tars()), NAMES)
)


def test_archives_are_unpacked_or_refused(go_on, alarmed):
    @given(ARCHIVES)
    @FUZZING
    def fuzz(archive):
        ending, data = archive
        with tempfile.TemporaryDirectory() as folder, alarmed():
            top = Path(folder, "top")
            source, into = top / f"work{ending}", top / "into"
            into.mkdir(parents=True)
            source.write_bytes(data)
            with contextlib.suppress(SubmissionError):
                unpack(source, into, MAX_MB)
                (top / "tree").mkdir()
                arrange(into, top / "tree", ["dl/layers.py"], {}, "dl")
            check_tree(Path(folder))

    go_on(fuzz)


def check_tree(folder):
    """Check that nothing but plain files came out, in bounds, in its place."""
    assert [path.name for path in folder.iterdir()] == ["top"]
    assert {p.name.partition(".")[0] for p in (folder / "top").iterdir()} <= {
        "work",
        "into",
        "tree",
    }
    unpacked = list((folder / "top" / "into").rglob("*"))
    assert not any(path.is_symlink() for path in unpacked)
    assert all(path.is_file() or path.is_dir() for path in unpacked)
    sizes = [path.stat().st_size for path in unpacked if path.is_file()]
    assert sum(sizes) <= (MAX_MB + 1) * 2**20


# messages

VALUES = [
    {"id": 1, "value": {"result": (np.arange(6.0).reshape(2, 3), None), "changed": []}},
    {"id": 2, "value": [Ref(7, "list"), 2.5, 1 + 2j, b"bytes", np.float32(1), True]},
    {"id": 3, "error": {"type": "E", "message": "m", "bases": [], "frames": [[1]]}},
    {"id": 4, "value": {"a": {"b": [[[]], ({}, ())]}}, "noticed": ["x"]},
]
EXTENSIONS = [
    msgpack.packb(msgpack.ExtType(code, msgpack.packb(fields)))
    for code in (*range(6), 127)
    for fields in (["<f8", [2]], ["|O", [1]], [1, "x"], [[], []], 5)
]


def test_messages_are_decoded_or_refused(go_on, alarmed):
    @given(damaged([encode(value) for value in VALUES], EXTENSIONS))
    @FUZZING
    def fuzz(frame):
        with alarmed(), contextlib.suppress(ProtocolError):
            header, body = frame_lengths(frame[: LENGTHS.size].ljust(8, b"\0"))
            rest = frame[LENGTHS.size :]
            check_plain(decode(rest[:header], rest[header : header + body]))

    go_on(fuzz)


def check_plain(value, depth=0):
    """Check that nothing but plain data came out."""
    assert depth < 20
    if isinstance(value, (np.ndarray, np.generic)):
        assert value.dtype.kind in "biufc"
    elif type(value) in (list, tuple):
        for item in value:
            check_plain(item, depth + 1)
    elif type(value) is dict:
        for key, item in value.items():
            check_plain(key, depth + 1)
            check_plain(item, depth + 1)
    else:
        plain = (type(None), bool, int, float, complex, str, bytes, Ref)
        assert type(value) in plain


# assignment.toml

ASSIGNMENT = b"""\
id = "a1"
title = "One"
package = "dl"
seed = 5
[limits]
timeout = 5
[[files]]
path = "{package}/layers.py"
source = "functional/layers"
parts = ["affine"]
[[notebooks]]
path = "01.ipynb"
source = "notebooks/01.py"
[[questions]]
name = "affine"
title = "Affine"
points = 3
notebook = "01"
kind = "function"
todo = ["layers.affine_forward"]
"""
TOML = [
    b"[[questions]]\n", b"inf", b"nan", b"-1", b"1e400", b"'''", b'"""', b"{", b"[",
    b"1979-05-27T07:32:00Z", b"true", b'"../x"', b"\\u0000", b"9" * 400, b"=",
    b"[" * 400, b'points = 0\n', b'path = "/etc"\n', b"a.b.c = 1\n", b"\xff",
]  # fmt: skip


def test_assignments_are_read_or_refused(go_on, alarmed):
    @given(damaged([ASSIGNMENT], TOML))
    @FUZZING
    def fuzz(text):
        with tempfile.TemporaryDirectory() as folder, alarmed():
            file = Path(folder, "assignments", "a1", "assignment.toml")
            file.parent.mkdir(parents=True)
            file.write_bytes(text)
            with contextlib.suppress(CourseError, UsageError):
                assignment = load(Path(folder), "a1")
                assert 0 < assignment.total < float("inf")
                assert assignment.id == "a1"
                assert isinstance(assignment.student_files, list)

    go_on(fuzz)


# what students hand in, read before it is packed

NOTEBOOK = b"""{"cells": [{"cell_type": "code", "source": ["x = 1"], "outputs": [{}]},
{"cell_type": "markdown", "source": "text", "metadata": {}}], "nbformat": 4}"""
JSON = [b"null", b"[" * 5000, b'{"cells": [[]]}', b"1e999", b'"', b"\xff\xfe", b"{}"]
MODULE = b"""def f(x):
    raise NotImplementedError("Question affine: write it")
"""
CODE = [b"(" * 300, b"\0", b"-" * 5000, b"\xef\xbb\xbf", b"# coding: no\n", b"\t "]


def test_student_files_are_read_whatever_they_hold(go_on, alarmed):
    inputs = st.tuples(st.just("a.ipynb"), damaged([NOTEBOOK], JSON)) | st.tuples(
        st.just("a.py"), damaged([MODULE], CODE)
    )

    @given(inputs)
    @FUZZING
    def fuzz(named):
        name, data = named
        with tempfile.TemporaryDirectory() as folder, alarmed():
            file = Path(folder, name)
            file.write_bytes(data)
            notebook = name.endswith(".ipynb")
            read = submission._notebook_lacks if notebook else submission._module_lacks
            assert all("\n" not in line for line in read(file))

    go_on(fuzz)
