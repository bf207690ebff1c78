"""Whatever a submitted notebook holds, collecting its answers ends and stays small."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.written import Answers

from .conftest import BLANK

TEXT = st.text(max_size=60) | st.sampled_from(
    [
        "### Inline question 1",
        "**Your answer:** *write here*",
        "![x](attachment:x.png) ![y](data:image/png;base64,AAAA) ![z](../../x.png)",
        "![x](\0) ![y](" + "a" * 600 + ") ![z](.)",
        "What is a kink?\nIs it harmful?\n\n**Your answer:** Yes.",
    ]
)
LINES = TEXT | st.lists(TEXT, max_size=4)
BUNDLE = st.dictionaries(
    st.sampled_from(["image/png", "image/jpeg", "image/svg+xml", "text/plain"]), LINES
)
OUTPUT = st.fixed_dictionaries(
    {"output_type": st.sampled_from(["stream", "display_data", "error", "odd"])},
    optional={"text": LINES, "data": BUNDLE, "ename": TEXT, "evalue": TEXT},
)
TAG = st.sampled_from(
    ["question:kink", "question:plot", "question:", "question:no", "x"]
)
CELL = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown", "raw", "odd"])},
    optional={
        "source": LINES,
        "id": st.sampled_from(["kink", "plot", "check", "", None, "x"]),
        "metadata": st.fixed_dictionaries({}, optional={"tags": st.lists(TAG)}),
        "outputs": st.lists(OUTPUT, max_size=3),
        "attachments": st.dictionaries(st.just("x.png"), BUNDLE),
    },
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(st.just("cells"), inner),
    max_leaves=8,
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(cells=st.lists(CELL | st.sampled_from(BLANK["cells"]), max_size=8))
def test_any_cells_are_survived(collect, cells):
    answers = collect({"cells": cells})
    assert isinstance(answers, Answers)
    assert set(answers.answers) == {"kink", "plot", "report"}


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(table=ANYTHING)
def test_any_json_is_survived(collect, table):
    answers = collect(json.dumps(table).encode("utf-8", "surrogatepass"))
    assert not answers.answers["kink"].answered
