"""From a source notebook of Otter's or nbgrader's to an assignment folder."""

from autograder.importing.read import read_source_notebook
from autograder.importing.write import write_assignment

__all__ = ["read_source_notebook", "write_assignment"]
