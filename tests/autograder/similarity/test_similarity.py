"""Who wrote alike, and what doesn't count as such."""

import json
import subprocess
import sys

import pytest

from autograder.release import write_tree
from autograder.similarity import Work, find_pairs, own_code, where

LOSS = """\
    shifted = scores - scores.max(axis=1, keepdims=True)
    total = np.exp(shifted).sum(axis=1, keepdims=True)
    log_probs = shifted - np.log(total)
    count = len(scores)
    loss = -log_probs[np.arange(count), y].sum() / count
    dscores = np.exp(log_probs)
    dscores[np.arange(count), y] -= 1
"""
RENAMED = """\
    # my very own idea
    z = s - s.max(axis=1,   keepdims=True)
    t = np.exp(z).sum(axis=1, keepdims=True)
    lp = z - np.log(t)   # log of it
    n = len(s)
    out = -lp[np.arange(n), lab].sum() / n
    g = np.exp(lp)
    g[np.arange(n), lab] -= 1
"""
OTHER = """\
    grad = np.zeros_like(scores)
    loss = 0.0
    for i, row in enumerate(scores):
        e = np.exp(row - row.max())
        p = e / e.sum()
        loss -= np.log(p[y[i]])
        for j in range(len(p)):
            grad[i, j] = p[j] - (1.0 if j == y[i] else 0.0)
    loss /= scores.shape[0]
"""
INIT = "    self.params['W1'] = weight_scale * np.random.randn(input_dim, hidden_dim)\n"


def work(name, origin="class", **code):
    return Work(name, origin, code)


def names(pairs):
    return [(pair.one.name, pair.two.name) for pair in pairs]


def test_a_copy_with_other_names_and_comments_is_found():
    works = [work("ada", loss=LOSS), work("bob", loss=RENAMED), work("cy", loss=OTHER)]
    (pair,) = find_pairs(works, 0.5, 10)
    assert names([pair]) == [("ada", "bob")]
    assert pair.share > 0.9


def test_marked_passages_are_where_both_are_alike():
    works = [
        work("ada", init=INIT, loss=LOSS),
        work("bob", loss=OTHER + RENAMED, other=OTHER),
    ]
    (pair,) = find_pairs(works, 0.3, 10)
    (passage,) = pair.passages
    assert passage.symbol == "loss"
    (start, end), *_ = passage.one_spans
    assert "shifted - np.log(total)" in passage.one[start:end]
    marked = "".join(passage.two[a:b] for a, b in passage.two_spans)
    assert "lp = z - np.log(t)" in marked
    assert "grad[i, j]" not in marked
    assert where(pair) == "loss"


def test_what_many_of_the_class_wrote_counts_for_nothing():
    copies = [work(f"s{number}", loss=LOSS) for number in range(8)]
    assert find_pairs(copies, 0.5, 100) == []
    both = [work("x", loss=LOSS, own=OTHER), work("y", loss=LOSS, own=OTHER)]
    assert names(find_pairs([*copies, *both], 0.5, 100)) == [("x", "y")]


def test_works_from_elsewhere_are_paired_with_the_class_alone():
    works = [
        work("model", "model", loss=LOSS),
        work("old", "earlier", loss=LOSS),
        work("ada", loss=RENAMED),
    ]
    found = find_pairs(works, 0.5, 10)
    assert names(found) == [("ada", "model"), ("ada", "old")]


def test_the_most_alike_come_first_and_no_more_than_asked_for():
    works = [
        work("ada", loss=LOSS + OTHER),
        work("bob", loss=RENAMED + INIT),
        work("cy", loss=LOSS + OTHER),
    ]
    found = find_pairs(works, 0.1, 2)
    assert names(found)[0] == ("ada", "cy")
    assert len(found) == 2
    assert found[0].share == 1.0


def test_nothing_written_is_alike_to_nothing():
    assert find_pairs([work("ada"), work("bob"), work("cy", loss="x")], 0.1, 9) == []


def test_the_share_does_not_hang_on_random_string_hashes(tmp_path):
    file = tmp_path / "run.py"
    file.write_text(
        "from autograder.similarity import Work, find_pairs\n"
        f"works = [Work('a', 'class', {{'f': {LOSS + INIT!r}}}),"
        f" Work('b', 'class', {{'f': {OTHER + RENAMED!r}}})]\n"
        "print(find_pairs(works, 0.1, 9)[0].share)\n"
    )
    shares = {
        subprocess.run(
            [sys.executable, file],
            env={"PYTHONHASHSEED": seed, "MPLCONFIGDIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(shares) == 1


# what is a student's own


def test_given_code_is_not_a_students_own(pristine_course, skeleton, solution):
    assignment = pristine_course.load()
    assert own_code(assignment, skeleton, skeleton) == {}
    own = own_code(assignment, solution, skeleton)
    assert list(own) == [
        "layers.scale_forward",
        "layers.scale_backward",
        "net.Net.loss",
    ]
    assert "scaled_rows = np.asarray(x) * a" in own["layers.scale_forward"]
    assert "def " not in own["layers.scale_forward"]
    assert "Return" not in own["net.Net.loss"]  # docstrings are given


def test_a_module_that_is_no_python_is_compared_as_a_whole(
    pristine_course, skeleton, solution
):
    broken = {**solution, "tn/layers.py": solution["tn/layers.py"] + b"\ndef (:\n"}
    own = own_code(pristine_course.load(), broken, skeleton)
    assert list(own) == ["tn/layers.py", "net.Net.loss"]
    assert "scaled_rows = np.asarray(x) * a" in own["tn/layers.py"]


@pytest.mark.parametrize(
    "text", [b"\x00", b"(" * 100_000, b"\xff\xfe", b"x = " + b"1+" * 9**4]
)
def test_no_file_stops_the_comparison(pristine_course, skeleton, text):
    tree = {**skeleton, "tn/layers.py": text}
    own = own_code(pristine_course.load(), tree, skeleton)
    find_pairs([work("ada", **own), work("bob", **own)], 0.5, 9)


# the command


@pytest.fixture
def similarity(numgrade, pristine_course, tmp_path):
    def similarity(*words):
        return numgrade(
            "similarity", "tiny-a1", *words, "--course", pristine_course.root
        )

    return similarity


def long_solution(edited, extra):
    """Return a tree with more in it than two lines."""
    old = "    scaled_rows = np.asarray(x) * a\n"
    return edited("tn/layers.py", old, f"{old}{extra}")


def test_pairs_are_printed_written_and_shown_side_by_side(
    similarity, edited, make_zip, tmp_path
):
    hostile = LOSS + "    name = '<script>alert(1)</script>'\n"
    for name, extra in (("ada", hostile), ("bob", RENAMED + hostile), ("cy", OTHER)):
        write_tree(long_solution(edited, extra), tmp_path / "class" / name)
    write_tree(long_solution(edited, OTHER), tmp_path / "earlier" / "cyril")
    make_zip({"../x": "bad"}, "class/mallory.zip")
    out = tmp_path / "out"
    words = ("--class", tmp_path / "class", "--earlier", tmp_path / "earlier")
    status, printed, err = similarity(*words, "--out", out)
    assert not status
    assert "cyril (earlier)" in printed
    assert printed.endswith(f"{out / 'similarity.html'}\n")
    assert "not compared: mallory.zip: it is unsafe" in err
    table = json.loads((out / "similarity.json").read_text())
    assert {(row["one"], row["two"]) for row in table} >= {
        ("ada", "bob"),
        ("cy", "cyril (earlier)"),
    }
    assert all(row["share"] >= 0.5 for row in table)
    page = (out / "similarity.html").read_text(encoding="utf-8")
    assert "<mark>" in page
    assert "<script" not in page
    assert "layers.scale_forward" in page


def test_without_the_extra_it_says_what_to_install(similarity, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "copydetect", None)
    (tmp_path / "ada.py").write_text("")
    status, out, err = similarity(tmp_path / "ada.py")
    assert (status, out) == (2, "")
    assert "pip install 'numgrade[similarity]'" in err
