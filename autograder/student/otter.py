"""What Otter's test files call: numgrade's public checks, one Otter case each.

In a student's notebook ``grader.check("affine_forward")`` runs them on the saved files,
as ``check("affine_forward")`` does. Where Otter grades, the verdicts are there already.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from autograder.student.command import run_numgrade

Verdicts = Mapping[str, str | None]


class Question:
    """The checks of one question."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._verdicts: Verdicts = {}

    def passes(self, title: str, given: Verdicts | None) -> None:
        """Do nothing if a check passed; raise what it says otherwise.

        Parameters
        ----------
        title : str
            Which check.
        given : mapping, optional
            The verdicts of a grading: "question: title" -> what a failed check says,
            None for one that passed. Without it the public checks are run, once.

        Raises
        ------
        AssertionError
            If the check didn't pass, or didn't run.
        """
        if given is None:
            self._verdicts = given = self._verdicts or self._run()
        told = given.get(f"{self._name}: {title}", "this check did not run")
        if told is not None:
            raise AssertionError(told)

    def _run(self) -> Verdicts:
        done = run_numgrade(
            "check", str(Path.cwd()), "--question", self._name, "--json"
        )
        try:
            return read_verdicts(json.loads(done.stdout))
        except ValueError:
            raise AssertionError(done.stderr.strip()) from None


def read_verdicts(results: Mapping[str, list[dict[str, str]]]) -> Verdicts:
    """Return the verdicts in a ``results.json``."""
    return {
        test["name"]: None if test["status"] == "passed" else test["output"]
        for test in results["tests"]
    }
