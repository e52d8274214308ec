"""The API under schemathesis: whatever is asked, what comes back is as described, and never our mistake."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.schemas import OpenApiSchema

from outreach import clock, db
from tests import world
from tests.drills.forked import Forked

DRILL = os.environ.get("OUTREACH_DRILL") == "1"
EXAMPLES = 300 if DRILL else 40
LIMITS = {"stored_seconds": "0"}


@pytest.fixture
async def described(database_url: str) -> AsyncIterator[OpenApiSchema]:
    """A served city with classes in every state, and the description of its API."""
    async with db.connected(database_url):
        city = await world.morioka()
        await world.lesson(city, capacity=2)
        await world.lesson(city, status="cancelled")
        await world.lesson(city, day=clock.today() - timedelta(days=3))
        await world.counted(city, day=clock.today() - timedelta(days=70), attendance=3)
    server = Forked(database_url, settings=LIMITS)
    await server.start()
    yield schemathesis.openapi.from_url(f"{server.address}/morioka/api/v1/openapi.json")
    server.stop()


@pytest.mark.drill
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_as_described_and_none_is_a_mistake_of_ours(
    described: OpenApiSchema, mode: GenerationMode
) -> None:
    asked = 0
    for found in described.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if mode == GenerationMode.NEGATIVE and not any(True for _ in operation.iter_parameters()):
            continue

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def holds(case: Any) -> None:
            case.call_and_validate()

        holds()
        asked += 1
    assert asked == {GenerationMode.POSITIVE: 5, GenerationMode.NEGATIVE: 3}[mode]
