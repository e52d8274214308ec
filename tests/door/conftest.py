"""The process of node that holds the phones of these tests."""

from collections.abc import Iterator

import pytest

from tests.door.host import Host, hosted


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosted() as one:
        yield one
