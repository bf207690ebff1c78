"""A release as a site: opened in Chromium, one function written, its check passes."""

import functools
import http.server
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from autograder.lite import distribution
from autograder.lite.distribution import CORE

FETCH = Path(__file__).parents[3] / "ci" / "lite" / "fetch_pyodide.py"


@pytest.fixture(scope="module")
def pyodide(tmp_path_factory):
    """A Pyodide distribution, from PyPI."""
    folder = tmp_path_factory.mktemp("pyodide")
    done = subprocess.run(
        [sys.executable, FETCH, folder], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"no Pyodide to be had: {done.stderr.splitlines()[-1]}")
    return folder


@pytest.fixture
def browser(chromium):
    """A page of headless Chromium; it lists the addresses that it asked for."""
    pytest.importorskip("jupyterlite_core", reason="pip install -e '.[test]'")
    page = chromium.new_page()
    page.set_default_timeout(130_000)  # a busy machine takes a minute to start
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    return page, asked


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass


@pytest.fixture
def serve():
    """Return a function that serves a folder and gives its address."""
    servers = []

    def serve(folder):
        handler = functools.partial(Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def run_cell(page, text):
    """Write a cell at the notebook's end, run it, wait for it, return what it shows."""
    page.locator(".jp-Notebook").click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    cell = page.locator(".jp-CodeCell.jp-mod-active")
    cell.locator(".cm-content").click()
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        """() => /\\[\\d+\\]/.test(
            document.querySelector('.jp-CodeCell.jp-mod-active .jp-InputPrompt')
            ?.textContent)"""
    )
    return cell.locator(".jp-Cell-outputArea").inner_text()


def write_file(page, address, path, text):
    """Open a file in JupyterLab's editor, replace what is in it, save it."""
    page.goto(f"{address}/lab/index.html?path={path}")
    editor = page.locator(".jp-FileEditor .cm-content")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+s")
    page.wait_for_selector(".jp-mod-current.jp-mod-dirty", state="detached")


@pytest.mark.timeout(600)
def test_a_student_writes_a_function_in_a_browser_and_its_check_passes(
    course, solution, pyodide, browser, serve, numgrade, tmp_path
):
    page, asked = browser
    words = ("tiny-a1", "--out", tmp_path / "out", "--course", course.root)
    status, _, err = numgrade("release", *words, "--jupyterlite", "--pyodide", pyodide)
    assert not status, err
    site = tmp_path / "out/tiny-a1/jupyterlite"
    for file in site.rglob("*.py"):
        assert b"scaled_rows" not in file.read_bytes()  # of the model solution
    address = serve(site)
    page.goto(f"{address}/lab/index.html?path=01_tiny.ipynb")
    told = run_cell(
        page, "from autograder.student import check; check('scale_forward')"
    )
    assert "scale_forward: Scale: forward: 0 of 1 checks passed" in told
    assert "is not written yet" in told
    drawn = "from autograder.student import get_data; get_data('mnist')\n"
    drawn += "import os; print(sorted(os.listdir('datasets/mnist'))[0])"
    assert "SYNTHETIC.txt" in run_cell(page, drawn)
    write_file(page, address, "tn/layers.py", solution["tn/layers.py"].decode())
    page.goto(f"{address}/lab/index.html?path=01_tiny.ipynb")
    told = run_cell(
        page, "from autograder.student import check; check('scale_forward')"
    )
    assert "scale_forward: Scale: forward: 1 of 1 checks passed" in told
    outside = [a for a in asked if a.startswith("http") and address not in a]
    assert outside == []


def test_a_distribution_that_lacks_a_file_is_named(tmp_path, numgrade, course):
    for name in CORE[1:]:
        (tmp_path / name).write_bytes(b"")
    words = ("release", "--out", tmp_path / "out", "--course", course.root)
    refused = numgrade(*words, "--jupyterlite", "--pyodide", tmp_path)
    assert refused[0] == 2
    assert f"--pyodide {tmp_path}: pyodide.mjs is missing" in refused[2]
    assert not (tmp_path / "out").exists()


def test_an_archive_is_unpacked_and_one_that_is_none_is_refused(
    tmp_path, numgrade, course
):
    inner = tmp_path / "pyodide"
    inner.mkdir()
    for name in CORE:
        (inner / name).write_bytes(name.encode())
    archive = shutil.make_archive(
        str(tmp_path / "p"), "bztar", root_dir=tmp_path, base_dir="pyodide"
    )
    with distribution(archive) as folder:
        assert (folder / "pyodide.mjs").read_bytes() == b"pyodide.mjs"
    assert not folder.exists()
    bad = tmp_path / "bad.tar.bz2"
    bad.write_bytes(b"no archive")
    words = ("release", "--out", tmp_path / "out", "--course", course.root)
    status, _, err = numgrade(*words, "--jupyterlite", "--pyodide", bad)
    assert status == 2
    assert err.count("\n") == 1
    assert "no folder and no archive" in err


def test_pyodide_is_for_a_site(tmp_path, numgrade, course):
    words = ("release", "--out", tmp_path / "out", "--course", course.root)
    status, _, err = numgrade(*words, "--pyodide", tmp_path)
    assert (status, "--pyodide goes with --jupyterlite alone" in err) == (2, True)
