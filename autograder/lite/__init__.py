"""A student's folder as a JupyterLite site: notebooks and checks in a browser alone."""

from autograder.lite.distribution import distribution, latest_pyodide
from autograder.lite.site import build_site

__all__ = ["build_site", "distribution", "latest_pyodide"]
