"""Checking submissions: what tests are written with, and the run over a class.

A test of an assignment imports ``question`` and ``check`` from here and asks for the
fixtures ``submission``, ``expected``, ``numeric_gradient`` and ``rng``. Checks that
came from other tools also use ``plain``, ``same_as_printed`` and ``printing``.
"""

from autograder.grade.failures import check
from autograder.grade.marks import question
from autograder.grade.printed import printing, same_as_printed
from autograder.grade.proxies import plain

__all__ = ["check", "plain", "printing", "question", "same_as_printed"]
