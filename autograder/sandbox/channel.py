"""Whole frames over a blocking socket: the worker's end of the line."""

import socket
from typing import Any

from autograder.sandbox import protocol


def receive(sock: socket.socket) -> Any:
    """Return the next message.

    Raises
    ------
    EOFError
        If the other end has gone.
    """
    header, body = protocol.frame_lengths(_exactly(sock, protocol.LENGTHS.size))
    return protocol.decode(_exactly(sock, header), _exactly(sock, body))


def _exactly(sock: socket.socket, size: int) -> bytes:
    buffer = bytearray(size)
    view = memoryview(buffer)
    while view:
        count = sock.recv_into(view)
        if not count:
            raise EOFError
        view = view[count:]
    return bytes(buffer)
