"""A filter in the kernel for what student code may ask of it: no programs, no processes, no sockets, no hidden memory.

Namespaces hide what is outside, limits bound one process. The filter closes what they leave open: memory that no limit
counts (memfd, System V), a second process with a limit of its own, and seldom used calls where kernels had their holes.
What is denied fails with EPERM, as if the machine did not allow it; threads may be started.
"""
from __future__ import annotations

import ctypes
import errno
import platform
import struct

# The numbers of each call on x86_64 and on arm64, from the kernel's unistd.h; None where there is no such call.
DENIED = {
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None),
    "socket": (41, 198), "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "pidfd_getfd": (438, 438), "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "shmget": (29, 194), "shmat": (30, 196), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsmount": (432, 432), "mount_setattr": (442, 442), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "fanotify_init": (300, 262), "init_module": (175, 105),
    "finit_module": (313, 273), "kexec_load": (246, 104), "swapon": (167, 224), "acct": (163, 89),
    "syslog": (103, 116), "quotactl": (179, 60), "modify_ldt": (154, None)}
CLONE, CLONE3 = (56, 220), (435, 435)
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}      # the column above, and AUDIT_ARCH of the kernel
X32 = 0x40000000                # the other set of numbers that an x86_64 kernel understands
CLONE_THREAD = 0x10000
# Offsets in what the kernel shows the filter (struct seccomp_data), and the few instructions needed (linux/filter.h).
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2


def program(machine: str) -> bytes:
    """The filter for this kind of machine in the kernel's own code (cBPF). Raises OSError for an unknown kind."""
    if machine not in MACHINES:
        raise OSError(errno.ENOSYS, "no filter for system calls is known", machine)
    column, architecture = MACHINES[machine]
    lines = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), _refuse(errno.EPERM),
             (LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32), _refuse(errno.EPERM)]
    for numbers in DENIED.values():
        if numbers[column] is not None:
            lines += [(EQUAL, 0, 1, numbers[column]), _refuse(errno.EPERM)]
    # glibc starts threads by clone3, whose flags a filter cannot see; told that there is none, it takes clone.
    lines += [(EQUAL, 0, 1, CLONE3[column]), _refuse(errno.ENOSYS), (EQUAL, 0, 3, CLONE[column]),
              (LOAD, 0, 0, FIRST_ARGUMENT), (ANY_BIT, 1, 0, CLONE_THREAD), _refuse(errno.EPERM), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _refuse(number):
    return RETURN, 0, 0, REFUSE | number


def filter_calls():
    """From here on this process and all its threads are filtered; nothing takes it back. Raises OSError."""
    code = program(platform.machine())
    buffer = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer)))
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel takes no filter for system calls", "seccomp")
