"""What this machine can do at best for a feed: the same number of bytes from memory, and an answer without a body."""

import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SIZES = "OUTREACH_BENCH_SIZES"


def floors() -> Starlette:
    """``/0`` answers 304; ``/1``, ``/2`` … the bytes that the environment names, one after the other."""
    bodies = [b"x" * int(size) for size in os.environ[SIZES].split(",")]

    async def answer(request: Request) -> Response:
        number = int(request.path_params["number"])
        return Response(bodies[number - 1], media_type="text/calendar") if number else Response(status_code=304)

    return Starlette(routes=[Route("/", lambda _request: Response()), Route("/{number:int}", answer)])
