"""Every released notebook runs: filled in to its end, as handed out up to its checks.

On synthetic images and with little training: NUMGRADE_QUICK=1.
"""

import re
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

sys.path.append(str(Path(__file__).parent))
from notebooks import CHECK_INSIDE, notebook_names, run_released, use_profile

pytestmark = pytest.mark.timeout(900)  # the first test waits for all notebooks

NAMES = notebook_names()
READ_IMAGES = [n for n in NAMES if not n.endswith(("01_derivations", "05_hand_in"))]
#: cs682-a2 hands out dl-a1's once more.
BLANK = [n for n in READ_IMAGES if not re.match("cs682-a2/0[234]", n)]
PRINTED = tomllib.loads(Path(__file__).with_name("printed.toml").read_text())
NUMBER = r"[^\d\n-]*?(-?\d+\.?\d*(?:e[+-]?\d+)?)"


@pytest.fixture(scope="module")
def quick():
    """Little training, few images, one thread a kernel."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUMGRADE_QUICK", "1")
        patch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            patch.setenv(name, "1")
        yield


@pytest.fixture(scope="module")
def filled(quick, tmp_path_factory):
    """The notebooks with the model solutions: name -> its code cells, run."""
    profile = use_profile(tmp_path_factory.mktemp("ipython"), CHECK_INSIDE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(profile))
        return run_released(tmp_path_factory.mktemp("filled"), NAMES, filled=True)


@pytest.fixture(scope="module")
def blank(quick, tmp_path_factory):
    """The notebooks as students get them: name -> its code cells, run."""
    return run_released(tmp_path_factory.mktemp("blank"), BLANK, filled=False)


@pytest.mark.parametrize("name", NAMES)
def test_the_filled_notebook_runs_without_error_or_warning(filled, name):
    assert [error for cell in filled[name] for error in cell.errors] == []
    assert [line for cell in filled[name] for line in cell.warnings] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_check_of_the_filled_notebook_passes(filled, name):
    checks = [cell for cell in filled[name] if cell.source.startswith("check(")]
    for cell in checks:
        results = re.findall(r"(\d+) of (\d+) checks passed", cell.printed)
        assert len(results) == cell.source.count("check("), cell.printed
        assert all(passed == total != "0" for passed, total in results), cell.printed


@pytest.mark.parametrize(
    "name", [f"{course}/{stem}" for course in PRINTED for stem in PRINTED[course]]
)
def test_the_filled_notebook_prints_the_numbers_of_its_seed(filled, name):
    course, _, stem = name.partition("/")
    text = "".join(cell.printed for cell in filled[name])
    place = 0
    for words, number in PRINTED[course][stem]["numbers"]:
        found = re.compile(re.escape(words) + NUMBER).search(text, place)
        assert found, f"{words!r} isn't printed, or not in this order"
        place = found.end()
        assert is_as_printed(float(found[1]), number), f"{found[0]}, but {number}"


def is_as_printed(got, number):
    """Say whether a number is one that is printed: an error may be ten times as large.

    Other numbers agree in all digits that are printed.
    """
    if 0 < abs(float(number)) < 1e-3:
        return 0 <= got <= 10 * float(number)
    digits = len(number.partition(".")[2])
    return abs(got - float(number)) <= 0.51 * 10**-digits


@pytest.mark.parametrize("name", READ_IMAGES)
def test_a_notebook_says_once_that_its_images_are_synthetic(filled, name):
    printed = "".join(cell.printed for cell in filled[name])
    assert printed.count("NOTE: Synthetic images, not ") == 1
    assert printed.lower().count("synthetic") == 1


@pytest.mark.parametrize("name", BLANK)
def test_as_handed_out_a_notebook_shows_lines_and_no_traceback(blank, name):
    assert [error for cell in blank[name] for error in cell.errors] == []
    assert [line for cell in blank[name] for line in cell.warnings] == []


@pytest.mark.parametrize("name", BLANK)
def test_up_to_its_first_check_it_says_in_one_line_what_is_not_written(blank, name):
    sources = [cell.source for cell in blank[name]]
    first = next(i for i, source in enumerate(sources) if source.startswith("check("))
    said = [re.findall(r".*is not written yet.*", c.printed) for c in blank[name]]
    lines = [line for lines in said[:first] for line in lines]
    question = re.search(r'check\("(\w+)"\)', sources[first])[1]
    assert f": question {question} in " in lines[0]
    assert max(map(len, said[:first])) == 1
    assert "not written yet" in blank[name][first].printed
