"""The page that a student gets: points, what is wrong and where, what to try next."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from autograder import __version__
from autograder.course import Assignment, Question
from autograder.grade.final import ByHand, Grade, final_grades
from autograder.grade.outcome import KINDS, CheckOutcome, SubmissionOutcome, tidy
from autograder.grade.results import remarks
from autograder.inert import inert
from autograder.report.figures import figures
from autograder.report.pages import render
from autograder.written import Answer

if TYPE_CHECKING:  # needs the extra
    from autograder.report.notebooks import Shown

_MARKS = {"passed": "\N{CHECK MARK}", "partial": "\N{ALMOST EQUAL TO}"}
_TONES = {"passed": "good", "partial": "part", "needs_data": "soft"}


def feedback_page(
    outcome: SubmissionOutcome,
    assignment: Assignment,
    grade: Grade | None = None,
    answers: Mapping[str, Answer] | None = None,
    notebooks: Sequence["Shown"] = (),
) -> str:
    """Return ``feedback.html`` for one submission.

    ``grade`` adds what people gave and what lateness took; ``answers`` what the student
    wrote for people to read; ``notebooks`` all that was handed in.
    """
    grade = grade or final_grades([outcome], assignment, {}, {})[0]
    written = answers or {}
    page = {
        "title": assignment.title,
        "name": inert(outcome.name),
        "refused": inert(outcome.refused),
        "score": f"{grade.total:g}",
        "total": f"{grade.max:g}",
        "percent": min(round(100 * grade.total / grade.max), 100) if grade.max else 0,
        "late": f"{grade.late:g}" if grade.late else "",
        "remarks": inert(remarks(outcome)),
        "questions": [
            {
                **_question(question, grade.scores[question.name], outcome.checks),
                "by_hand": _by_hand(grade.by_hand.get(question.name)),
                "answer": _answer(written.get(question.name)),
            }
            for question in assignment.questions
        ],
        "next": _next(grade, assignment),
        "notebooks": notebooks,
        "code_style": notebooks[0].style if notebooks else "",
        "version": __version__,
        "layers": ", ".join(outcome.layers),
    }
    return render("feedback.html", page)


def _question(
    question: Question, score: float | None, checks: Sequence[CheckOutcome]
) -> dict[str, Any]:
    if score is None:
        shown, tone = "\N{EM DASH}", "soft"
    else:
        shown = f"{score:g}"
        tone = "good" if score >= question.points else "part" if score else "bad"
    own = [check for check in checks if check.question == question.name]
    return {
        "name": question.name,
        "title": question.title,
        "points": f"{question.points:g}",
        "score": shown,
        "percent": None if score is None else round(100 * score / question.points),
        "tone": tone,
        "failed": [_check(check) for check in own if not check.passed],
        "passed": [_check(check) for check in own if check.passed],
    }


def _check(check: CheckOutcome) -> dict[str, Any]:
    told = [*check.lines, *(check.secret_lines if check.public else ())]
    rough, said = check.max_rel_error, "relative error" in "".join(told)
    return {
        "title": inert(check.title),
        "hidden": not check.public,
        "mark": _MARKS.get(check.kind, "\N{MULTIPLICATION SIGN}"),
        "tone": _TONES.get(check.kind, "bad"),
        "kind": KINDS[check.kind],
        "points": f"{tidy(check.score):g} of {tidy(check.points):g}",
        "lines": [inert(line) for line in told],
        "call": inert(check.call),
        "error": "" if rough is None or said else f"{rough:.1e}",
        "figures": figures(check),
        "hint": check.hint,
        "next": check.next_step,
    }


def _by_hand(given: ByHand | None) -> dict[str, Any] | None:
    if given is None:
        return None
    reasons = [_rendered(reason, one_line=True) or reason for reason in given.reasons]
    return {"reasons": reasons, "comment": inert(given.comment)}


def _answer(answer: Answer | None) -> list[dict[str, Any]]:
    """Return the pieces of an answer; pictures were checked when it was collected."""
    parts = answer.parts if answer is not None else ()
    return [
        {
            "kind": part.kind,
            "html": _rendered(part.text) if part.kind == "text" else "",
            "text": part.text if part.kind == "picture" else inert(part.text),
            "media": part.media,
            "width": part.width,
            "height": part.height,
        }
        for part in parts
    ]


@lru_cache(maxsize=1000)  # reasons come from a rubric
def _rendered(text: str, one_line: bool = False) -> Markup:
    """Return Markdown with formulas as HTML; "" if what it needs isn't there."""
    try:
        from autograder.written.render import render_line, render_markdown
    except ModuleNotFoundError:
        return Markup()
    return Markup(render_line(text) if one_line else render_markdown(text))


def _next(grade: Grade, assignment: Assignment) -> str:
    """Say where to begin: at the first question that lost points."""
    for question in assignment.questions:
        score = grade.scores[question.name]
        automatic = question.kind != "written"
        if automatic and score is not None and score < question.points:
            where = f" in notebook {question.notebook}" if question.notebook else ""
            return (
                f"Begin with {question.name}{where}: what comes later may fail for "
                "its sake alone. Read its first failed check, mend that, and run "
                f'check("{question.name}") again.'
            )
    return ""
