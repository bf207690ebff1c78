"""Pictures in a submission: PNG and JPEG, checked and stripped to what draws them.

Nothing is decompressed, so no decoder meets a hostile file in the grader's process.
What comes out holds no comments, no metadata, and nothing behind the picture's end.
"""

import struct
import zlib
from dataclasses import dataclass

MAX_PICTURE = 3 * 2**20  # bytes
MAX_SIDE = 8192
MAX_PIXELS = 25_000_000  # a browser needs four bytes for each

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive
_JPEG_KEPT = {*_FRAMES, 0xC4, _SCAN, 0xDB, 0xDD, 0xEE}  # tables, restarts, colours


@dataclass(frozen=True)
class Picture:
    """A picture that may be shown: its media type, bytes and size in pixels."""

    media: str
    data: bytes
    width: int
    height: int


def check_picture(data: bytes) -> Picture | None:
    """Return the picture that ``data`` is, or None if it can't be vouched for."""
    if len(data) > MAX_PICTURE:
        return None
    try:
        if data.startswith(_PNG):
            return _png(data)
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
    except (struct.error, IndexError, ValueError):
        return None
    return None


def _png(data: bytes) -> Picture:
    kept, place, size = [_PNG], len(_PNG), (0, 0)
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        body = data[place + 8 : end - 4]
        if struct.unpack_from(">I", data, end - 4)[0] != zlib.crc32(kind + body):
            raise ValueError("a damaged chunk")
        if (kind == b"IHDR") != (place == len(_PNG)):
            raise ValueError("no header, or a second one")
        if kind == b"IHDR":
            size = struct.unpack_from(">II", body)
            _check_size(*size)
        if kind in _PNG_KEPT:
            kept.append(data[place:end])
        place = end
    return Picture("image/png", b"".join(kept), *size)


def _jpeg(data: bytes) -> Picture:
    kept, place, size = [data[:2]], 2, (0, 0)
    while data[place + 1] != _END:
        if data[place] != 0xFF:
            raise ValueError("a marker is missing")
        marker = data[place + 1]
        if marker == 0xFF:  # a filling byte
            place += 1
            continue
        end = place + 2 + int(struct.unpack_from(">H", data, place + 2)[0])
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            size = (width, height)
            _check_size(*size)
        if marker == _SCAN:
            end = _scan_end(data, end)
        if marker in _JPEG_KEPT:
            kept.append(data[place:end])
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE):  # metadata, a comment
            raise ValueError("a kind of JPEG that browsers don't show")
        place = end
    _check_size(*size)
    return Picture("image/jpeg", b"".join([*kept, b"\xff\xd9"]), *size)


def _scan_end(data: bytes, place: int) -> int:
    """Return where a scan's coded data end: at a marker that isn't part of them."""
    while True:
        place = data.index(b"\xff", place)
        following = data[place + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return place
        place += 2


def _check_size(width: int, height: int) -> None:
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise ValueError("an empty or a huge picture")
    if width * height > MAX_PIXELS:
        raise ValueError("a huge picture")
