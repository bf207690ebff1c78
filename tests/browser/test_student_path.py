"""A student's way from the zip alone to a grade, in an environment of their own.

Installs as the README says, fills in one function in JupyterLab, runs its check cell in
a headless Chromium, submits; the submission is graded. With NUMGRADE_SHOTS set to a
folder, the pictures of what was seen are left there.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from autograder.course import load
from autograder.release import build_extras, build_tree, write_zip

ROOT = Path(__file__).resolve().parents[2]
MODULE = "dl/layers.py"
NOTEBOOK = "02_two_layer_net.ipynb"
SLOW = 90_000  # ms: the machine may be busy

pytestmark = pytest.mark.timeout(900)  # it installs JupyterLab, maybe on a busy machine


#: Pip leaves compiling to the first import, where most of JupyterLab never gets to:
#: that halves the installation. It takes a 0 for this "no" of its.
UNCOMPILED = {"PIP_NO_COMPILE": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def run(*words, cwd):
    return subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**os.environ, **UNCOMPILED},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def assignment():
    return load(ROOT, "dl-a1")


@pytest.fixture(scope="module")
def folder(assignment, tmp_path_factory):
    """The students' zip, unpacked, with the README's two commands given there."""
    work = tmp_path_factory.mktemp("student")
    tree = build_tree(assignment, filled=False) | build_extras(assignment)
    write_zip(tree, work / "student.zip", top="dl-a1")
    with zipfile.ZipFile(work / "student.zip") as archive:
        archive.extractall(work)
    folder = work / "dl-a1"
    made = run(sys.executable, "-m", "venv", ".venv", cwd=folder)
    assert made.returncode == 0, made.stderr
    done = run(".venv/bin/pip", "install", "-r", "requirements.txt", cwd=folder)
    if "No matching distribution found for jupyterlab" in done.stderr:
        pytest.skip("no JupyterLab on the package index; a network is needed")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def lab(folder, tmp_path_factory):
    """The address of JupyterLab, started in the folder."""
    runtime = tmp_path_factory.mktemp("runtime")
    environment = {
        **os.environ,
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_CONFIG_DIR": str(runtime / "config"),
    }
    options = ["--no-browser", "--allow-root", "--ServerApp.port=0"]
    with subprocess.Popen(
        [".venv/bin/jupyter", "lab", *options],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            yield wait_for(runtime)
        finally:
            server.terminate()


def wait_for(runtime):
    """Return the address that the server writes down once it listens."""
    end = time.monotonic() + SLOW / 1000
    while time.monotonic() < end:
        for file in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(ValueError):  # half written
                facts = json.loads(file.read_text())
                return f"{facts['url']}lab/tree/%s?token={facts['token']}&reset"
        time.sleep(0.2)
    raise AssertionError("JupyterLab doesn't start")


@pytest.fixture(scope="module")
def page(chromium, lab):  # in this order: without a browser nothing is installed
    page = chromium.new_page(viewport={"width": 1200, "height": 1400})
    page.set_default_timeout(SLOW)
    return page


def keep_picture(page, name):
    if "NUMGRADE_SHOTS" in os.environ:
        page.screenshot(path=Path(os.environ["NUMGRADE_SHOTS"], f"{name}.png"))


def filled_in(folder):
    """Return the student's module with affine_forward written, all else a stub."""
    text = (folder / MODULE).read_text()
    end = text.index('raise NotImplementedError(\n        "affine_forward is not')
    start = text.rindex("# TODO", 0, end)
    stop = text.index("return out, cache", end)
    body = "out = x.reshape(len(x), -1) @ w + b\n    cache = (x, w, b)\n    "
    return text[:start] + body + text[stop:]


def test_one_function_is_written_checked_submitted_and_graded(
    page, lab, folder, tmp_path
):
    written = filled_in(folder)

    page.goto(lab % MODULE)
    editor = page.locator(".jp-FileEditor .cm-content")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(written)
    page.keyboard.press("Control+S")
    end = time.monotonic() + 30
    while (folder / MODULE).read_text() != written and time.monotonic() < end:
        time.sleep(0.2)
    assert (folder / MODULE).read_text() == written
    keep_picture(page, "1-module")

    page.goto(lab % NOTEBOOK)
    page.locator(".jp-Notebook .jp-Cell").first.click()
    cells = json.loads((folder / NOTEBOOK).read_text())["cells"]
    first_check = next(
        i
        for i, cell in enumerate(cells)
        if "".join(cell["source"]).startswith("check(")
    )
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    for place in range(first_check + 1):  # a key that comes too early is lost
        at = f"[data-windowed-list-index='{place}']"
        page.locator(f".jp-Notebook .jp-Cell.jp-mod-active{at}").wait_for()
        page.keyboard.press("Shift+Enter")
    outputs = page.locator(".jp-OutputArea-output")
    outputs.filter(has_text="affine_forward, difference: 9.7").first.wait_for()
    passed = outputs.filter(has_text="Affine layer: forward: 1 of 1 checks passed")
    passed.first.wait_for()
    keep_picture(page, "2-check-passed")

    done = run(".venv/bin/numgrade", "submit", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "question affine_forward is not written yet" not in done.stdout
    assert "question affine_backward is not written yet" in done.stdout

    out = tmp_path / "results"
    submission = folder / "dl-a1-submission.zip"
    words = ("grade", "dl-a1", submission, "--course", ROOT, "--out", out)
    done = run(sys.executable, "-m", "autograder", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    results = json.loads((out / "dl-a1-submission" / "results.json").read_text())
    earned = {}
    for test in results["tests"]:
        question = test["extra_data"]["question"]
        earned[question] = earned.get(question, 0) + test.get("score", 0)
    assert earned["affine_forward"] == pytest.approx(3)
    assert earned["affine_backward"] == 0
