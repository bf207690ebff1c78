"""What ``numgrade submit`` packs is what other tools can take."""

import zipfile

from autograder.release import write_tree


def test_a_submission_has_one_top_folder_and_its_notebooks_as_text(
    numgrade, course, solution, tmp_path
):
    status, _, error = numgrade("release", "--course", course.root, "--out", tmp_path)
    assert not status, error
    student = tmp_path / "tiny-a1" / "student"
    write_tree(solution, student)
    (student / "scratch.ipynb").write_text("{damaged")
    status, out, error = numgrade("submit", student)
    assert not status, out + error
    file = student / "tiny-a1-submission.zip"
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        text = archive.read("tiny-a1/as_text/01_tiny.py").decode()
    assert {name.partition("/")[0] for name in names} == {"tiny-a1"}
    assert "tiny-a1/01_tiny.ipynb" in names
    assert "tiny-a1/scratch.ipynb" in names
    assert "tiny-a1/as_text/scratch.py" not in names
    assert "print(scale_forward(np.ones((2, 3)), np.arange(3.0)))" in text
    outcome = course.grade(file)["tiny-a1-submission"]
    assert outcome.score == 5
