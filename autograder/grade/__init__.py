"""Checking submissions: what tests are written with, and the run over a class.

A test of an assignment imports ``question`` and ``check`` from here and asks for the
fixtures ``submission``, ``expected``, ``numeric_gradient`` and ``rng``.
"""

from autograder.grade.failures import check
from autograder.grade.marks import question

__all__ = ["check", "question"]
