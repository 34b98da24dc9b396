"""A mutant may fill the memory, within one step: it gets an error instead, as in the sandbox."""
import pytest

BYTES = 4 << 30


@pytest.fixture(autouse=True, scope="package")
def bounded_memory():
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (BYTES if hard == resource.RLIM_INFINITY else min(BYTES, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
