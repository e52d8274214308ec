"""Reading the trail page by page."""

import pytest

from outreach import audit
from outreach.audit import SYSTEM
from outreach.audit.reading import PAGE

pytestmark = pytest.mark.usefixtures("database")


async def test_pages_hold_each_deed_once_and_a_page_too_far_is_the_last() -> None:
    for number in range(PAGE + 3):
        await audit.record(1, SYSTEM, "a.b", f"x:{number}")
    await audit.record(2, SYSTEM, "c.d", "x:0")

    first, last = await audit.newest(1)
    second, _ = await audit.newest(1, page=2)
    beyond, _ = await audit.newest(1, page=99)

    assert last == 2
    assert len({row.id for row in first + second}) == PAGE + 3
    assert [row.id for row in beyond] == [row.id for row in second]
    assert await audit.actions(1) == ["a.b"]


async def test_the_file_order_is_the_order_of_the_deeds() -> None:
    for number in range(3):
        await audit.record(1, SYSTEM, "a.b", f"x:{number}")

    assert [row.subject async for row in audit.oldest_first(1)] == ["x:0", "x:1", "x:2"]
