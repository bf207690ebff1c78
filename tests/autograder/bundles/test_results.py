"""What Gradescope is told, beyond what grading says."""

from datetime import datetime, timedelta, timezone

from autograder.bundles.gradescope_run import gradescope_results
from autograder.bundles.metadata import Metadata, read_metadata
from autograder.grade.outcome import CheckOutcome, SubmissionOutcome

DUE = datetime(2026, 11, 1, 23, 0, tzinfo=timezone.utc)


def outcome(**more):
    return SubmissionOutcome(
        "ada",
        [
            CheckOutcome("scale_forward", "public", "visible", 1, "passed", 0.1),
            CheckOutcome(
                "net_loss", "accuracy", "hidden", 1, "partial", 0.1, share=0.5, **more
            ),
        ],
    )


def test_trained_models_are_ranked_by_their_accuracy(course):
    results = gradescope_results(outcome(accuracy=0.48765), course.load(), Metadata())
    assert results["leaderboard"] == [
        {"name": "net_loss", "value": 0.4876, "order": "desc"}
    ]
    assert results["score"] == 1.5
    assert "leaderboard" not in gradescope_results(outcome(), course.load(), Metadata())


def test_an_assignment_may_have_no_leaderboard_and_show_hidden_checks_later(course):
    text = course.toml.read_text()
    rules = '\n[gradescope]\nleaderboard = false\nhidden = "after_due_date"\n'
    course.toml.write_text(text + rules)
    results = gradescope_results(outcome(accuracy=0.5), course.load(), Metadata())
    assert "leaderboard" not in results
    visibilities = [test["visibility"] for test in results["tests"]]
    assert visibilities == ["visible", "after_due_date"]


def test_the_late_policy_of_the_assignment_is_applied_and_told(course):
    policy = "\n[late]\ndue = 2026-11-01T23:00:00Z\npercent_per_day = 10\n"
    course.toml.write_text(course.toml.read_text() + policy)
    late = Metadata(came=DUE + timedelta(days=1, hours=3), due=DUE)
    results = gradescope_results(outcome(), course.load(), late)
    assert results["score"] == 1.2  # two days have begun
    told = "Handed in 1 day 3 hours after the due date: 80% of the points count."
    assert told in results["output"]
    extended = Metadata(came=late.came, due=DUE + timedelta(days=7))
    assert gradescope_results(outcome(), course.load(), extended)["score"] == 1.5


def test_damaged_metadata_costs_nothing(tmp_path):
    file = tmp_path / "submission_metadata.json"
    assert read_metadata(file) == Metadata()
    for text in ("", "[]", '{"created_at": "soon", "users": 3}', "{"):
        file.write_text(text)
        assert read_metadata(file) == Metadata()
