"""An assembler for seccomp's classic BPF programs: as much of one as a filter needs."""

import struct
from collections.abc import Iterable

_INSTRUCTION = struct.Struct("HBBI")  # code, jump if true, jump if false, constant
_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_JUMP = {"==": 0x15, "!=": 0x15, ">": 0x25, ">=": 0x35, "&": 0x45}

MAX_LENGTH = 4096  # instructions, the kernel's limit

Program = list[bytes]

# where struct seccomp_data holds what a filter looks at
NUMBER, ARCHITECTURE = 0, 4


def argument(index: int) -> int:
    """Return the place of an argument's lower half (both machines are little-endian).

    The kernel itself takes descriptors, pids, flags and commands for 32-bit numbers,
    so the lower half is all that counts for them.
    """
    return 16 + 8 * index


def load(place: int) -> Program:
    """Load the 32-bit word at ``place`` into the accumulator."""
    return [_INSTRUCTION.pack(_LOAD, 0, 0, place)]


def keep_bits(mask: int) -> Program:
    """Clear all other bits of the accumulator."""
    return [_INSTRUCTION.pack(_AND, 0, 0, mask)]


def end(action: int) -> Program:
    """Decide: return ``action``."""
    return [_INSTRUCTION.pack(_RETURN, 0, 0, action)]


def when(comparison: str, constant: int, then: Program) -> Program:
    """Run ``then`` if the accumulator compares so; otherwise go on behind it.

    ``&`` holds if any bit of the constant is set.
    """
    skip = len(then)
    if_true, if_false = (skip, 0) if comparison == "!=" else (0, skip)
    test = _INSTRUCTION.pack(_JUMP[comparison], if_true, if_false, constant)
    return [test, *then]


def among(constants: Iterable[int], then: Program) -> Program:
    """Run ``then`` if the accumulator is one of ``constants``."""
    tests = (when("==", constant, then) for constant in constants)
    return [instruction for test in tests for instruction in test]


def assemble(program: Program) -> bytes:
    """Return the program's bytes."""
    if len(program) > MAX_LENGTH:
        raise ValueError(f"{len(program)} instructions, at most {MAX_LENGTH} allowed")
    return b"".join(program)
