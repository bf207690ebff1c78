"""``python -m autograder``: the command ``numgrade``, where its script isn't on PATH."""

from autograder.cli import main

main()
