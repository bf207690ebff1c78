"""Following a page of the documentation: writing its files, running its commands.

Understands two kinds of fenced blocks, and refuses others. One with a title is a file's
content. One of kind ``console`` holds commands, each after ``$``, and below each one
lines that must be among those that it prints, in this order; ``…`` stands for anything.
A command with ``^C`` below it serves a page: when it has printed the lines above that,
somebody visits the address among them; then it is interrupted.
"""

import re
import signal
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(
    r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)
ADDRESS = re.compile(r"http://\S+")
INTERRUPT = "^C"


@dataclass
class Step:
    """A file to write, or a command to run."""

    line: int
    file: str = ""
    text: str = ""
    printed: list[str] = field(default_factory=list)


def read_steps(page: str) -> list[Step]:
    """Return the steps of a page, in their order."""
    steps = []
    for block in FENCE.finditer(page):
        line = page.count("\n", 0, block.start()) + 1
        if block["title"]:
            steps.append(Step(line, block["title"], block["body"]))
        elif block["kind"] == "console":
            steps += _commands(block["body"], line + 1)
        else:
            raise ValueError(f"line {line}: a block of kind {block['kind']}, untitled")
    return steps


def _commands(body: str, line: int) -> list[Step]:
    steps: list[Step] = []
    for number, text in enumerate(body.splitlines(), start=line):
        if text.startswith("$ "):
            steps.append(Step(number, text=text.removeprefix("$ ")))
        else:
            steps[-1].printed.append(text)
    return steps


class Follower:
    """Somebody who does what the page says, in ``folder``.

    ``visit`` is what they do with the address of a page that a command serves.
    """

    def __init__(
        self,
        folder: Path,
        environment: dict[str, str],
        visit: Callable[[str], None] | None = None,
    ) -> None:
        self.folder = folder
        self.environment = environment
        self.visit = visit

    def do(self, step: Step) -> None:
        """Write the step's file, or run its command and compare what it prints."""
        if step.file:
            file = self.folder / step.file
            assert file.parent.is_dir(), f"line {step.line}: no folder for {step.file}"
            file.write_text(step.text, encoding="utf-8")
        elif INTERRUPT in step.printed:
            self._serve(step)
        else:
            self._run(step)

    def _run(self, step: Step) -> None:
        done = subprocess.run(
            ["bash", "-ec", f"{step.text}\npwd >&2"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        told = f"line {step.line}: {step.text}\n{done.stdout}{done.stderr}"
        assert done.returncode == 0, told
        _find(step.printed, done.stdout.splitlines(), told)
        self.folder = Path(done.stderr.splitlines()[-1])

    def _serve(self, step: Step) -> None:
        told = f"line {step.line}: {step.text}"
        turn = step.printed.index(INTERRUPT)
        with subprocess.Popen(
            ["bash", "-c", f"exec {step.text}"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        ) as server:
            try:
                before = _find(step.printed[:turn], server.stdout, told)
                (address,) = ADDRESS.findall("".join(before))
                self.visit(address)
                server.send_signal(signal.SIGINT)
                _find(step.printed[turn + 1 :], server.stdout, told)
                assert server.wait() == 0, told
            finally:
                server.kill()


def _find(wanted: list[str], printed: Iterable[str], told: str) -> list[str]:
    """Find wanted lines, in their order; return what was read of those printed."""
    read, lines = [], iter(printed)
    for line in wanted:
        pattern = ".*".join(map(re.escape, _squeezed(line).split("…")))
        for candidate in lines:
            read.append(candidate)
            if re.fullmatch(pattern, _squeezed(candidate)):
                break
        else:
            raise AssertionError(f"not printed: {line}\n{told}")
    return read


def _squeezed(line: str) -> str:
    """Forget how wide a table's columns are."""
    return " ".join(line.split())
