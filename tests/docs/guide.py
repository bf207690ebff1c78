"""Following a page of the documentation: writing its files, running its commands.

Understands two kinds of fenced blocks, and refuses others. One with a title is a file's
content. One of kind ``console`` holds commands, each after ``$``, and below each one
lines that must be among those that it prints, in this order.
"""

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(
    r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)


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
    """Somebody who does what the page says, in ``folder``."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment

    def do(self, step: Step) -> None:
        """Write the step's file, or run its command and compare what it prints."""
        if step.file:
            file = self.folder / step.file
            assert file.parent.is_dir(), f"line {step.line}: no folder for {step.file}"
            file.write_text(step.text, encoding="utf-8")
            return
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
        rest = iter(_squeezed(line) for line in done.stdout.splitlines())
        for wanted in step.printed:
            assert _squeezed(wanted) in rest, f"not printed: {wanted}\n{told}"
        self.folder = Path(done.stderr.splitlines()[-1])


def _squeezed(line: str) -> str:
    """Forget how wide a table's columns are."""
    return " ".join(line.split())
