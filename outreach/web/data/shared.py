"""What all answers of this room have: addresses for cells, and that pages of others may read them."""

from starlette.responses import Response

from outreach.open_data.datasets import Links
from outreach.open_data.formats import Terms
from outreach.open_data.licences import LICENCES
from outreach.web.visit import Visit

# Nothing here depends on who asks, so that scripts of any page may have it (WHATWG Fetch, CORS).
OPEN = {"Access-Control-Allow-Origin": "*"}


def links(visit: Visit) -> Links:
    """The addresses of this city's pages, always the Japanese ones: a file says the same whoever asks for it."""
    base = visit.settings.public_url.rstrip("/")
    page = base + visit.url("public:lesson", language="ja", lesson_id=0).removesuffix("0")

    def lesson(lesson_id: int) -> str:
        return f"{page}{lesson_id}"  # the router is asked once and not for each of thousands

    def file(dataset: str, form: str) -> str:
        return base + visit.url(f"data:dataset_{form}", language="ja", dataset=dataset)

    return Links(base + visit.url("data:open_data", language="ja"), lesson, file)


def terms(visit: Visit) -> Terms:
    """Under what this city publishes."""
    return Terms(visit.city, LICENCES[visit.settings.open_data_licence])


def answer(content: bytes, kind: str, name: str = "") -> Response:
    """A file or an answer of the API; with a name it is one to be saved."""
    headers = OPEN | ({"Content-Disposition": f'attachment; filename="{name}"'} if name else {})
    return Response(content, media_type=kind, headers=headers)
