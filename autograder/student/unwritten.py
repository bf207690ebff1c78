"""What a notebook says of functions that aren't written yet: a line, no traceback.

A cell that calls one stops there. Later cells that need what it should have made stop,
too, and say what they wait for.
"""

import ast
import sys
from types import TracebackType
from typing import Any

UNWRITTEN = "is not written yet"


def announce_unwritten() -> None:
    """Have Jupyter show "not written yet" as one line. Does nothing outside of IPython.

    All other errors are shown as they always are.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        cells = Cells(shell)
        shell.events.register("pre_run_cell", cells.begin)
        shell.events.register("post_run_cell", cells.end)
        shell.set_custom_exc((Exception,), cells.announce)


class Cells:
    """Which names of a notebook wait for what isn't written yet.

    A cell that stopped leaves the names that it would have assigned waiting; they stop
    to wait when some cell that assigns them runs through.
    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self.waiting: dict[str, str] = {}  # name -> what is not written yet
        self._made: set[str] = set()
        self._used: set[str] = set()

    def begin(self, info: Any) -> None:
        """Read a cell before it runs: which names it assigns, which it uses."""
        code = self._shell.transform_cell(info.raw_cell or "")
        self._made, self._used = names(code)

    def end(self, result: Any) -> None:
        """Forget what waited for a cell that has run through."""
        if result.success:
            for name in self._made:
                self.waiting.pop(name, None)

    def announce(
        self,
        shell: Any,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
        tb_offset: int | None = None,
    ) -> None:
        """Print one line if something unwritten stopped the cell, else the traceback.

        Signature as IPython's ``set_custom_exc`` has it.
        """
        needed = sorted(self.waiting.keys() & self._used)
        if isinstance(error, NotImplementedError) and UNWRITTEN in str(error):
            print(error)
            reason = str(error).partition(UNWRITTEN)[0] + UNWRITTEN
        elif needed:
            reason = self.waiting[needed[0]]
            print(f"this cell needs {', '.join(needed)} of a cell above, but {reason}")
        else:
            shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
            return
        self.waiting |= dict.fromkeys(self._made, reason)
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            pyplot.close("all")  # a figure that it had begun would be shown empty


def names(code: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell assigns, and those that it uses; none if it's wrong.

    Only what it does itself counts as assigned, not what its functions do.
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        return set(), set()
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    inner = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.Lambda | ast.ClassDef)
        for node in ast.walk(function)
    }
    made = {
        node.id
        for node in found
        if isinstance(node.ctx, ast.Store) and id(node) not in inner
    }
    return made, {node.id for node in found if isinstance(node.ctx, ast.Load)}
