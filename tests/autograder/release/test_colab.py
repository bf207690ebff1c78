"""The cell for Google Colab: with Drive, without it, and elsewhere."""

import io
import subprocess
import sys
import types
import zipfile

import pytest

from autograder.release.colab import colab_cell


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Return a function: runs the cell as if ``/content`` were a folder of the test's.

    It gives what was printed, and the commands that were run.
    """
    commands = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(subprocess, "run", lambda words, check: commands.append(words))

    def run(mount=None):
        if mount is not None:
            colab = types.ModuleType("google.colab")
            colab.drive = types.SimpleNamespace(mount=mount)
            monkeypatch.setitem(sys.modules, "google.colab", colab)
        code = colab_cell("tiny-a1").replace("/content", str(tmp_path))
        exec(compile(code, "cell", "exec"), {})
        return capsys.readouterr().out, commands

    return run


def refuse(place):
    raise ValueError("mount failed")


def student_zip(folder):
    folder.mkdir(parents=True, exist_ok=True)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("tiny-a1/vendor/numgrade-1-py3-none-any.whl", b"")
    (folder / "tiny-a1-student.zip").write_bytes(stream.getvalue())


def test_elsewhere_it_does_nothing(run, tmp_path):
    student_zip(tmp_path)
    assert run() == ("", [])
    assert not (tmp_path / "tiny-a1").exists()


def test_without_drive_the_uploaded_zip_is_unpacked_and_installed(run, tmp_path):
    student_zip(tmp_path)
    out, ((*pip, wheel),) = run(refuse)
    assert "no Drive (mount failed): download your work" in out
    assert wheel == f"{tmp_path}/tiny-a1/vendor/numgrade-1-py3-none-any.whl[data]"
    assert pip == [sys.executable, "-m", "pip", "install", "--quiet"]
    assert tmp_path.cwd() == tmp_path / "tiny-a1"
    assert sys.path[0] == str(tmp_path / "tiny-a1")


def test_in_drive_the_folder_is_found_and_kept_as_it_is(run, tmp_path):
    drive = tmp_path / "drive" / "MyDrive"
    student_zip(drive)
    (drive / "tiny-a1").mkdir()
    mounted = []
    out, _ = run(mounted.append)
    assert mounted == [f"{tmp_path}/drive"]
    assert out == f"working in {drive / 'tiny-a1'}\n"
    assert not list((drive / "tiny-a1").iterdir())


def test_where_nothing_was_uploaded_it_says_what_to_upload(run):
    out, commands = run(lambda place: None)
    assert out.startswith("upload tiny-a1-student.zip")
    assert commands == []


def test_a_notebook_has_the_cell_where_its_text_says_so(course):
    notebook = "assignments/tiny-a1/notebooks/01_tiny.py"
    course.edit(notebook, "# %%\nimport numpy", "# %%\n# {colab}\n\n# %%\nimport numpy")
    text = course.tree(filled=False)["01_tiny.ipynb"].decode()
    assert "tiny-a1-student.zip" in text
    assert "{colab}" not in text
