"""What is kept of an outcome, for a class's files, gives the same files."""

from autograder.grade.outcome import brief
from autograder.report import write_class


def test_class_files_made_of_briefs_are_those_made_of_all(
    pristine_course, solution, skeleton, edited, tmp_path
):
    trees = {
        "ada": solution,
        "bob": skeleton,
        "eve": edited("tn/layers.py", "da = np.sum(dout * x, axis=0)", "da = dout * x"),
        "kim": edited("tn/net.py", "0.5 * float", "float"),
    }
    outcomes = list(pristine_course.grade_trees(tmp_path, trees).values())
    briefs = [brief(outcome) for outcome in outcomes]
    assert sum(len(b.checks) for b in briefs) < sum(len(o.checks) for o in outcomes)
    assert not [line for b in briefs for check in b.checks for line in check.lines]
    assignment = pristine_course.load()
    files = []
    for kind, kept in (("briefs", briefs), ("outcomes", outcomes)):
        write_class(kept, assignment, tmp_path / kind)
        files.append(
            {file.name: file.read_bytes() for file in (tmp_path / kind).iterdir()}
        )
    assert files[0] == files[1]
    assert set(files[0]) == {"grades.csv", "summary.json", "index.html"}
