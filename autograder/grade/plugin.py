"""The pytest plugin: collects an assignment's tests once, runs them per submission.

Only tests of the course are ever collected; a submission is data here.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from autograder.course import Assignment
from autograder.errors import CourseError, NumgradeError
from autograder.grade.fixture_plugin import FixturePlugin
from autograder.grade.items import (
    is_hidden,
    question_name,
    seed_of,
    title,
    visibility,
    worth_of,
)
from autograder.grade.outcome import (
    CheckOutcome,
    Key,
    SubmissionOutcome,
    name_misconceptions,
)
from autograder.grade.session import Session
from autograder.grade.verdict import Verdict, judge

Watch = Callable[[SubmissionOutcome], None]

_OUTCOME = pytest.StashKey[BaseException | None]()


class Task(NamedTuple):
    """A submission to check.

    ``only`` names certain checks by their keys; ``watch`` is told of the
    outcome, as far as it goes, after each check.
    """

    session: Session
    outcome: SubmissionOutcome
    only: frozenset[Key] = frozenset()
    watch: Watch | None = None


class GradingPlugin:
    """Runs the checks of every task that ``tasks`` yields.

    Parameters
    ----------
    assignment : Assignment
        Whose ``tests/`` pytest was pointed at.
    tasks : iterable of Task
        Each is done before the next one is asked for, and its outcome filled in.
    recording : bool
        Store expected outputs instead of comparing with them.
    only : str
        Run the checks of this question alone; "" runs all.
    whole : bool
        All checks are there, so that each question's points must add up. Students
        have the public ones alone.
    data : Path, optional
        Where the data sets are that trained models are tried on.
    """

    def __init__(
        self,
        assignment: Assignment,
        tasks: Iterable[Task],
        recording: bool = False,
        only: str = "",
        whole: bool = True,
        data: Path | None = None,
    ) -> None:
        self.fixtures = FixturePlugin(assignment, recording, data)
        self.trouble: Exception | None = None
        self.interrupted = False
        self._tasks = tasks
        self._assignment = assignment
        self._only = only
        self._whole = whole
        self._worth: dict[str, float] = {}

    # collection: every test belongs to a question, and the points add up

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the marker known."""
        config.addinivalue_line("markers", "question(name, points): what a test is for")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep the first test file that can't be imported."""
        if report.failed and self.trouble is None:
            lines = [line for line in report.longreprtext.splitlines() if line.strip()]
            last = lines[-1].removeprefix("E").strip() if lines else "can't be read"
            self.trouble = CourseError(f"{report.nodeid or 'tests'}: {last}")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Check the marks, work out what each test is worth, sort by question."""
        if self.trouble is None:
            try:
                self._worth = worth_of(items, self._assignment, self._whole)
            except CourseError as error:
                self.trouble = error
            else:
                order = [question.name for question in self._assignment.questions]
                items[:] = [i for i in items if self._only in ("", question_name(i))]
                items.sort(key=lambda i: (order.index(question_name(i)), is_hidden(i)))

    # running

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do one task after the other."""
        if self.trouble is None:
            try:
                for task in self._tasks:
                    self.fixtures.session = task.session
                    started = time.monotonic()
                    items = [i for i in session.items if _is_meant(i, task)]
                    checks = list(_watched(self._check_all(items), task))
                    task.outcome.checks += name_misconceptions(
                        checks, self.fixtures.hint
                    )
                    task.outcome.seconds = time.monotonic() - started
            except NumgradeError as error:
                self.trouble = error
        return True

    @property
    def _session(self) -> Session:
        assert self.fixtures.session is not None
        return self.fixtures.session

    def _check_all(self, items: list[pytest.Item]) -> Iterator[CheckOutcome]:
        hung: set[str] = set()
        for item in items:
            name = question_name(item)
            if name in hung or self._session.over:
                reason = (
                    "an earlier check of this question ran out of time"
                    if name in hung
                    else "the time for the whole submission was used up"
                )
                yield self._outcome(item, Verdict("not_run", (reason,)), 0.0)
                continue
            verdict, seconds = self._check(item)
            if verdict.kind == "timeout":
                hung.add(name)
            yield self._outcome(item, verdict, seconds)

    def _check(self, item: pytest.Item) -> tuple[Verdict, float]:
        started = time.monotonic()
        error = self._try(item)
        if self._session.forgives(error):
            self._session.second_tries -= 1
            error = self._try(item)
        return judge(error, self._session), time.monotonic() - started

    def _try(self, item: pytest.Item) -> BaseException | None:
        """Run a test once; return how it ended."""
        item.stash[_OUTCOME] = None
        try:
            self._session.begin(seed=seed_of(item.nodeid) % 2**32)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            return item.stash[_OUTCOME]
        except Exception as fault:  # a worker that dies before the test begins
            return fault

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> pytest.TestReport:
        """Keep how the test ended as an exception, in place of pytest's picture of it.

        Nobody sees that picture, and to draw it takes longer than most checks.
        """
        if call.excinfo is not None and item.stash[_OUTCOME] is None:
            item.stash[_OUTCOME] = call.excinfo.value
        assert call.when != "collect"
        failed = call.excinfo is not None
        return pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome="failed" if failed else "passed",
            longrepr=None,
            when=call.when,
        )

    def pytest_keyboard_interrupt(self) -> None:
        """Remember that the user wants to stop."""
        self.interrupted = True

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[Any]) -> bool:
        """Hand our own bugs on; returns True, so that pytest doesn't print them."""
        if self.trouble is None and isinstance(excinfo.value, Exception):
            self.trouble = excinfo.value
        return True

    def _outcome(
        self, item: pytest.Item, verdict: Verdict, seconds: float
    ) -> CheckOutcome:
        return CheckOutcome(
            question=question_name(item),
            title=title(item),
            visibility=visibility(item),
            points=self._worth[item.nodeid],
            kind=verdict.kind,
            seconds=seconds,
            lines=verdict.lines,
            secret_lines=verdict.secret_lines,
            max_rel_error=verdict.max_rel_error,
            lookalikes=verdict.lookalikes,
            share=verdict.share,
            errors=verdict.errors,
            values=None if is_hidden(item) else verdict.values,
            call=verdict.call,
            accuracy=verdict.accuracy,
        )


def _watched(checks: Iterator[CheckOutcome], task: Task) -> Iterator[CheckOutcome]:
    """Hand the checks on, and tell the task's watch after each."""
    so_far: list[CheckOutcome] = []
    for check in checks:
        so_far.append(check)
        if task.watch is not None:
            task.watch(replace(task.outcome, checks=list(so_far)))
        yield check


def _is_meant(item: pytest.Item, task: Task) -> bool:
    key = question_name(item), visibility(item), title(item)
    return not task.only or key in task.only
