"""The mail server of the office."""

from collections.abc import AsyncIterator

import pytest

from tests.notices.smtp import Post, post


@pytest.fixture
async def office() -> AsyncIterator[Post]:
    async with post() as made:
        yield made
