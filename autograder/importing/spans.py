"""From other tools' solution markers to numgrade's, line by line as they are meant."""

import re
from collections.abc import Callable, Iterator

BEGIN, END, STUB = "# BEGIN SOLUTION", "# END SOLUTION", "# STUB: "

_LINE = re.compile(r"^(?P<code>.*?)\s*# ?SOLUTION(?P<silent> NO PROMPT)?\s*$")
_BEGIN = re.compile(r"^(?P<indent>\s*)# BEGIN SOLUTION(?P<silent> NO PROMPT)?\s*$")
_END = re.compile(r"^\s*# END SOLUTION\s*$")
_PROMPT = re.compile(r'^\s*"{3} ?# BEGIN PROMPT\s*$')
_PROMPT_END = re.compile(r'^\s*"{3};? ?# END PROMPT\s*$')
_BEGIN_IGNORED = re.compile(r"^\s*#\s*BEGIN\s*IGNORE\s*$", re.I)
_END_IGNORED = re.compile(r"^.*# END IGNORE\s*$")
_IGNORED = re.compile(r"# IGNORE\s*$")
_ASSIGNMENT = re.compile(r"^(?P<target>\s*[\w.\[\]'\", ]+?)\s*=(?!=)")

Fail = Callable[[str], Exception]


def otter_spans(source: str, fail: Fail) -> str:
    """Return a cell's code with numgrade's markers in the place of Otter's.

    ``fail`` makes the error for markers that don't match.
    """
    return "\n".join(_Otter(fail).convert(source.split("\n")))


class _Otter:
    """Goes through a cell; ``out`` is what has become of it so far."""

    def __init__(self, fail: Fail) -> None:
        self._fail = fail
        self._out: list[str] = []
        self._stub_at: int | None = None  # where a prompt's lines would go

    def convert(self, lines: list[str]) -> list[str]:
        rest = iter(lines)
        for line in rest:
            if _BEGIN_IGNORED.match(line):
                _until(_END_IGNORED, rest, "# BEGIN IGNORE is never ended", self._fail)
                continue
            if _IGNORED.search(line):
                continue
            begin, one = _BEGIN.match(line), _LINE.match(line)
            if begin:
                self._block(begin, rest)
            elif _PROMPT.match(line):
                self._prompt(rest)
            elif _END.match(line):
                raise self._fail("# END SOLUTION without # BEGIN SOLUTION")
            elif one:
                self._line(one["code"], bool(one["silent"]))
            else:
                self._out.append(re.sub(r"\s*# SEED\s*$", "", line))
        return self._out

    def _block(self, begin: re.Match[str], rest: Iterator[str]) -> None:
        indent = begin["indent"]
        inside = _until(_END, rest, "# BEGIN SOLUTION is never ended", self._fail)
        stub = [] if begin["silent"] else [f"{indent}{STUB}..."]
        self._span(indent, stub, inside)

    def _prompt(self, rest: Iterator[str]) -> None:
        """Let the lines of a prompt stand in the place of the solution before it."""
        shown = _until(_PROMPT_END, rest, "# BEGIN PROMPT is never ended", self._fail)
        if self._stub_at is None:
            raise self._fail("# BEGIN PROMPT comes after a solution; move it there")
        begin = self._out[self._stub_at - 1]
        indent = begin[: len(begin) - len(begin.lstrip())]
        stub = [f"{indent}{STUB}{line.removeprefix(indent)}" for line in shown]
        self._out[self._stub_at : self._stub_at] = stub

    def _line(self, code: str, silent: bool) -> None:
        indent = code[: len(code) - len(code.lstrip())]
        assigned = _ASSIGNMENT.match(code)
        blank = f"{assigned['target'].strip()} = ..." if assigned else "..."
        stub = [] if silent else [f"{indent}{STUB}{blank}"]
        self._span(indent, stub, [code])

    def _span(self, indent: str, stub: list[str], inside: list[str]) -> None:
        self._out += [f"{indent}{BEGIN}", *stub]
        self._stub_at = len(self._out)
        self._out += [*inside, f"{indent}{END}"]


def nbgrader_spans(source: str, name: str, fail: Fail) -> str:
    """Return a solution cell's code with numgrade's markers.

    Without markers of nbgrader's the whole cell is the solution.
    """
    blank = f'raise NotImplementedError("{name} is not written yet")'
    lines = source.split("\n")
    if not any("### BEGIN SOLUTION" in line for line in lines):
        return "\n".join([BEGIN, f"{STUB}{blank}", *lines, END])
    out: list[str] = []
    inside = False
    for line in lines:
        indent = line[: len(line) - len(line.lstrip())]
        if "### BEGIN SOLUTION" in line:
            if inside:
                raise fail("### BEGIN SOLUTION inside another; end that one first")
            out += [f"{indent}{BEGIN}", f"{indent}{STUB}{blank}"]
            inside = True
        elif "### END SOLUTION" in line:
            if not inside:
                raise fail("### END SOLUTION without ### BEGIN SOLUTION")
            out.append(f"{indent}{END}")
            inside = False
        else:
            out.append(line)
    if inside:
        raise fail("### BEGIN SOLUTION is never ended")
    return "\n".join(out)


def _until(
    end: re.Pattern[str], rest: Iterator[str], otherwise: str, fail: Fail
) -> list[str]:
    """Return the lines before the one that ``end`` matches."""
    lines: list[str] = []
    for line in rest:
        if end.match(line):
            return lines
        lines.append(line)
    raise fail(otherwise)
