"""Answers are found wherever a student's notebook has taken them."""

import base64

import pytest

from .conftest import cell, drawn, png, printed

PROMPT = "### Inline question 1\n\nWhat is a kink?\nIs it harmful?\n\n"


def texts(answer, kind="text"):
    return [part.text for part in answer.parts if part.kind == kind]


def write(notebook, id, source):
    """Put ``source`` into the cell with this id."""
    next(c for c in notebook["cells"] if c["id"] == id)["source"] = source


def find(notebook, id):
    return next(c for c in notebook["cells"] if c["id"] == id)


def test_an_answer_after_its_label_is_the_answer(blank, collect):
    write(blank, "kink", PROMPT + "**Your answer:** A corner.\n\nIt is harmless.")
    answer = collect(blank).answers["kink"]
    assert texts(answer) == ["A corner.\n\nIt is harmless."]
    assert (answer.found, answer.answered) == ("tag", True)


def test_what_was_handed_out_is_no_answer(blank, collect):
    answers = collect(blank).answers
    assert not answers["kink"].answered
    assert answers["kink"].parts == ()
    assert not answers["plot"].answered


def test_an_answer_in_a_cell_of_its_own_belongs_to_the_question_before(blank, collect):
    blank["cells"].insert(3, cell("markdown", "It is a corner.", id="new"))
    blank["cells"].insert(4, cell("code", "1 + 1", id="new2", outputs=[printed("2")]))
    answer = collect(blank).answers["kink"]
    assert texts(answer) == ["It is a corner."]
    assert texts(answer, "code") == ["1 + 1"]
    assert texts(answer, "output") == ["2"]


def test_a_released_cell_ends_the_answer(blank, collect):
    write(blank, "check", 'check("kink")  # passed!')
    write(blank, "kink", PROMPT + "**Your answer:** A corner.")
    assert texts(collect(blank).answers["kink"], "code") == []


@pytest.mark.parametrize(
    ("lost", "found"),
    [
        ((), "tag"),
        (("tags",), "heading"),
        (("tags", "heading"), "id"),
        (("tags", "heading", "ids"), "text"),
    ],
)
def test_a_cell_is_recognised_by_what_is_left_of_it(blank, collect, lost, found):
    write(blank, "kink", PROMPT + "**Your answer:** A corner.")
    for each in blank["cells"]:
        if "tags" in lost:
            each["metadata"] = {}
        if "ids" in lost:
            del each["id"]
        if "heading" in lost:
            each["source"] = each["source"].replace("### Inline question 1\n\n", "")
    answer = collect(blank).answers["kink"]
    assert answer.found == found
    assert texts(answer) == ["A corner."]


def test_moved_cells_are_found(blank, collect):
    write(blank, "kink", PROMPT + "**Your answer:** A corner.")
    blank["cells"].reverse()
    assert texts(collect(blank).answers["kink"]) == ["A corner."]


def test_of_copied_cells_each_new_answer_counts_once(blank, collect):
    for text in ("*write here*", "A corner.", "A corner.", "Or an edge."):
        copied = cell(
            "markdown", f"{PROMPT}**Your answer:** {text}", ["question:kink"], "copy"
        )
        blank["cells"].insert(3, copied)
    assert texts(collect(blank).answers["kink"]) == ["Or an edge.", "A corner."]


def test_an_edited_question_still_gives_the_answer_alone(blank, collect):
    edited = PROMPT.replace("Is it harmful?", "Is it harmful? (2 points)")
    write(blank, "kink", edited + "My own words.")
    (text,) = texts(collect(blank).answers["kink"])
    assert text == "Is it harmful? (2 points)\nMy own words."


def test_a_deleted_question_is_said_to_be_missing(blank, collect):
    blank["cells"] = [c for c in blank["cells"] if c["id"] != "kink"]
    answer = collect(blank).answers["kink"]
    assert not answer.answered
    assert answer.notes == ("no cell of this question was found",)


def test_a_plot_is_found_in_the_outputs(blank, collect):
    find(blank, "plot")["outputs"] = [printed("loss 0.1\n"), drawn(png(4, 5))]
    answer = collect(blank).answers["plot"]
    assert answer.answered
    (picture,) = [part for part in answer.parts if part.kind == "picture"]
    assert (picture.media, picture.width, picture.height) == ("image/png", 4, 5)
    assert base64.b64decode(picture.text) == png(4, 5)
    assert texts(answer, "output") == ["loss 0.1\n"]


def test_code_is_shown_where_it_was_changed(blank, collect):
    write(blank, "plot", "plt.plot(losses, label='mine')\nplt.show()")
    answer = collect(blank).answers["plot"]
    assert texts(answer, "code") == ["plt.plot(losses, label='mine')\nplt.show()"]


def test_line_ends_and_progress_bars_come_out_as_they_look(blank, collect):
    source = f"{PROMPT}**Your answer:** One.\n\nTwo."
    write(blank, "kink", source.replace("\n", "\r\n"))
    bar = "  0%\r 50%\r100%\r\nloss 1\r\n"
    find(blank, "plot")["outputs"] = [printed(bar), drawn(png())]
    answers = collect(blank).answers
    assert texts(answers["kink"]) == ["One.\n\nTwo."]
    assert texts(answers["plot"], "output") == ["100%\nloss 1\n"]


def test_an_error_in_place_of_a_plot_is_shown(blank, collect):
    error = {"output_type": "error", "ename": "NameError", "evalue": "no losses"}
    find(blank, "plot")["outputs"] = [{**error, "traceback": []}]
    answer = collect(blank).answers["plot"]
    assert texts(answer, "output") == ["NameError: no losses"]
    assert not answer.answered


def test_pictures_in_text_are_found_wherever_they_are_kept(blank, collect):
    one, two, three = (png(n, n) for n in (1, 2, 3))
    kink = find(blank, "kink")
    embedded = base64.b64encode(one).decode()
    kink["source"] = (
        f"{PROMPT}**Your answer:** ![a](data:image/png;base64,{embedded}) then "
        "![b](attachment:b.png) then ![c](graph.png)"
    )
    kink["attachments"] = {"b.png": {"image/png": base64.b64encode(two).decode()}}
    answer = collect(blank, graph_png=three).answers["kink"]
    assert texts(answer) == ["*(picture 1)* then *(picture 2)* then *(picture 3)*"]
    assert [p.width for p in answer.parts if p.kind == "picture"] == [1, 2, 3]


@pytest.mark.parametrize(
    "place", ["../../secret.png", "/etc/secret.png", "https://x.example/a.png"]
)
def test_pictures_elsewhere_are_neither_read_nor_fetched(
    blank, collect, place, tmp_path
):
    (tmp_path.parent / "secret.png").write_bytes(png())
    write(blank, "kink", f"{PROMPT}**Your answer:** see ![x]({place})")
    answer = collect(blank).answers["kink"]
    assert [p for p in answer.parts if p.kind == "picture"] == []
    assert len(answer.notes) == 1


def test_svg_is_not_shown(blank, collect):
    find(blank, "plot")["outputs"] = [drawn(b"<svg/>", "image/svg+xml")]
    answer = collect(blank).answers["plot"]
    assert [p.kind for p in answer.parts] == []
    assert answer.notes == ("a picture is SVG, which may hold scripts: not shown",)


def test_a_renamed_notebook_is_looked_into(blank, collect):
    write(blank, "kink", PROMPT + "**Your answer:** A corner.")
    answer = collect(blank, name="final(2).ipynb").answers["kink"]
    assert texts(answer) == ["A corner."]
    assert answer.notes == ("found in a notebook under another name",)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[" * 100_000, b'{"cells": [{}]}', b"\xff\xfe", b"null"]
)
def test_a_broken_notebook_is_reported_and_hurts_nothing(collect, content):
    answer = collect(content).answers["kink"]
    assert not answer.answered
    assert answer.notes[0].startswith("k.ipynb is no notebook")


def test_a_document_is_kept_if_it_is_a_pdf(collect):
    answers = collect(report_pdf=b"%PDF-1.7 ...")
    assert answers.documents == {"report.pdf": b"%PDF-1.7 ..."}
    assert answers.answers["report"].answered
    answers = collect(report_pdf=b"<html>")
    assert answers.documents == {}
    assert answers.answers["report"].notes[0] == (
        "report.pdf is no PDF; export it as one"
    )


def test_a_huge_answer_stays_small(blank, collect):
    lines = "\n".join(f"line {n} <script>" for n in range(200_000))
    write(blank, "kink", PROMPT + "**Your answer:** " + lines)
    plot = find(blank, "plot")
    plot["outputs"] = [printed("x" * 5_000_000)] + [
        drawn(png(n, 1)) for n in range(1, 300)
    ]
    for number in range(1000):
        blank["cells"].append(cell("markdown", f"more {number}", id=f"m{number}"))
    answers = collect(blank).answers
    assert sum(len(part.text) for part in answers["kink"].parts) <= 40_000
    assert len([p for p in answers["plot"].parts if p.kind == "picture"]) == 16
    (output,) = texts(answers["plot"], "output")
    assert len(output) < 4_100
    assert "characters left out" in output


@pytest.mark.parametrize(
    "piece", ["![", "![](", "![x](data:image/png;base64,A", "[", "#"]
)
def test_text_that_looks_like_pictures_without_end_is_read_once(blank, collect, piece):
    # by looking ahead from each bracket it would take longer than a test may
    write(blank, "kink", f"{PROMPT}**Your answer:** {piece * 400_000}")
    (text,) = texts(collect(blank).answers["kink"])
    assert len(text) == 40_000
