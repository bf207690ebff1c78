"""A new assignment, small and complete, written from templates for others to change."""

from autograder.scaffold.services import PLACES, add_service
from autograder.scaffold.writing import new_assignment

SERVICES = tuple(PLACES)

__all__ = ["SERVICES", "add_service", "new_assignment"]
