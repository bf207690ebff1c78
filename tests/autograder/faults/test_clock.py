"""The clock jumps while a class is graded: nothing is lost, doubled or timed out."""

import json
import shutil
import subprocess

import pytest

from autograder.gradebook import history, open_gradebook

from .conftest import SCORES, graded, until

# The time of day for all processes that load this, shifted by what a file says; other
# clocks, and sleeping, stay as they are, as when an administrator sets the time.
SHIM = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int status = real(clock, now);
    long seconds = 0;
    FILE *file = clock == CLOCK_REALTIME ? fopen(getenv("CLOCK_SHIFT"), "r") : NULL;
    if (file) {
        if (fscanf(file, "%ld", &seconds) == 1) now->tv_sec += seconds;
        fclose(file);
    }
    return status;
}
"""
YEAR = 365 * 24 * 3600


@pytest.fixture
def shim(tmp_path):
    """The compiled shim."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("needs a C compiler: apt-get install gcc")
    source, library = tmp_path / "shim.c", tmp_path / "shim.so"
    source.write_text(SHIM)
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True
    )
    return library


def test_a_clock_that_jumps_forward_and_back_changes_no_result(
    start, slowed, class_folder, tmp_path, shim
):
    out, shift = tmp_path / "out", tmp_path / "shift"
    shift.write_text("0")
    run = start(
        *("--class", class_folder, "--out", out, "--jobs", 2),
        LD_PRELOAD=str(shim),
        CLOCK_SHIFT=str(shift),
    )
    for count, years in ((2, 10), (5, -20)):
        until(lambda count=count: len(graded(out)) >= count)
        shift.write_text(str(years * YEAR))
    assert run.wait() == 0
    assert graded(out) == SCORES
    for file in out.glob("*/results.json"):
        results = json.loads(file.read_text())
        assert 0 < results["execution_time"] < 60
        assert "timeout" not in {t["extra_data"]["kind"] for t in results["tests"]}
    with open_gradebook(out, create=False) as book:
        books = [history(book, "tiny-a1", name) for name in SCORES]
    assert [len(gradings) for gradings in books] == [1] * len(SCORES)
    assert len({gradings[0].at[:4] for gradings in books}) == 3  # it did jump, twice
