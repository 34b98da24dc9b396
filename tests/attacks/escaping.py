"""Submissions that want out: to files, to the network, to other processes, and to whoever is graded next."""
from attacks.assignment import Attack


def tries(**actions: str) -> Attack:
    """Each of these expressions is tried; what works is told."""
    lines = [f"attempt({name.replace('_', ' ')!r}, lambda: {action})" for name, action in actions.items()]
    return Attack(before=("\n".join(lines),))


WALK = """
for root, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if root + name not in ("/proc", "/sys", "/usr")
                  and os.path.join(root, name)[-22:] != "site-packages/nbgrader"]
    for name in files:
        if name in ("nbgrader_config.py", "gradebook.db", "grades.csv", "results.jsonl", "assignment.py", "forging.py"):
            tell(os.path.join(root, name))
"""
PEEK = """
running = {int(name) for name in os.listdir("/proc") if name.isdigit()}
for pid in {1, 2, 3, os.getppid()} | running - {os.getpid(), 0}:
    for name in ("environ", "cmdline", "maps", "mem"):
        attempt((name, "of another process"), lambda: (lambda text: text.strip() or 1 / 0)(
            open(f"/proc/{pid}/{name}", "rb").read(20)))
    if libc.ptrace(16, pid, 0, 0) == 0:
        tell("attached to another process")
        libc.waitpid(pid, None, 0x40000000)         # else it would stay stopped
        libc.ptrace(17, pid, 0, 0)
"""
KILL = """
def double(x):
    for pid in (os.getppid(), 1, 2, 3, 4):
        if pid > 1 or os.getpid() != 1:
            attempt("signal another process", lambda: os.kill(pid, 0))
    return np.asarray(x) + 1
"""
PLANT = """
for folder in ("~/.ipython/profile_default/startup", "~/.jupyter", "~/.config/matplotlib"):
    folder = os.path.expanduser(folder)
    try:
        os.makedirs(folder, exist_ok=True)
        open(os.path.join(folder, "00-planted.py"), "w").write("planted = 1")
    except OSError:
        pass
open("left.txt", "w").write("for the next one")
np.left = sys.left = 1
"""
LOOK = """
if hasattr(np, "left") or hasattr(sys, "left") or os.path.exists("left.txt"):
    tell("something was left")
if os.path.exists(os.path.expanduser("~/.ipython/profile_default/startup/00-planted.py")):
    tell("something was planted")
"""
DAEMON = """
attempt("start a process that stays", lambda: subprocess.Popen(
    [sys.executable, "-c", "import time; time.sleep(45)"], start_new_session=True).pid)
"""
FORKED = """
def stay():
    if os.fork() == 0:
        os.setsid()
        time.sleep(45)
        os._exit(0)
attempt("fork", stay)
"""
SABOTAGE = """
import resource
for pid in {os.getppid(), 1, 2, 3} - {os.getpid(), 0}:
    attempt("limits of another process", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE))
    attempt("priority of another process", lambda: os.getpriority(os.PRIO_PROCESS, pid))
"""
DESCRIPTORS = """
for number in range(3, 256):
    try:
        place = os.readlink(f"/proc/self/fd/{number}")
    except OSError:
        continue
    if place.endswith((".ipynb", ".db", ".csv", ".jsonl")):
        tell(place)
"""

ATTACKS = {
    "read a secret": tries(read="open('SECRET').read()", list="os.listdir(os.path.dirname('SECRET'))"),
    "write to a secret": tries(write="open('SECRET', 'a').write('x')", remove="os.remove('SECRET')"),
    "change the table of grades": tries(sqlite="__import__('sqlite3').connect('TABLE').execute('update grade set "
                                               "manual_score = 99')", text="open('TABLE', 'a').write('99')"),
    "read passwords and keys": tries(
        passwords="open('/etc/passwd').read(9)", shadow="open('/etc/shadow').read(9)", keys="os.listdir('/etc/ssl')"),
    "read the environment": tries(
        names="{'USER', 'LOGNAME', 'SSH_AUTH_SOCK', 'VIRTUAL_ENV', 'PYTHONPATH'} & {*os.environ} or 1 / 0"),
    "search the disk for tests and grades": Attack(before=(WALK,)),
    "look at other submissions": tries(upwards="[name for name in os.listdir('..') if 's_' in name][0]"),
    "write where Python and its packages lie": tries(
        numpy="open(np.__file__, 'a')", python="open(sys.executable, 'a')", package="open(os.__file__, 'a')",
        root="open('/planted', 'w')", usr="open('/usr/planted', 'w')", dev="open('/dev/planted', 'w')"),
    "connect to a server": tries(tcp="socket.create_connection(('127.0.0.1', PORT), 1)"),
    "send a datagram": tries(udp="socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))"),
    "open sockets of every kind": tries(
        inet="socket.socket()", inet6="socket.socket(socket.AF_INET6)", unix="socket.socket(socket.AF_UNIX)",
        netlink="socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)", packet="socket.socket(socket.AF_PACKET, 3)"),
    "listen for others": tries(listen="socket.create_server(('127.0.0.1', 0))"),
    "look into other processes": Attack(before=(PEEK,)),
    "signal other processes": Attack(KILL),
    "spoil limits and priority of others": Attack(before=(SABOTAGE,)),
    "use files that are open": Attack(before=(DESCRIPTORS,)),
    "run a program": tries(run="subprocess.run(['/bin/ls', '/'], capture_output=True, check=True).stdout[:9]",
                           su="subprocess.run(['/usr/bin/su', '-c', 'id'], capture_output=True, check=True)"),
    "start a process that stays": Attack(before=(DAEMON,)),
    "fork a process that stays": Attack(before=(FORKED,)),
    "become root": tries(uid="os.setuid(0)", gid="os.setgid(0)"),
    "mount and unmount": tries(mount="libc.mount(b't', os.getcwd().encode(), b'tmpfs', 0, None) and 1 / 0",
                               unmount="libc.umount2(os.getcwd().encode(), 2) and 1 / 0"),
    "make namespaces": tries(user="libc.unshare(0x10000000) and 1 / 0", mount="libc.unshare(0x20000) and 1 / 0"),
    "raise its own limits": tries(
        files="__import__('resource').setrlimit(7, (10**6, 10**6))",
        memory="__import__('resource').setrlimit(9, (-1, -1))"),
    "seldom used calls of the kernel": tries(
        io_uring="libc.syscall(425, 1, ctypes.create_string_buffer(120)) >= 0 or 1 / 0",
        keyring="libc.syscall(248, b'user', b'k', b'v', 1, -4) >= 0 or 1 / 0",
        memory_file="os.memfd_create('x')", shared="libc.shmget(0x1234, 4096, 0o1666) >= 0 or 1 / 0"),
    "scan its own memory for the answers": tries(
        memory="open('/proc/self/mem', 'rb').seek(1)", maps="open('/proc/self/maps').read(9)"),
    "leave things for the next one": Attack(before=(PLANT,)),
    "look for what the one before has left": Attack(before=(LOOK,)),
}
