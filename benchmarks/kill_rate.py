"""Mutate the model solutions, grade the mutants, and list those that lose no point.

    python benchmarks/kill_rate.py --out results/kill_rate

grades each mutant in the sandbox, public checks and those nearest to it first, until
one fails. Results are added to ``mutants.jsonl`` as they come,
so that a run can be stopped and taken up; ``kill_rate.md`` is the table. ``--sample N``
takes N mutants of each assignment, spread over its functions; ``--again`` grades those
anew that survived. A survivor that can't be told from right code is argued in
``docs/equivalent-mutants.md``, where this script finds it by its line before and after.
"""

import argparse
import hashlib
import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path

from mutations import Edit, edits

from autograder.course import Assignment, assignment_ids, load
from autograder.grade.outcome import CheckOutcome, Key, SubmissionOutcome
from autograder.grade.plugin import GradingPlugin, Task
from autograder.grade.run import open_session
from autograder.grade.runner import run_pytest
from autograder.grade.setup import Budget
from autograder.prove.variants import definition_lines, locate
from autograder.release import build_tree, write_tree
from autograder.sandbox import ForkServer

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = ROOT / "docs" / "equivalent-mutants.md"


@dataclass(frozen=True)
class Mutant:
    """An edit of the model solution of ``symbol``, in the file ``path``."""

    assignment: str
    symbol: str
    path: str
    edit: Edit

    @property
    def key(self) -> str:
        """What it goes by from run to run."""
        whole = f"{self.assignment} {self.path}\n{self.edit.text}"
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: which check failed first, and was it a public one."""

    key: str
    assignment: str
    symbol: str
    kind: str
    before: str
    after: str
    failed: str
    public: bool
    seconds: float


def main() -> None:
    """Grade the mutants asked for, and write the table."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    log = options.out / "mutants.jsonl"
    fates = read_fates(log)
    chosen: list[Mutant] = []
    for name in options.assignment or assignment_ids(ROOT):
        assignment = load(ROOT, name)
        solution = build_tree(assignment, filled=True)
        mutants = mutants_of(assignment, solution)
        mutants = sample(mutants, options.sample or len(mutants), options.seed)
        chosen += mutants
        waiting = [m for m in mutants if _is_due(m, fates, options.again)]
        print(f"{name}: {len(mutants)} mutants, {len(waiting)} to grade", flush=True)
        grade_mutants(assignment, solution, waiting, Log(log, fates, len(waiting)))
    table = report([fates[m.key] for m in chosen], read_equivalents(EQUIVALENT))
    (options.out / "kill_rate.md").write_text(table, encoding="utf-8")
    print(table)


def mutants_of(assignment: Assignment, solution: Mapping[str, bytes]) -> list[Mutant]:
    """Return every mutant of what students write, in the order of the questions."""
    skeleton = build_tree(assignment, filled=False)
    made: dict[str, list[Edit]] = {}
    mutants = []
    for symbol in assignment.todo:
        path, name = locate(assignment, symbol, solution)
        text = solution[path].decode()
        if path not in made:
            made[path] = edits(text, written_lines(skeleton[path].decode(), text))
        first, last = definition_lines(text, name)
        inside = [e for e in made[path] if first < e.line <= last]
        mutants += [Mutant(assignment.id, symbol, path, edit) for edit in inside]
    return mutants


def written_lines(skeleton: str, solution: str) -> set[int]:
    """Return the numbers of the solution's lines that the skeleton hasn't."""
    matcher = SequenceMatcher(
        None, skeleton.splitlines(), solution.splitlines(), autojunk=False
    )
    return {
        number
        for tag, _, _, start, end in matcher.get_opcodes()
        if tag != "equal"
        for number in range(start + 1, end + 1)
    }


def sample(mutants: list[Mutant], count: int, seed: int) -> list[Mutant]:
    """Draw ``count`` mutants, from each symbol in turn."""
    draw = random.Random(seed)
    groups: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        groups.setdefault(mutant.symbol, []).append(mutant)
    for group in groups.values():
        draw.shuffle(group)
    rounds = itertools.zip_longest(*groups.values())
    return [m for turn in rounds for m in turn if m is not None][:count]


def grade_mutants(
    assignment: Assignment,
    solution: Mapping[str, bytes],
    mutants: Sequence[Mutant],
    report: Callable[[Fate], None],
) -> None:
    """Grade mutants in one run; the unchanged solution comes first, and must pass.

    pytest's loop asks for one task after the other: a mutant's next check is asked for
    only if it has passed the one before.
    """
    budget = Budget.of(assignment, None, None)
    right = SubmissionOutcome("the model solution")
    with (
        tempfile.TemporaryDirectory(prefix="numgrade-") as folder,
        ForkServer() as fork,
    ):
        Path(folder).chmod(0o711)  # a worker, another user, must get through
        root = Path(folder, "tree")
        write_tree(solution, root)

        def tasks() -> Iterator[Task]:
            with open_session(assignment, root, budget, fork) as session:
                yield Task(session, right)
            lost = [c.title for c in right.checks if c.graded and not c.passed]
            if lost:
                sys.exit(
                    f"{assignment.id}: the model solution itself fails {lost[0]!r}"
                )
            for mutant in mutants:
                started = time.monotonic()
                (root / mutant.path).write_text(mutant.edit.text, encoding="utf-8")
                outcome = SubmissionOutcome(mutant.key)
                with open_session(assignment, root, budget, fork) as session:
                    for check in _order(assignment, mutant, right):
                        yield Task(session, outcome, frozenset([check]))
                        if _failed(outcome):
                            break
                (root / mutant.path).write_bytes(solution[mutant.path])
                report(_fate(mutant, outcome, time.monotonic() - started))

        run_pytest(assignment.folder / "tests", GradingPlugin(assignment, tasks()))


def _order(
    assignment: Assignment, mutant: Mutant, right: SubmissionOutcome
) -> list[Key]:
    """Return the checks, public ones first, then those that a mutant likely fails.

    They are those of its own question, of those that use it, and of its notebook.
    """
    own = assignment.todo[mutant.symbol]
    near = {own.name: 0}
    for question in assignment.questions:
        if own.name in question.uses:
            near.setdefault(question.name, 1)
        elif question.notebook == own.notebook:
            near.setdefault(question.name, 2)
    checks = [check for check in right.checks if check.graded]
    checks.sort(key=lambda c: (c.visibility == "hidden", near.get(c.question, 3)))
    return [check.key for check in checks]


def _failed(outcome: SubmissionOutcome) -> list[CheckOutcome]:
    return [c for c in outcome.checks if c.graded and not c.passed]


def _fate(mutant: Mutant, outcome: SubmissionOutcome, seconds: float) -> Fate:
    failed = _failed(outcome)
    first = failed[0] if failed else None
    return Fate(
        key=mutant.key,
        assignment=mutant.assignment,
        symbol=mutant.symbol,
        kind=mutant.edit.kind,
        before=mutant.edit.before,
        after=mutant.edit.after,
        failed=f"{first.question}: {first.title} ({first.kind})" if first else "",
        public=any(c.visibility == "visible" for c in failed),
        seconds=round(seconds, 3),
    )


class Log:
    """Keeps each fate in a file as soon as it is known, and shows progress."""

    def __init__(self, file: Path, fates: dict[str, Fate], total: int) -> None:
        self._file, self._fates, self._total, self._count = file, fates, total, 0

    def __call__(self, fate: Fate) -> None:
        """Take one fate."""
        self._count += 1
        self._fates[fate.key] = fate
        with self._file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(asdict(fate)) + "\n")
        if not fate.failed:
            print(f"survives: {fate.symbol}: {fate.before} -> {fate.after}", flush=True)
        if self._count % 50 == 0 or self._count == self._total:
            print(f"{self._count} of {self._total}", flush=True)


def read_fates(file: Path) -> dict[str, Fate]:
    """Return what earlier runs have found, by key; the latest counts."""
    if not file.exists():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    return {fate.key: fate for fate in (Fate(**json.loads(line)) for line in lines)}


def read_equivalents(file: Path) -> set[tuple[str, str, str]]:
    """Return the argued mutants as (symbol, line before, line after).

    They are the document's ``diff`` blocks: ``@@ symbol @@``, then pairs of lines.
    """
    found, symbol, before = set(), "", ""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    for block in text.split("```diff\n")[1:]:
        for line in block.partition("```")[0].splitlines():
            if line.startswith("@@"):
                symbol = line.strip("@ ")
            elif line.startswith("-"):
                before = line[1:].strip()
            elif line.startswith("+"):
                found.add((symbol, before, line[1:].strip()))
    return found


def report(fates: Sequence[Fate], equivalents: set[tuple[str, str, str]]) -> str:
    """Return the table of rates, and the survivors that nobody has argued yet."""
    rows = ["| assignment | mutants | equivalent | lose points | public checks alone |"]
    rows.append("|---|---|---|---|---|")
    names = sorted({fate.assignment for fate in fates})
    unexplained = []
    for name in [*names, "all"]:
        mine = [f for f in fates if name in (f.assignment, "all")]
        same = [f for f in mine if not f.failed and _identity(f) in equivalents]
        lost = sum(bool(f.failed) for f in mine)
        public = sum(f.public for f in mine)
        count = len(mine) - len(same)
        rows.append(
            f"| {name} | {len(mine)} | {len(same)} | {lost} of {count} "
            f"({lost / max(count, 1):.1%}) | {public} ({public / max(count, 1):.1%}) |"
        )
        unexplained = [f for f in mine if not f.failed and f not in same]
    rows += ["", f"{len(unexplained)} survive and are not argued to be equivalent.", ""]
    for fate in unexplained:
        rows += ["```diff", f"@@ {fate.symbol} @@ {fate.assignment}, {fate.kind}"]
        rows += [f"- {fate.before}", f"+ {fate.after}", "```", ""]
    return "\n".join(rows) + "\n"


def _identity(fate: Fate) -> tuple[str, str, str]:
    return fate.symbol, fate.before, fate.after


def _is_due(mutant: Mutant, fates: Mapping[str, Fate], again: bool) -> bool:
    fate = fates.get(mutant.key)
    return fate is None or (again and not fate.failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assignment", action="append", metavar="ID")
    parser.add_argument("--sample", type=int, metavar="N", help="of each assignment")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--again", action="store_true", help="grade survivors anew")
    parser.add_argument("--out", type=Path, default=Path("results/kill_rate"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
