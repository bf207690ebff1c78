"""A new assignment, small and complete, written from templates for others to change."""

from autograder.scaffold.writing import new_assignment

__all__ = ["new_assignment"]
