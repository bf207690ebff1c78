"""A small assignment with written questions, and notebooks to hand in for it."""

import copy
import struct
import zlib
from pathlib import Path

import msgspec
import pytest

from autograder.course import Assignment, Question
from autograder.course.assignment import FileSpec, NotebookSpec
from autograder.written import collect_answers, read_released


def cell(kind, source, tags=(), id=None, outputs=(), attachments=None):
    made = {"cell_type": kind, "source": source, "metadata": {"tags": list(tags)}}
    if id is not None:
        made["id"] = id
    if kind == "code":
        made |= {"outputs": list(outputs), "execution_count": None}
    if attachments:
        made["attachments"] = attachments
    return made


def png(width=2, height=3, extra=b"", after=b""):
    """Return a PNG of one grey, with chunks and bytes that don't belong there."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body))
            + kind
            + body
            + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = b"".join(b"\0" + b"\x7f" * min(width, 64) for _ in range(min(height, 64)))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + extra
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
        + after
    )


def drawn(data, media="image/png"):
    import base64

    text = base64.b64encode(data).decode()
    return {"output_type": "display_data", "metadata": {}, "data": {media: text}}


def printed(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


BLANK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        cell("markdown", "# Kinks\n\nRead this first.", id="top"),
        cell("code", "import numpy as np", id="imports"),
        cell(
            "markdown",
            "### Inline question 1\n\nWhat is a kink?\nIs it harmful?\n\n"
            "**Your answer:** *write here*",
            tags=["question:kink"],
            id="kink",
        ),
        cell("code", 'check("kink")', id="check"),
        cell("markdown", "## A plot\n\n**To do:** draw it.", id="todo"),
        cell(
            "code",
            "# TODO: your plot\nplt.plot(losses)\nplt.show()",
            tags=["question:plot"],
            id="plot",
        ),
        cell("markdown", "The end.", id="end"),
    ],
}


@pytest.fixture
def assignment(tmp_path):
    return Assignment(
        id="kinks",
        title="Kinks",
        seed=1,
        questions=(
            Question(name="kink", title="The kink", points=2, kind="written"),
            Question(name="plot", title="The plot", points=1, kind="written"),
            Question(
                name="report",
                title="The report",
                points=3,
                kind="written",
                document="report.pdf",
            ),
        ),
        files=(FileSpec(path="m.py", source="m.py"),),
        notebooks=(NotebookSpec(path="k.ipynb", source="k.py"),),
        folder=tmp_path,
    )


@pytest.fixture
def blank():
    return copy.deepcopy(BLANK)


@pytest.fixture
def collect(assignment, tmp_path):
    """Hand in a notebook (and files beside it); return the answers."""

    def hand_in(notebook=None, name="k.ipynb", **files):
        root = tmp_path / "tree"
        root.mkdir(exist_ok=True)
        (root / "k.ipynb").write_bytes(msgspec.json.encode(BLANK))
        if notebook is not None:
            content = notebook
            if not isinstance(content, bytes):
                content = msgspec.json.encode(notebook)
            (root / name).write_bytes(content)
        for file, content in files.items():
            Path(root, file.replace("_", ".")).write_bytes(content)
        released = read_released({"k.ipynb": msgspec.json.encode(BLANK)})
        return collect_answers(assignment, released, root)

    return hand_in
