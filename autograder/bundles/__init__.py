"""Archives for other people's graders, Gradescope and Otter, and what runs in them."""

from autograder.bundles.gradescope import build_gradescope
from autograder.bundles.otter import build_otter
from autograder.bundles.otter_notebooks import with_otter_cells

__all__ = ["build_gradescope", "build_otter", "with_otter_cells"]
