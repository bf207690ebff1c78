"""From how a test ended to what the student is told about it."""

from dataclasses import dataclass
from typing import Any

from autograder.errors import NumgradeError
from autograder.grade.errormap import ErrorMap, ValueMap
from autograder.grade.failures import CheckFailed, NeedsData
from autograder.grade.session import Session
from autograder.sandbox import Fault, Raised

MAX_LINE = 400
_PRINTED = 200  # characters of a submission's own output quoted in feedback


@dataclass(frozen=True)
class Verdict:
    """A kind of ``outcome.KINDS``, and the lines that explain it."""

    kind: str
    lines: tuple[str, ...] = ()
    secret_lines: tuple[str, ...] = ()
    max_rel_error: float | None = None
    lookalikes: tuple[str, ...] = ()
    share: float = 0.0
    errors: ErrorMap | None = None
    values: ValueMap | None = None
    call: str = ""
    accuracy: float | None = None


def judge(error: BaseException | None, session: Session) -> Verdict:
    """Explain the end of a test.

    Raises
    ------
    NumgradeError
        If the course or the machine is at fault, not the submission.
    """
    notes = tuple(f"note: {note}" for note in session.notes)
    if error is None:
        kind = {1.0: "passed", 0.0: "wrong"}.get(session.share, "partial")
        return Verdict(kind, notes, share=session.share, accuracy=session.accuracy)
    if isinstance(error, NumgradeError):
        raise error
    if isinstance(error, NeedsData):
        return Verdict("needs_data", (f"needs {error}",))
    if isinstance(error, CheckFailed):
        return _wrong(error.summary, session, notes, error)
    if isinstance(error, Raised):
        return Verdict(error.kind, _cut(*_raised(error, session), *notes))
    if isinstance(error, Fault):
        return Verdict(error.kind, _cut(_fatal(error, session), *notes))
    if isinstance(error, AssertionError):
        first = str(error).partition("\n")[0]
        return _wrong(first or "the check failed", session, notes)
    # the test tripped over what it got, such as None where two values were due
    words = f"what came back can't be used: {type(error).__name__}: {error}"
    return _wrong(words, session, notes)


def _wrong(
    summary: str,
    session: Session,
    notes: tuple[str, ...],
    failure: CheckFailed | None = None,
) -> Verdict:
    secret = (failure.expected,) if failure is not None and failure.expected else ()
    told, hidden = _cut(summary, *notes), _cut(*secret)
    call = "".join(_cut(session.last_call))
    if failure is None:
        return Verdict("wrong", told, hidden, call=call)
    return Verdict(
        "wrong",
        told,
        hidden,
        failure.max_rel_error,
        failure.lookalikes,
        errors=failure.errors,
        values=failure.values,
        call=call,
    )


def _raised(error: Raised, session: Session) -> list[str]:
    if error.kind == "not_implemented":
        return [str(error.message) or "not written yet"]
    if error.kind == "forbidden":
        return [error.message]
    if error.kind == "missing_module":
        lines = [f"needs the module {error.module!r}, which is not installed here"]
    else:
        lines = [f"{session.last_call or 'the submission'} raised {error}"]
    if error.frames:
        last = error.frames[-1]
        inside = f" in {last.function}" if last.function else ""
        lines.append(f"at {last.file}, line {last.line}{inside}: {last.code}")
    return lines


def _fatal(error: Fault, session: Session) -> str:
    doing = session.last_call or "the submission"
    if error.kind == "timeout":
        return f"{doing}: killed after {session.allowed:g} s"
    text = f"{doing}: {error}"
    printed = session.printed.strip()
    return f"{text}; it had printed {printed[-_PRINTED:]!r}" if printed else text


def _cut(*lines: Any) -> tuple[str, ...]:
    """Keep each line one line, and a screenful at most."""
    return tuple(" ".join(str(line).split())[:MAX_LINE] for line in lines)
