"""Submissions that take all there is: time, memory, disk, output; and those that end abruptly. Most are accidents."""
from attacks.assignment import RIGHT, Attack

SWALLOW = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"


def inside(body: str) -> Attack:
    """Double does this when called; triple is honest."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return Attack(f"def double(x):\n{lines}")


def beside(cell: str) -> Attack:
    """A cell does this before two right answers, which keep their points."""
    return Attack(RIGHT, before=(cell,), points=(2, 1))


ATTACKS = {
    "an endless loop in a cell": beside("while True: pass"),
    "an endless loop in the function": inside("while True: pass"),
    "an endless loop that nothing interrupts, in a cell": beside(SWALLOW),
    "an endless loop that nothing interrupts, in the function": inside(SWALLOW),
    "a cell that ignores signals and sleeps": beside(
        "for number in (2, 14, 15): signal.signal(number, signal.SIG_IGN)\ntime.sleep(60)"),
    "a computation that cannot be interrupted": inside("return len(str(7 ** 10**8))"),
    "a sleep in the function": inside("time.sleep(60)"),
    "a lock that is never released": inside("lock = threading.Lock()\nlock.acquire()\nlock.acquire()"),
    "os._exit in a cell": beside("os._exit(0)"),
    "os._exit in the function": inside("os._exit(0)"),
    "sys.exit in a cell": beside("sys.exit(1)"),
    "sys.exit in the function": inside("sys.exit(0)"),
    "exit() in a cell": beside("exit()"),
    "a crash in the function": inside("ctypes.string_at(0)"),
    "a crash in a cell": beside("ctypes.string_at(0)"),
    "it kills itself": inside("os.kill(os.getpid(), signal.SIGKILL)\nos.kill(0, 9)\nlibc.abort()"),
    "it stops itself": inside("os.kill(os.getpid(), signal.SIGSTOP)\nsignal.pause()"),
    "endless recursion": inside("return double(x)"),
    "endless recursion without a limit": inside(
        "sys.setrecursionlimit(10**9)\nnest = []\nfor _ in range(10**6): nest = [nest]\nreturn repr(nest)"),
    "all the memory": inside("return [bytearray(10**8) for _ in range(10**6)]"),
    "an array of 40 GB": inside("return np.zeros(5 * 10**9)"),
    "an answer of 1 GB": inside("return np.zeros(2**27)"),
    "memory that no limit counts": inside(
        "for n in range(20): os.write(os.memfd_create(str(n)), bytes(10**8))\ntell('2 GB of memfd')"),
    "many processes": inside("for _ in range(200):\n    if os.fork() == 0: time.sleep(45)\ntell('200 processes')"),
    "many threads": inside(
        "for _ in range(2000): threading.Thread(target=time.sleep, args=(45,), daemon=True).start()\n"
        "tell('2000 threads')"),
    "it fills the disk": inside(
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nfor n in range(60):\n"
        "    with open(f'fill{n}', 'wb') as file: file.write(bytes(20_000_000))\ntell('1.2 GB on disk')"),
    "many files": inside("for n in range(20_000): open(f'file{n}', 'w').close()\ntell('20,000 files')"),
    "endless print": inside("while True: print('x' * 10_000)"),
    "endless raw output": inside("while True:\n    for number in (1, 2): os.write(number, b'x' * 65536)"),
    "100 MB of output in one line": beside("print('x' * 10**8)"),
    "100,000 displays": beside("for number in range(100_000): display(number)"),
    "input()": beside("name = input('Your name: ')"),
    "all files closed": inside("os.closerange(0, 1000)\nreturn 2 * np.asarray(x)"),
    "a slow regular expression": inside("import re\nre.match('(a+)+$', 'a' * 40 + 'b')"),
}
