"""One thing that is wrong, and where."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing to mend: the ``rule`` it breaks, where, and what to do."""

    rule: str
    where: str
    text: str
