"""What a worker may use, set by itself before it meets the submission."""

import os
import signal
import sys
from dataclasses import dataclass

from autograder.sandbox.confine import kernel

if sys.platform == "linux":
    import resource

MB = 2**20

#: A fork must not inherit a thread pool, and results shall not depend on how many cores
#: there are: the BLAS libraries' own settings.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class WorkerLimits:
    """Hard limits of one worker process, kept by the kernel.

    Attributes
    ----------
    memory : int
        Address space, MB.
    cpu : int
        Processor time, s.
    file_size : int
        Size of any file that it writes, MB.
    open_files, processes : int
        Counts. The kernel counts processes and threads per user and exempts root.
    scratch, files : int
        Of its scratch folder: size, MB, and number of files.
    """

    memory: int = 2048
    cpu: int = 600
    file_size: int = 64
    open_files: int = 256
    processes: int = 256
    scratch: int = 256
    files: int = 10_000

    def apply(self, others: int = 0) -> None:
        """Set the limits on this process and all that it starts.

        ``others`` is how many processes the user has who aren't ours.
        """
        for what, amount in (
            (resource.RLIMIT_AS, self.memory * MB),
            (resource.RLIMIT_FSIZE, self.file_size * MB),
            (resource.RLIMIT_NOFILE, self.open_files),
            (resource.RLIMIT_NPROC, others + self.processes),
            (resource.RLIMIT_CORE, 0),
        ):
            _, hard = resource.getrlimit(what)
            if hard != resource.RLIM_INFINITY:
                amount = min(amount, hard)
            resource.setrlimit(what, (amount, amount))
        # a soft limit below the hard one: the signal then says what it was
        resource.setrlimit(resource.RLIMIT_CPU, (max(self.cpu - 1, 1), self.cpu))


def clean_environment(scratch: str) -> dict[str, str]:
    """Return the whole environment of an untrusted process.

    Nothing of the grader's is in it.
    """
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "HOME": scratch,
        "TMPDIR": scratch,
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": scratch,
        **ONE_THREAD,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that started it ends."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent has ended."""
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)


def forbid_new_privileges() -> None:
    """Make setuid programs ordinary ones for this process and all that it starts."""
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
