"""What an ``assignment.toml`` may say.

The classes below are the schema: a key that isn't a field of theirs is an error.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from autograder.course.late import Late
from autograder.course.tables import Name, Table

Identifier = Annotated[str, Meta(pattern=r"^[A-Za-z_]\w*\Z")]
Points = Annotated[float, Meta(gt=0, le=1e6)]


class Limits(Table, frozen=True, kw_only=True):
    """What a submission may use. Times in seconds, sizes in MB (2**20 bytes)."""

    timeout: Annotated[float, Meta(gt=0, le=86_400)] = 10.0
    memory: Annotated[int, Meta(ge=256, le=2**20)] = 2048
    unpacked: Annotated[int, Meta(gt=0, le=2**20)] = 1024


class FileSpec(Table, frozen=True, kw_only=True):
    """One file of the student tree and the model solution that it is made from.

    ``source`` is a file under ``solutions/``, or a folder of parts there that are
    joined into one module; ``parts`` then chooses among them.
    """

    path: str
    source: str
    parts: tuple[str, ...] = ()


class NotebookSpec(Table, frozen=True, kw_only=True):
    """One notebook: its place in the student tree and its text under the assignment."""

    path: str
    source: str


class DataSpec(Table, frozen=True, kw_only=True):
    """A data set that the notebooks read, and the folder that its own folder is in."""

    name: Name
    dest: str = "datasets"


Accuracy = Annotated[float, Meta(ge=0, le=1)]


class Rerun(Table, frozen=True, kw_only=True):
    """How a model is trained once more: by the notebook's cells up to one.

    ``beside`` is code of that cell that students get, and so tells it from the others;
    ``model`` is the name to which it gives the model. All have ``timeout`` seconds.
    """

    beside: Annotated[str, Meta(min_length=1)]
    model: Identifier
    timeout: Annotated[float, Meta(gt=0, le=86_400)] = 600.0


class Training(Table, frozen=True, kw_only=True):
    """How a trained model is scored: by its accuracy on images of ``data``.

    Either ``linear``, two accuracies between which the share of the points grows from
    none to all; or ``steps``, pairs of an accuracy and the share that it earns.
    ``timeout`` is in seconds, since predicting takes longer than a check of a layer.
    With ``rerun`` the student is told whether training once more gives as good a model;
    it takes no points.
    """

    data: Name
    linear: tuple[Accuracy, Accuracy] | None = None
    steps: tuple[tuple[Accuracy, Accuracy], ...] = ()
    timeout: Annotated[float, Meta(gt=0, le=86_400)] = 60.0
    rerun: Rerun | None = None

    def share(self, accuracy: float) -> float:
        """Return the share of the points that an accuracy earns, 0 to 1."""
        if self.linear is not None:
            low, high = self.linear
            return min(max((accuracy - low) / (high - low), 0.0), 1.0)
        return max(
            (share for least, share in self.steps if accuracy >= least), default=0
        )


class Question(Table, frozen=True, kw_only=True):
    """One graded question.

    ``todo`` names the symbols that students write for it, below the student's
    package: ``layers.affine_forward``, ``classifiers.fc_net.TwoLayerNet.loss``.
    ``uses`` names the questions whose functions these call: where one of them is wrong,
    this question is checked once more with the model solution's. ``document`` is the
    PDF in the student's folder that answers a written question, or a part of it.
    What an ``extra`` one earns is added to the total and doesn't count in its maximum.
    """

    name: Name
    title: str
    points: Points
    notebook: str = ""
    kind: Literal["function", "training", "written"] = "function"
    todo: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    training: Training | None = None
    document: str = ""
    extra: bool = False


class Gradescope(Table, frozen=True, kw_only=True):
    """How the assignment is set up on Gradescope; students never get this.

    ``minutes`` and ``memory`` (MB) are the container's; ``hidden`` is when students see
    the hidden checks, and with them their total.
    """

    minutes: Annotated[float, Meta(ge=2, le=40)] = 10.0
    memory: Annotated[int, Meta(ge=512, le=2**20)] = 768
    hidden: Literal["hidden", "after_due_date", "after_published"] = "hidden"
    leaderboard: bool = True


class Assignment(Table, frozen=True, kw_only=True):
    """A whole ``assignment.toml``; ``folder`` is where it was found.

    ``forbidden`` names modules that a submission may not import. ``optional`` names
    symbols as ``todo`` does, which students may write though no question asks for them.
    ``renames`` gives identifiers of the model solutions another name in this
    assignment. ``tools`` gives pip's version ranges of what students install.
    ``points`` states what all questions add up to, those read by people included and
    extra credit left out.
    ``repository``, OWNER/NAME on GitHub, is where the student's folder can be opened
    in Colab and Binder.
    """

    id: Name
    title: str
    seed: int
    questions: Annotated[tuple[Question, ...], Meta(min_length=1)]
    files: tuple[FileSpec, ...] = ()
    points: Points | None = None
    repository: Annotated[str, Meta(pattern=r"^([\w.-]+/[\w.-]+)?\Z")] = ""
    package: Annotated[str, Meta(pattern=r"^([A-Za-z_]\w*)?\Z")] = ""
    notebooks: tuple[NotebookSpec, ...] = ()
    data: tuple[DataSpec, ...] = ()
    forbidden: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    tools: dict[str, str] = msgspec.field(default_factory=dict)
    renames: dict[Identifier, Identifier] = msgspec.field(default_factory=dict)
    limits: Limits = Limits()
    late: Late | None = None
    gradescope: Gradescope = Gradescope()
    folder: Path = Path()

    @property
    def total(self) -> float:
        """The points of all questions that are graded automatically."""
        return sum(q.points for q in self.questions if q.kind != "written")

    @property
    def by_hand(self) -> dict[str, float]:
        """The questions that people grade, and their points."""
        return {q.name: q.points for q in self.questions if q.kind == "written"}

    @property
    def total_by_hand(self) -> float:
        """The points of all questions that people grade, without extra credit."""
        return sum(
            q.points for q in self.questions if q.kind == "written" and not q.extra
        )

    @property
    def documents(self) -> dict[str, bool]:
        """Each PDF that answers questions, and whether it is for extra credit alone."""
        asked = [q for q in self.questions if q.document]
        return {
            q.document: all(o.extra for o in asked if o.document == q.document)
            for q in asked
        }

    @property
    def todo(self) -> dict[str, Question]:
        """Every symbol that students write, and the question that asks for it."""
        return {symbol: q for q in self.questions for symbol in q.todo}

    @property
    def solutions(self) -> Path:
        """The course's folder of model solutions."""
        return self.folder.parent.parent / "solutions"

    @property
    def student_files(self) -> list[str]:
        """Paths in the student tree that hold work of theirs."""
        modules = {self.module_of(spec.path): spec.path for spec in self.files}
        owners = {modules.get(nearest_module(s, modules) or "") for s in self.todo}
        paths = [spec.path for spec in self.files if spec.path in owners]
        return paths + [spec.path for spec in self.notebooks]

    def module_of(self, path: str) -> str:
        """Return a file's module name below the package: ``classifiers.fc_net``.

        The package's own ``__init__`` is "".
        """
        inside = path.removeprefix(f"{self.package}/") if self.package else path
        name = inside.removesuffix(".py").replace("/", ".")
        return "" if name == "__init__" else name.removesuffix(".__init__")

    def module(self, name: str) -> str:
        """Return the import name of ``name`` in the student tree: ``dl.layers``."""
        return f"{self.package}.{name}" if self.package else name


def nearest_module(symbol: str, modules: Iterable[str]) -> str | None:
    """Return the longest of ``modules`` that a symbol such as ``layers.f`` is below.

    "" is above all; None if there is no module above the symbol.
    """
    above = [name for name in modules if not name or symbol.startswith(f"{name}.")]
    return max(above, key=len, default=None)
