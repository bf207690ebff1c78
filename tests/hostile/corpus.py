"""Reading the attacks, and making submissions of them."""

import platform
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Attack:
    """One hostile submission, and the outcome that must hold.

    ``code`` is appended to ``prelude.py``; ``attempt`` is the body of a function that
    returns what it got hold of. ``points`` is the most that the question under attack
    may earn, ``relu`` whether the other one is to earn all of its own, ``says``
    patterns that the feedback must hold.
    """

    name: str
    does: str
    code: str = ""
    attempt: str = ""
    points: float = 0.0
    relu: bool = True
    says: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path, places: dict[str, Path]) -> None:
        """Write the submission; ``@NAME@`` in it becomes a place it may aim at."""
        module = (HERE / "prelude.py").read_text()
        module = module.replace("CALLS = {}", f"CALLS = {call_numbers()}")
        if self.attempt:
            body = textwrap.indent(self.attempt, "    ")
            module += f"def attempt():\n{body}\n"
        module += self.code
        for path, text in {"fort/layers.py": module, **self.files}.items():
            for name, place in places.items():
                text = text.replace(f"@{name}@", str(place))
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)


def attacks() -> list[Attack]:
    """Return all attacks, named ``category-name``."""
    found = []
    for file in sorted((HERE / "attacks").glob("*.toml")):
        for table in tomllib.loads(file.read_text())["attack"]:
            name = f"{file.stem}-{table.pop('name')}"
            says = tuple(table.pop("says", ()))
            found.append(Attack(name=name, says=says, **table))
    return found


def call_numbers() -> dict[str, int]:
    """Return name -> number of the system calls that attacks make on this machine."""
    column = ("x86_64", "aarch64").index(platform.machine())
    table = tomllib.loads((HERE / "calls.toml").read_text())
    return {name: numbers[column] for name, numbers in table.items()}
