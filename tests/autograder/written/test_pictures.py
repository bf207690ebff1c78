"""Only what a browser draws gets through, and nothing that rides along."""

import io
import struct
import zlib

import numpy as np
import pytest

from autograder.written import check_picture

from .conftest import png

image = pytest.importorskip("PIL.Image", reason="pip install pillow")


def chunk(kind, body):
    crc = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)


def jpeg(**options):
    pixels = np.arange(48 * 40 * 3, dtype=np.uint8).reshape(40, 48, 3)
    file = io.BytesIO()
    image.fromarray(pixels).save(file, "JPEG", **options)
    return file.getvalue()


def test_a_png_loses_its_comments_and_what_follows_it():
    comment = chunk(b"tEXt", b"Comment\0<script>alert(1)</script>")
    picture = check_picture(png(2, 3, extra=comment, after=b"<script>"))
    assert picture.data == png(2, 3)
    assert (picture.media, picture.width, picture.height) == ("image/png", 2, 3)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"comment": b"<b>"}])
def test_a_jpeg_keeps_its_pixels_and_loses_the_rest(options):
    original = jpeg(**options) + b"<script>"
    picture = check_picture(original)
    assert (picture.media, picture.width, picture.height) == ("image/jpeg", 48, 40)
    assert b"<" not in picture.data[-9:]
    assert b"<b>" not in picture.data[:200]
    kept = np.asarray(image.open(io.BytesIO(picture.data)))
    np.testing.assert_array_equal(kept, np.asarray(image.open(io.BytesIO(original))))


def test_what_matplotlib_draws_passes():
    plt = pytest.importorskip("matplotlib.pyplot", reason="pip install matplotlib")
    figure, axes = plt.subplots(figsize=(2, 1), dpi=100)
    axes.plot([1, 2])
    file = io.BytesIO()
    figure.savefig(file, format="png")
    plt.close(figure)
    picture = check_picture(file.getvalue())
    assert (picture.width, picture.height) == (200, 100)
    kept = np.asarray(image.open(io.BytesIO(picture.data)))
    np.testing.assert_array_equal(kept, np.asarray(image.open(file)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 100,
        png()[:-6],
        png()[:20] + b"\x01" + png()[21:],
        png(20_000, 1),
        png(8_000, 8_000),
        png(0, 3),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"") + chunk(b"IEND", b""),
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + b"\xff" * 1000,
        jpeg()[:300],
        png() + b"\0" * (3 * 2**20),
    ],
)
def test_other_files_damage_and_bombs_are_refused(data):
    assert check_picture(data) is None


def test_random_damage_never_raises():
    draw = np.random.default_rng(5)
    for original in (png(), jpeg()):
        for _ in range(300):
            data = bytearray(original)
            for place in draw.integers(len(data), size=3):
                data[place] = draw.integers(256)
            check_picture(bytes(data))
