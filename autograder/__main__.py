"""``python -m autograder`` is the command ``numgrade``, also where PATH lacks it."""

from autograder.cli import main

main()
