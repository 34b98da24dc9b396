"""The words of `course bench`."""


def add_arguments(parser):
    """Which rows, how often, and where to."""
    parser.add_argument("rows", nargs="?", default="abcdefghij", help="letters of the rows to measure, all by default")
    parser.add_argument("--rounds", type=int, default=9, help="how often everything takes its turn (default: 9)")
    parser.add_argument("--output", default="benchmarks.md", help="file to write to (default: benchmarks.md)")
