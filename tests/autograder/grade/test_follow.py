"""Follow-through credit goes to the very checks that passed the second time."""

from dataclasses import replace

from autograder.grade.follow import credit
from autograder.grade.outcome import CheckOutcome, SubmissionOutcome

FAILED = CheckOutcome("net_loss", "loss", "visible", 1.0, "wrong", 0.1, ("off",))


def test_a_public_check_gets_no_credit_for_a_hidden_one_of_the_same_title():
    hidden = replace(FAILED, visibility="hidden", points=3.0)
    outcome = SubmissionOutcome("ada", [FAILED, hidden])
    again = SubmissionOutcome("ada", [FAILED, replace(hidden, kind="passed")])
    credit(outcome, again, "scale_forward")
    public, other = outcome.checks
    assert public == FAILED
    assert other.passed
    assert "scale_forward in place of yours" in other.lines[0]
    assert outcome.score == 3
