"""Signing out: the server ends the sign-in, the browser forgets its secret."""

from starlette.responses import Response

from outreach import accounts
from outreach.web import guard
from outreach.web.visit import Visit


async def sign_out(visit: Visit) -> Response:
    """End this sign-in; harmless for who is not signed in. A volunteer's pass leaves the browser, too."""
    cookies = guard.cookies(visit.settings)
    secret = visit.request.cookies.get(cookies.account)
    if secret and visit.actor.kind == "account":
        await accounts.sign_out(secret, by=visit.actor)
    answer = visit.go("public:home")
    cookies.drop(answer, cookies.account)
    cookies.drop(answer, cookies.door)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
