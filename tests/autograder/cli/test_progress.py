"""Progress where there is no terminal: plain lines, with an estimate if it is long."""

from autograder.cli.progress import Progress


def test_lines_tell_what_is_done_and_how_long_the_rest_takes(monkeypatch, capsys):
    clock = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    with Progress(4) as progress:
        for name in ("ada", "bob", "eve", "joe\33[31m"):
            clock[0] += 90
            progress.step(name)
    assert capsys.readouterr().err.splitlines() == [
        "1/4 ada, 4 min left",
        "2/4 bob, 3 min left",
        "3/4 eve, 2 min left",
        "4/4 joe",
    ]


def test_a_short_rest_is_not_worth_a_word(monkeypatch, capsys):
    clock = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    with Progress(2) as progress:
        clock[0] += 50
        progress.step("ada")
    assert capsys.readouterr().err == "1/2 ada\n"
