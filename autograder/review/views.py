"""What the page shows, as plain tables; texts that are HTML say so by their name."""

import hashlib
from typing import Any

from autograder.gradebook import Mark
from autograder.inert import inert
from autograder.review.desk import Change, Desk, UnknownError
from autograder.review.reasons import (
    points_text,
    reason_points,
    reason_text,
    rubric_line,
    written_reasons,
)
from autograder.written import Answer
from autograder.written.render import render_line, render_markdown, render_part

Json = dict[str, Any]


def start(desk: Desk, person: str) -> Json:
    """Return what is the same for all questions, and how far each one is.

    What was graded meanwhile is seen from now on.
    ``room`` tells this folder from others that were served at the same address.
    """
    desk.look_again()
    place = str(desk.folder.path.resolve())
    return {
        "title": desk.folder.title,
        "room": hashlib.sha256(place.encode()).hexdigest()[:16],
        "blind": desk.blind,
        "person": person,
        "questions": [
            {
                "name": q.name,
                "title": q.title,
                "points": q.points,
                **_progress(desk, q.name),
            }
            for q in desk.questions.values()
        ],
    }


def question(desk: Desk, name: str) -> Json:
    """Return what stands beside every answer to a question."""
    asked = desk.question(name)
    return {
        "name": asked.name,
        "title": asked.title,
        "points": asked.points,
        "asked_html": render_markdown(asked.asked),
        "model_html": render_markdown(asked.model),
        "remarks_html": render_markdown(asked.remarks),
        "rubric": [_reason(rubric_line(item)) for item in asked.rubric],
        **marks(desk, name, "", ""),
        "present": {},
    }


def marks(desk: Desk, name: str, at: str, person: str) -> Json:
    """Return how far a question is: what changes while people grade."""
    asked = desk.question(name)
    given = desk.marks(name)
    written = written_reasons(given.values(), asked.rubric)
    return {
        "written": [_reason(line) for line in written],
        "present": desk.seen(person, name, at),
        "submissions": [
            {
                "id": id_,
                "label": _label(desk, id_),
                "answered": name in desk.folder.submissions[own].answered,
                "points": given[own].points if own in given else None,
                "revision": given[own].revision if own in given else 0,
                "outdated": own in given and desk.outdated(given[own]),
            }
            for id_, own in desk.ids(name).items()
        ],
    }


def answer(desk: Desk, question: str, submission: str) -> Json:
    """Return one submission's answer, its mark, and what the mark was before."""
    name = desk.name(question, submission)
    found = desk.folder.answer(name, question)
    if found.digest != desk.digest(question, name):
        desk.look_again()  # it was graded anew just now
    return {
        "id": submission,
        "label": _label(desk, submission),
        "html": _answer_html(found),
        "source": inert("\n\n".join(p.text for p in found.parts if p.kind == "text")),
        "document": bool(found.document),
        "notes": [inert(note) for note in found.notes],
        "answered": found.answered,
        "answer": found.digest,
        "mark": mark_table(desk.mark(question, name)),
        "history": [mark_table(mark) for mark in desk.history(question, name)],
    }


def save(desk: Desk, change: Change, question: str, submission: str) -> Json:
    """Write a mark; return it as it now is."""
    name = desk.name(question, submission)
    saved = desk.save(question, name, change)
    return {
        "mark": mark_table(saved),
        "history": [mark_table(mark) for mark in desk.history(question, name)],
    }


def document(desk: Desk, question: str, submission: str) -> bytes:
    """Return the file that was handed in for a question."""
    content = desk.folder.document(desk.name(question, submission), question)
    if content is None:
        raise UnknownError("no document was handed in")
    return content


def mark_table(mark: Mark) -> Json:
    """Return a mark without saying whose it is."""
    return {
        "points": mark.points,
        "reasons": [_reason(line) for line in mark.reasons],
        "comment": mark.comment,
        "person": mark.person,
        "revision": mark.revision,
        "at": mark.at,
        "answer": mark.answer,
    }


def _reason(line: str) -> Json:
    points = reason_points(line) or 0.0
    return {
        "line": line,
        "points": points,
        "shown": points_text(points),
        "html": render_line(reason_text(line)),
    }


def _label(desk: Desk, submission: str) -> str:
    return f"Student {submission[:5]}" if desk.blind else inert(submission)


def _progress(desk: Desk, question: str) -> Json:
    given = desk.marks(question)
    names = desk.folder.submissions
    done = sum(
        name in names and mark.points is not None for name, mark in given.items()
    )
    return {"marked": done, "submissions": len(names)}


def _answer_html(found: Answer) -> str:
    pieces, pictures = [], 0
    for part in found.parts:
        pictures += part.kind == "picture"
        pieces.append(render_part(part, pictures))
    if not found.answered:
        pieces.insert(0, '<p class="nothing">Nothing was written here.</p>')
    return "\n".join(pieces)
