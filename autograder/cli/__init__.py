"""The command ``numgrade``: options in, calls into the other folders, words out.

The one place where errors become lines and exit codes. Modules are imported when their
command runs, so that ``--help`` answers at once.
"""

import sys

EXIT_BELOW = 1  # a score below --fail-under, a stale file, a bug of ours
EXIT_USAGE = 2  # something to mend, said in one line
EXIT_INTERRUPTED = 130


def main() -> None:
    """Run the command line and exit."""
    from typer import Abort, Exit
    from typer.main import get_command

    from autograder.cli.app import app
    from autograder.errors import NumgradeError

    debug = "--debug" in sys.argv
    try:
        status = get_command(app).main(prog_name="numgrade", standalone_mode=False)
    except NumgradeError as error:
        status = _complain(str(error), EXIT_USAGE, debug)
    except (KeyboardInterrupt, Abort):
        status = EXIT_INTERRUPTED
    except Exit as stop:
        status = stop.exit_code
    except Exception as error:
        shown = getattr(error, "format_message", None)  # click's own usage errors
        if shown is not None:
            status = EXIT_USAGE
            if words := shown():  # none if it was asked nothing, and showed its help
                context = getattr(error, "ctx", None)  # of the command it was in
                path = context.command_path if context else "numgrade"
                _complain(f"{words} (see {path} --help)", status)
        else:
            told = f"internal error: {type(error).__name__}: {error}; see --debug"
            status = _complain(told, EXIT_BELOW, debug)
    if status == EXIT_INTERRUPTED:  # which typer may have caught itself
        _complain("interrupted; what was graded is kept", status)
    sys.exit(status)


def _complain(message: str, status: int, debug: bool = False) -> int:
    if debug:
        raise
    from autograder.inert import inert

    print(f"numgrade: {inert(' '.join(message.split()))}", file=sys.stderr)
    return status
