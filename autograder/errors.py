"""What can go wrong, sorted by who has to mend it.

A message names the thing and the mend, in one line.
Anything else that escapes is our own bug and keeps its traceback.
"""


class NumgradeError(Exception):
    """Base of every error that is reported in one line, without a traceback."""


class CourseError(NumgradeError):
    """The course is wrong: its folder, an ``assignment.toml``, a test."""


class UsageError(NumgradeError):
    """The command was asked for something that can't be done: a path, an option."""


class SubmissionError(NumgradeError):
    """A submission can't be graded as it is: unsafe archive, nothing of ours inside."""


class SandboxError(NumgradeError):
    """Submissions can't be run on this machine as it was asked."""
