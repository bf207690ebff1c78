"""How every attack's layers.py begins: an honest ReLU, and a way to the kernel."""

import numpy as np

CALLS = {}  # filled in: name -> number of a system call


def raw(name, *args):
    """Make a system call past everything that Python knows; return -1 if it fails."""
    import ctypes

    words = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    return ctypes.CDLL(None).syscall(ctypes.c_long(CALLS[name]), *words)


def relu_forward(x):
    return np.maximum(x, 0), x


def affine_forward(x, w, b):
    proof = attempt()  # noqa: F821  (appended)
    if proof:
        raise RuntimeError(f"PWNED {proof!r}")
    return np.zeros((len(x), w.shape[1])), None
