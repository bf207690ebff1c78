"""A class is graded: each student's work comes to exactly what it is worth."""

import os

import pytest

FORWARD = "    scaled_rows = np.asarray(x) * a\n"
BACKWARD = "    dx = dout * a\n"
LOSS = "        hidden_units, _ ="


def scores(outcome):
    """Return points by question."""
    points = {"scale_forward": 0.0, "scale_backward": 0.0, "net_loss": 0.0}
    for check in outcome.checks:
        points[check.question] += check.score
    return points


def kinds(outcome, question):
    return {check.kind for check in outcome.checks if check.question == question}


def said(outcome, question=""):
    """Return all that the student is told of a question, of all without one."""
    return "\n".join(
        line
        for check in outcome.checks
        if check.question == question or not question
        for line in check.lines
    )


@pytest.fixture(scope="module")
def graded(pristine_course, solution, skeleton, edited, tmp_path_factory):
    """Outcomes of a class, by the names of its students."""

    def before(mark, text, path="tn/layers.py"):
        """Return the solution with statements put before a line of it."""
        indent = mark[: len(mark) - len(mark.lstrip())]
        lines = "".join(f"{indent}{line}\n" for line in text.splitlines())
        return edited(path, mark, lines + mark)

    def twice(tree):
        """Return a tree whose backward is right for twice the forward."""
        text = tree["tn/layers.py"].decode()
        text = text.replace(BACKWARD, "    a, x = 2 * a, 2 * x\n" + BACKWARD)
        return {**tree, "tn/layers.py": text.encode()}

    zeros = b"def scale_backward(dout, cache):\n    return 0 * dout, 0 * dout[0]\n"
    zeros += b"def scale_forward(x, a):\n    return 0 * x, None\n"
    trees = {
        "reference": solution,
        "skeleton": skeleton,
        "forgets_sum": edited(
            "tn/layers.py", "np.sum(dout * x, axis=0)", "dout[0] * x[0]"
        ),
        "twice": twice(
            edited("tn/layers.py", FORWARD, "    scaled_rows = 2 * x * a\n")
        ),
        "twice_only_backward": twice(solution),
        "zeros": {"tn/layers.py": zeros},
        "returns_nothing": before(BACKWARD, "return None"),
        "returns_one": before(BACKWARD, "return [dout]"),
        "returns_lists": edited(
            "tn/layers.py", "return scaled_rows,", "return scaled_rows.tolist(),"
        ),
        "loud": before(
            FORWARD,
            "import sys, warnings\n"
            "import numpy as np\n"
            "print('x' * 100_000)\n"
            "print('y' * 100_000, file=sys.stderr)\n"
            "warnings.warn('a warning')\n"
            "np.array([1.0]) / 0",
        ),
        "draws": before(
            FORWARD,
            "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
        ),
        "in_place": before(FORWARD, "x *= 1.5\nx /= 1.5"),
        "needs_module": before(LOSS, "import no_such_module", "tn/net.py"),
        "raises": before(LOSS, "raise ValueError('odd shape')", "tn/net.py"),
        "does_not_parse": edited("tn/net.py", "return 0.5", "return 0.5 +* 1"),
        "segfaults": before(BACKWARD, "import ctypes\nctypes.string_at(0)"),
        "garbles": before(
            BACKWARD, "import socket\nsocket.socket(fileno=3).sendall(b'\\xff' * 64)"
        ),
        "deletes_itself": before(
            FORWARD, "global scale_backward\nscale_backward = None"
        ),
        "only_net": {"tn/net.py": solution["tn/net.py"]},
    }
    folder = tmp_path_factory.mktemp("class")
    return pristine_course.grade_trees(folder, trees, timeout=30)  # none hangs


FULL = {"scale_forward": 2.0, "scale_backward": 2.0, "net_loss": 1.0}


def test_the_reference_gets_all_points_without_a_word(graded):
    assert scores(graded["reference"]) == FULL
    assert said(graded["reference"]) == ""


def test_the_skeleton_gets_none_and_each_check_says_not_written_yet(graded):
    assert graded["skeleton"].score == 0
    assert {check.kind for check in graded["skeleton"].checks} == {"not_implemented"}
    assert "question net_loss" in said(graded["skeleton"], "net_loss")


def test_a_wrong_gradient_costs_its_question_and_is_located(graded):
    outcome = graded["forgets_sum"]
    # with a single row there is nothing to sum: that one check passes
    assert scores(outcome) == {**FULL, "scale_backward": 0.5}
    assert kinds(outcome, "scale_backward") == {"wrong", "passed"}
    assert "da disagrees with the numeric gradient" in said(outcome, "scale_backward")
    assert "furthest off at da[" in said(outcome, "scale_backward")
    calls = {check.call for check in outcome.checks}
    assert "layers.scale_backward(float64 (9, 3), tuple)" in calls
    public, wrong = outcome.checks[2], outcome.checks[5]
    assert len(public.values.got[0]) == 3
    assert (wrong.errors.shape, len(wrong.errors.rows[0])) == ((3,), 3)
    assert wrong.values is None  # the check is hidden


def test_a_backward_that_is_right_for_the_own_wrong_forward_earns_its_points(graded):
    assert scores(graded["twice"])["scale_forward"] == 0
    assert scores(graded["twice"])["scale_backward"] == 2
    note = "note: dx, da: right for your own forward pass, which isn't"
    assert note in said(graded["twice"], "scale_backward")


def test_the_same_backward_for_a_right_forward_is_wrong(graded):
    assert scores(graded["twice_only_backward"])["scale_backward"] == 0
    assert scores(graded["twice_only_backward"])["scale_forward"] == 2


def test_zeros_that_fit_zeros_earn_nothing(graded):
    assert graded["zeros"].score == 0
    assert kinds(graded["zeros"], "scale_backward") == {"wrong"}


@pytest.mark.parametrize("student", ["returns_nothing", "returns_one"])
def test_too_few_results_are_a_wrong_answer_in_words(graded, student):
    assert scores(graded[student]) == {**FULL, "scale_backward": 0}
    assert kinds(graded[student], "scale_backward") == {"wrong"}
    assert "what came back can't be used" in said(graded[student])


@pytest.mark.parametrize("student", ["returns_lists", "loud", "draws"])
def test_lists_prints_warnings_and_figures_cost_nothing(graded, student):
    assert scores(graded[student]) == FULL, said(graded[student])
    assert "xxx" not in said(graded[student])


def test_changing_an_argument_in_place_is_noted_and_costs_nothing_by_itself(graded):
    assert graded["in_place"].score == 5
    note = "note: layers.scale_forward changed its argument 1 in place"
    assert note in said(graded["in_place"], "scale_forward")


def test_a_missing_module_is_named_and_costs_only_where_it_is_needed(graded):
    assert scores(graded["needs_module"]) == {**FULL, "net_loss": 0}
    assert kinds(graded["needs_module"], "net_loss") == {"missing_module"}
    assert "'no_such_module'" in said(graded["needs_module"])


def test_an_exception_is_told_with_its_call_and_the_students_own_line(graded):
    assert scores(graded["raises"]) == {**FULL, "net_loss": 0}
    assert kinds(graded["raises"], "net_loss") == {"error"}
    told = said(graded["raises"]).splitlines()
    assert told[0] == "Net.loss(float64 (5, 4)) raised ValueError: odd shape"
    assert told[1].startswith("at tn/net.py, line ")
    assert told[1].endswith("in loss: raise ValueError('odd shape')")


def test_a_file_that_does_not_parse_costs_what_lies_in_it(graded):
    assert scores(graded["does_not_parse"]) == {**FULL, "net_loss": 0}
    told = said(graded["does_not_parse"])
    assert "import tn.net raised SyntaxError" in told
    assert "at tn/net.py, line " in told
    assert "return 0.5 +* 1" in told


def test_a_crash_costs_only_the_question_that_crashes(graded):
    assert scores(graded["segfaults"]) == {**FULL, "scale_backward": 0}
    assert kinds(graded["segfaults"], "scale_backward") == {"crash"}
    assert "layers.scale_backward(" in said(graded["segfaults"])


def test_nonsense_on_the_line_costs_only_the_question_that_sends_it(graded):
    assert scores(graded["garbles"]) == {**FULL, "scale_backward": 0}
    assert kinds(graded["garbles"], "scale_backward") <= {"garbled", "crash"}


def test_what_a_submission_breaks_in_itself_is_its_own_loss(graded):
    assert scores(graded["deletes_itself"])["scale_forward"] == 2
    assert scores(graded["deletes_itself"])["scale_backward"] == 0


def test_one_file_alone_is_graded_with_the_rest_from_the_release(graded):
    # net.py is right, but stands on layers that nobody wrote
    assert graded["only_net"].score == 0
    assert "scale_forward is not written yet" in said(graded["only_net"], "net_loss")


def test_every_line_of_feedback_is_one_line(graded):
    for outcome in graded.values():
        for check in outcome.checks:
            for line in (*check.lines, *check.secret_lines):
                assert "\n" not in line
                assert len(line) <= 400


def test_hidden_expected_values_are_never_among_the_lines_that_all_see(graded):
    lines = [line for check in graded["zeros"].checks for line in check.lines]
    assert lines
    assert not any("should be" in line for line in lines)
    secret = [line for check in graded["zeros"].checks for line in check.secret_lines]
    assert any("should be" in line for line in secret)


def test_what_ran_is_recorded(graded):
    assert len(graded["reference"].checks) == 7
    assert graded["reference"].seconds > 0
    assert "rlimits" in graded["reference"].layers


def test_a_time_out_costs_only_its_own_question(pristine_course, edited, tmp_path):
    loop = BACKWARD + "    while True:\n        pass\n"
    trees = {
        "endless": edited("tn/layers.py", BACKWARD, loop),
        "next": edited("tn/layers.py", BACKWARD, BACKWARD),
    }
    outcomes = pristine_course.grade_trees(tmp_path, trees, timeout=3)
    assert scores(outcomes["endless"]) == {**FULL, "scale_backward": 0}
    checks = [c for c in outcomes["endless"].checks if c.question == "scale_backward"]
    assert [check.kind for check in checks] == ["timeout", *3 * ["not_run"]]
    assert "killed after 3 s" in checks[0].lines[0]
    assert "layers.scale_backward(" in checks[0].lines[0]
    assert outcomes["next"].score == 5


def test_a_module_that_hangs_on_import_is_waited_for_once(
    pristine_course, solution, tmp_path
):
    hangs = {**solution, "tn/layers.py": b"import time\ntime.sleep(600)\n"}
    trees = {"hangs": hangs, "next": solution}
    outcomes = pristine_course.grade_trees(tmp_path, trees, timeout=3)
    assert outcomes["hangs"].score == 0
    # layers for two questions, then net, which imports layers
    assert 6 <= outcomes["hangs"].seconds < 9
    assert "import tn.layers: killed after 3 s" in said(outcomes["hangs"])
    assert outcomes["next"].score == 5


def test_one_bad_submission_among_good_ones_is_refused_alone(
    pristine_course, solution, tmp_path, make_zip
):
    bad = make_zip({"../grades.csv": b"mallory,100"}, "mallory.zip")
    good = make_zip({f"hw/{path}": text for path, text in solution.items()}, "ada.zip")
    told = []
    outcomes = pristine_course.grade(bad, good, report=lambda o: told.append(o.name))
    assert told == ["mallory", "ada"]
    assert outcomes["mallory"].score == 0
    assert outcomes["mallory"].checks == []
    assert "leads out of it" in outcomes["mallory"].refused
    assert outcomes["ada"].score == 5


def test_two_courses_whose_tests_have_one_name_are_kept_apart(
    course, pristine_course, skeleton, tmp_path
):
    course.write(
        "assignments/tiny-a1/tests/public/test_layers.py",
        "from autograder.grade import question\n\n\n"
        "@question('net_loss', points=5)\n"
        "def test_nothing(submission):\n    pass\n",
    )
    (course.folder / "tests" / "hidden" / "test_layers.py").unlink()
    toml = "assignments/tiny-a1/assignment.toml"
    text = course.toml.read_text().replace("points = 1\n", "points = 5\n")
    for name in ("scale_forward", "scale_backward"):
        text = text.replace(
            f'name = "{name}"\n', f'name = "{name}"\nkind = "written"\n'
        )
    course.write(toml, text)
    assert course.grade_trees(tmp_path / "a", {"x": skeleton})["x"].score == 5
    outcome = pristine_course.grade_trees(tmp_path / "b", {"x": skeleton})["x"]
    assert outcome.score == 0
    assert len(outcome.checks) == 7


@pytest.fixture
def private_umask():
    before = os.umask(0o077)
    yield
    os.umask(before)  # what comes later in this process makes files for others


def test_a_private_umask_of_the_graders_closes_no_file_to_the_worker(
    graded, pristine_course, edited, private_umask, tmp_path
):
    own = "import os\n\nfor path in (__file__, os.path.dirname(__file__)):\n"
    own += "    assert os.stat(path).st_mode & 0o044 == 0o044, path\n\n"
    tree = edited("tn/layers.py", "import numpy as np\n", own + "import numpy as np\n")
    outcome = pristine_course.grade_trees(tmp_path, {"private": tree})["private"]
    assert outcome.score == graded["reference"].score
    assert outcome.layers == graded["reference"].layers
