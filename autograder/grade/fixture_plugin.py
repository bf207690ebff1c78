"""The pytest plugin of fixtures: what an assignment's tests ask for by name."""

from pathlib import Path

import numpy as np
import pytest

from autograder.course import Assignment
from autograder.grade.expected import Store
from autograder.grade.fixtures import Expected, NumericGradient
from autograder.grade.items import folder, is_hidden, question_name, seed_of
from autograder.grade.proxies import Submission
from autograder.grade.session import Session
from autograder.grade.training import TrainingCheck


class FixturePlugin:
    """Makes the fixtures, for the submission whose ``session`` is set.

    Parameters
    ----------
    assignment : Assignment
        Whose ``tests/`` pytest was pointed at.
    recording : bool
        Store expected outputs instead of comparing with them.
    data : Path, optional
        Where the data sets are that trained models are tried on.

    Attributes
    ----------
    session : Session or None
        The submission under check.
    stores : dict
        The stored outputs that tests have asked for, by their file's name.
    """

    def __init__(
        self, assignment: Assignment, recording: bool = False, data: Path | None = None
    ) -> None:
        self.session: Session | None = None
        self.stores: dict[str, Store] = {}
        self._assignment = assignment
        self._recording = recording
        self._data = data

    @pytest.fixture
    def submission(self) -> Submission:
        """Return the submission under check."""
        assert self.session is not None
        return Submission(self.session)

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.RandomState:
        """Return this test's random numbers: always the same, secret if it is hidden.

        A ``RandomState``, whose streams numpy has frozen: stored outputs outlive
        numpy versions.
        """
        return self._random(request.node, "inputs")

    @pytest.fixture
    def expected(self, request: pytest.FixtureRequest) -> Expected:
        """Return the stored outputs of the model solution for this test."""
        return Expected(self._store(request.node), request.node.name)

    @pytest.fixture
    def numeric_gradient(
        self, request: pytest.FixtureRequest, expected: Expected
    ) -> NumericGradient:
        """Return the gradient checks, stored and numeric."""
        assert self.session is not None
        random = self._random(request.node, "directions")
        return NumericGradient(expected, random, self.session.notes)

    @pytest.fixture
    def training(self, request: pytest.FixtureRequest) -> TrainingCheck:
        """Return what scores a trained model."""
        assert self.session is not None
        name = question_name(request.node)
        (question,) = (q for q in self._assignment.questions if q.name == name)
        return TrainingCheck(self._assignment, question, self._data, self.session)

    def hint(self, mistake: str) -> str:
        """Return what to tell who made a known mistake, or its name if nothing is."""
        hints = (store.hint(mistake) for store in self.stores.values())
        return next((hint for hint in hints if hint), mistake)

    def _store(self, item: pytest.Item) -> Store:
        name = f"{folder(item)}/{item.path.stem.removeprefix('test_')}"
        if name not in self.stores:
            file = self._assignment.folder / "expected" / f"{name}.npz"
            self.stores[name] = Store(file, self._recording)
        return self.stores[name]

    def _random(self, item: pytest.Item, purpose: str) -> np.random.RandomState:
        secret = self._assignment.seed if is_hidden(item) else 0
        return np.random.RandomState(seed_of(f"{secret} {item.nodeid} {purpose}"))
