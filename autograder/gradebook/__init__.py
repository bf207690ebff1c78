"""The gradebook: results, their history, and marks by hand, in SQLite or PostgreSQL.

Open one, and hand it to functions. Every function is one transaction; any number of
processes and threads may use one gradebook at a time.

>>> with open_gradebook(Path("results")) as book:      # results/gradebook.sqlite
...     for grading in latest(book, "dl-a1"):           # streamed, by name
...         print(grading.name, grading.outcome.score)
...     mark = save_mark(
...         book, Mark("dl-a1", "ada", "essay", 2.5, ("clear",), person="tom")
...     )                                               # revision 0 -> 1
...     mark = save_mark(book, replace(mark, points=3.0))  # 1 -> 2, or ConflictError
...     mark_history(book, "dl-a1", "ada", "essay")     # both revisions

Results: ``record`` writes one, ``find`` asks if it is there already, ``latest`` lists
what counts, ``history`` what came before. Marks: ``save_mark``, ``latest_marks``,
``mark_history``, ``points_by_hand``. ``save_arrivals`` and ``latest_arrivals``: when
submissions came in. ``start_run`` and ``latest_run`` note what a run was asked for.
``Basis`` and the ``…_digest`` functions tell what a result rests on. Errors are
``GradebookError``, in one line; ``ConflictError`` is one.
"""

from autograder.gradebook.arrivals import latest_arrivals, save_arrivals
from autograder.gradebook.digests import (
    content_digest,
    course_digest,
    data_digest,
    grader_version,
)
from autograder.gradebook.gradings import (
    Basis,
    Grading,
    find,
    history,
    latest,
    record,
)
from autograder.gradebook.marks import (
    ConflictError,
    Mark,
    latest_marks,
    mark_history,
    points_by_hand,
    save_mark,
)
from autograder.gradebook.opening import (
    FILE,
    Gradebook,
    GradebookError,
    open_gradebook,
)
from autograder.gradebook.runs import HandedIn, handed_in, latest_run, start_run

__all__ = [
    "FILE",
    "Basis",
    "ConflictError",
    "Gradebook",
    "GradebookError",
    "Grading",
    "HandedIn",
    "Mark",
    "content_digest",
    "course_digest",
    "data_digest",
    "find",
    "grader_version",
    "handed_in",
    "history",
    "latest",
    "latest_arrivals",
    "latest_marks",
    "latest_run",
    "mark_history",
    "open_gradebook",
    "points_by_hand",
    "record",
    "save_arrivals",
    "save_mark",
    "start_run",
]
