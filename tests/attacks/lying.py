"""Submissions that speak to the grader themselves: they find the connection and write on it what they like."""
from attacks.assignment import Attack

FIND = """
links = [each for each in gc.get_objects() if type(each).__name__ == "Link"]

def say(header, payload=b"", size=None):
    for link in links:
        text = header.replace(b"ID", str(link.number).encode())
        link.writer.write(struct.pack("!II", len(text) if size is None else size, len(payload)) + text + payload)
        link.writer.flush()
"""


def says(header: str, payload: str = "b''", then: str = "time.sleep(60)", size: str = "None") -> Attack:
    """Double writes this frame in place of its answer, and then does something else."""
    return Attack(f"def double(x):\n    say({header}, {payload}, {size})\n    {then}", before=(FIND,), meddles=True)


SPAM = """
def spam():
    while True:
        for number in range(40):
            say(b'{"id": %d, "result": {"tuple": [2.0, 4.0, 6.0]}}' % number)
        time.sleep(0.001)
threading.Thread(target=spam, daemon=True).start()
"""
EVERY_FILE = """
for number in range(3, 1024):
    for each in range(1, 9):
        text = json.dumps({"id": each, "result": [2.0, 4.0, 6.0], "points": 99, "status": "pass"}).encode()
        try:
            os.write(number, struct.pack("!II", len(text), 0) + text)
        except OSError:
            pass
"""
LATE = """
def double(x):
    def late():
        time.sleep(0.02)
        for number in range(1, 30):
            say(b'{"id": %d, "result": [9.0]}' % number)
    threading.Thread(target=late).start()
    return np.asarray(x) + 1
"""
ATTACKS = {
    "forged answers on every open file": Attack(before=(EVERY_FILE,), meddles=True),
    "a thread that answers first": Attack(before=(FIND + SPAM,), meddles=True),
    "late answers": Attack(LATE, before=(FIND,), meddles=True),
    "a forged pass": says("""b'{"id": ID, "outcome": "pass", "points": 3, "status": "pass"}'"""),
    "a forged fault of the check": says("""b'{"id": ID, "outcome": "faulty", "rows": [["error", "KeyError: 1"]]}'"""),
    "an outcome of its own": says("""b'{"id": ID, "outcome": "odd", "rows": [["error", "ValueError"]]}'"""),
    "two answers, then death": says("""b'{"id": ID, "result": [2.0, 4.0, 6.0]}'""", then="os._exit(0)"),
    "JSON 100,000 deep": says("""b'{"id": ID, "result": ' + b'[' * 100_000 + b']' * 100_000 + b'}'"""),
    "JSON of 10 MB": says("""b'{"id": ID, "result": [' + b'1,' * 5_000_000 + b'0]}'"""),
    "a million lists": says("""b'{"id": ID, "result": [' + b'[],' * 330_000 + b'0]}'"""),
    "an integer of 900,000 digits": says("""b'{"id": ID, "result": ' + b'9' * 900_000 + b'}'"""),
    "numbers that are not finite": says("""b'{"id": ID, "result": [1e999, NaN, -Infinity]}'"""),
    "bytes that are not UTF-8": says("""b'{"id": ID, "result": "\\xff\\xfe"}'"""),
    "no JSON": says("b'pass'"),
    "a list for a message": says("b'[1, 2, 3]'"),
    "a number that is true": says("""b'{"id": true, "result": 1}'"""),
    "an array of a million million": says(
        """b'{"id": ID, "result": {"array": ["<f8", [1000000000000]]}}'""", "b'x' * 80"),
    "a shape that overflows": says(
        """b'{"id": ID, "result": {"array": ["<f8", [4294967296, 4294967296]]}}'""", "b'x' * 80"),
    "a negative shape": says("""b'{"id": ID, "result": {"array": ["<f8", [-1]]}}'""", "b'x' * 80"),
    "a shape of other things": says("""b'{"id": ID, "result": {"array": ["<f8", [true, 1.0, "3"]]}}'""", "b'x' * 80"),
    "an array of objects": says("""b'{"id": ID, "result": {"array": ["|O", [1]]}}'""", "b'x' * 8"),
    "a dtype that is a program": says("""b'{"id": ID, "result": {"array": ["(1000000000,)f8,(3,)O", [0]]}}'"""),
    "references to nothing": says("""b'{"id": ID, "result": [{"function": 7}, {"counted": -1}]}'"""),
    "a tag of its own": says("""b'{"id": ID, "result": {"eval": "open(1)"}}'"""),
    "a frame that never ends": says("b'x'", then="time.sleep(60)", size="10**6"),
    "a frame of 4 GB": says("b'x' * 100", then="time.sleep(60)", size="2**32 - 1"),
    "an endless stream of frames": says("b'{}'", then="\n    while True: say(b'{}')"),
    "endless questions": says("b'{}'", then="\n    while True: say(b'{\"id\": ID, \"ask\": \"call\", \"args\": []}')"),
    "a question for eval": says("""b'{"id": ID, "ask": "eval", "args": ["1"]}'"""),
    "an array of a million empty lists": says(
        """b'{"id": ID, "result": {"array": ["|i1", [1000000, 0]]}}'""", then="return np.zeros((2**25, 0))"),
    "markup and control characters in an error": Attack(
        "def double(x):\n    raise ValueError('\\x1b]0;x\\x07<script>document.title = 1</script>' * 1000)"),
}
