"""Seccomp: the system calls that a worker may make, and none besides.

A worker computes, reads, writes in its scratch folder and answers on a line that it
inherited. It may start threads, but no process and no program; so nothing can outlive
it, and its address space bounds all its memory. Calls that aren't listed are refused
with "operation not permitted"; those younger than the list don't exist for a worker,
which is what libraries expect of an older kernel.
"""

import ctypes
import errno
import platform

from autograder.sandbox.confine import bpf, kernel
from autograder.sandbox.confine.bpf import Program
from autograder.sandbox.confine.syscalls import AUDIT_ARCH, numbers

_SET_MODE_FILTER = 1
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_REFUSE = _ERROR | errno.EPERM
_UNKNOWN = _ERROR | errno.ENOSYS

LAST_KNOWN = 450  # the youngest call that was considered
_X32 = 0x40000000  # the bit of x86-64's second, unused set of calls

ALLOWED = """
    read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek
    close close_range dup dup2 dup3 pipe pipe2 flock fsync fdatasync ftruncate
    fallocate fadvise64 sendfile copy_file_range sync_file_range
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait
    epoll_pwait eventfd2
    stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat
    getdents getdents64 getcwd chdir fchdir statfs fstatfs umask
    mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
    getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
    mmap munmap mremap mprotect madvise brk msync mincore mlock munlock membarrier
    mbind get_mempolicy
    exit exit_group getpid gettid getppid getpgrp getpgid getsid wait4 waitid
    getuid geteuid getgid getegid getresuid getresgid getgroups capget
    uname sysinfo getrusage times getrlimit setrlimit getpriority getrandom getcpu
    arch_prctl set_tid_address set_robust_list get_robust_list rseq futex
    sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait
    rt_sigsuspend sigaltstack pause restart_syscall
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time alarm
    getitimer setitimer timer_create timer_settime timer_gettime timer_delete
    timer_getoverrun timerfd_create timerfd_settime timerfd_gettime
    recvfrom sendto recvmsg sendmsg getsockopt setsockopt getsockname getpeername
    shutdown
"""

# answered as by a kernel that doesn't have them: libraries then take the older call,
# whose arguments a filter can see
ABSENT = """
    clone3 openat2 futex_waitv io_uring_setup io_uring_enter io_uring_register
    epoll_pwait2 process_madvise
"""

_CLONE_THREAD = 0x00010000
_CLONE_NEW = 0x7E020000 | 0x80  # any namespace
_O_ACCMODE, _O_TRUNC, _O_TMPFILE = 0o3, 0o1000, 0o20000000
_FCNTL_REFUSED = (8, 10, 15, 1024, 1026, 1031)  # who gets signals, leases, pipe sizes
_IOCTL_ALLOWED = (
    0x5401,  # TCGETS: is it a terminal
    0x5413,  # TIOCGWINSZ
    0x541B,  # FIONREAD
    0x5421,  # FIONBIO
    0x5450,  # FIONCLEX
    0x5451,  # FIOCLEX
)
_PRCTL_ALLOWED = (
    3,  # PR_GET_DUMPABLE
    15,  # PR_SET_NAME
    16,  # PR_GET_NAME
    39,  # PR_GET_NO_NEW_PRIVS
    0x53564D41,  # PR_SET_VMA: glibc names its memory
)


def install(pid: int) -> None:
    """Confine this process, whose id is ``pid``, from now on.

    Raises
    ------
    OSError
        If the kernel has no seccomp, or doesn't let us.
    """
    program = bpf.assemble(filter_program(pid, platform.machine()))
    code = ctypes.create_string_buffer(program, len(program))
    header = _Header(len(program) // 8, ctypes.addressof(code))
    kernel.syscall("seccomp", _SET_MODE_FILTER, 0, ctypes.byref(header))


class _Header(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def filter_program(pid: int, machine: str) -> Program:
    """Return the filter of the worker with id ``pid`` on such a machine."""
    if machine not in AUDIT_ARCH:
        raise OSError(f"the system calls of {machine} are not known")
    decisions = {name: bpf.end(_ALLOW) for name in ALLOWED.split()}
    decisions |= {name: bpf.end(_UNKNOWN) for name in ABSENT.split()}
    decisions |= _by_argument(pid)
    program = [
        *bpf.load(bpf.ARCHITECTURE),
        *bpf.when("!=", AUDIT_ARCH[machine], bpf.end(_KILL)),
        *bpf.load(bpf.NUMBER),
        *bpf.when(">=", _X32, bpf.end(_KILL)),
        *bpf.when(">", LAST_KNOWN, bpf.end(_UNKNOWN)),
    ]
    known = numbers(machine)
    for name, decision in decisions.items():
        if name in known:  # younger architectures lack the older calls
            program += bpf.when("==", known[name], decision)
    return [*program, *bpf.end(_REFUSE)]


def _by_argument(pid: int) -> dict[str, Program]:
    """Return what is decided by what a call asks for, the refusals first."""
    allow, refuse = bpf.end(_ALLOW), bpf.end(_REFUSE)

    def only(index: int, values: tuple[int, ...]) -> Program:
        return [*bpf.load(bpf.argument(index)), *bpf.among(values, allow), *refuse]

    def all_but(index: int, values: tuple[int, ...]) -> Program:
        return [*bpf.load(bpf.argument(index)), *bpf.among(values, refuse), *allow]

    def opening(index: int) -> Program:
        """Refuse files without a name, and emptying a file opened for reading."""
        flags = bpf.load(bpf.argument(index))
        nameless = bpf.when("&", _O_TMPFILE, refuse)
        emptying = bpf.when("==", _O_TRUNC, refuse)
        return [
            *flags,
            *nameless,
            *bpf.keep_bits(_O_ACCMODE | _O_TRUNC),
            *emptying,
            *allow,
        ]

    thread = [
        *bpf.load(bpf.argument(0)),
        *bpf.when("&", _CLONE_NEW, refuse),
        *bpf.when("&", _CLONE_THREAD, allow),
        *refuse,
    ]
    myself = only(0, (pid, 0))
    return {
        "clone": thread,
        "open": opening(1),
        "openat": opening(2),
        "fcntl": all_but(1, _FCNTL_REFUSED),
        "ioctl": only(1, _IOCTL_ALLOWED),
        "prctl": only(0, _PRCTL_ALLOWED),
        "kill": myself,
        "tgkill": only(0, (pid,)),
        "prlimit64": myself,
        "sched_setaffinity": myself,
    }
