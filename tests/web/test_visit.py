"""What comes with a visit is read without trusting it: encodings that are none, files, signs that no page can hold."""

import pytest

from tests import world
from tests.browser import Browser

pytestmark = pytest.mark.usefixtures("database")
PART = '--X\r\nContent-Disposition: form-data; name="login"{more}\r\n\r\n{value}\r\n--X--\r\n'


async def _sent(value: str, charset: str = "utf-8", more: str = "") -> int:
    await world.morioka()
    body = PART.format(value=value, more=more).encode("latin-1")
    kind = {"Content-Type": f"multipart/form-data; boundary=X; charset={charset}"}
    return (await Browser(world.app()).send("POST", "/morioka/en/sign-in", headers=kind, content=body)).status


@pytest.mark.parametrize(("value", "charset"), [("+2AA-", "utf-7"), ("\\ud800", "unicode_escape"), ("a", "undefined")])
async def test_a_text_in_no_encoding_is_refused_with_a_page(value: str, charset: str) -> None:
    assert await _sent(value, charset) == 400


async def test_an_unknown_charset_is_read_as_well_as_it_goes() -> None:
    assert await _sent("a", "no-such-charset") == 422


async def test_a_file_where_a_text_belongs_is_refused_with_a_page() -> None:
    assert await _sent("a", more='; filename="a.txt"') == 400


async def test_signs_that_no_page_can_hold_do_not_come_back_from_the_address() -> None:
    await world.morioka()

    page = await Browser(world.app()).open("/morioka/en/classes?q=a%01b%1B")

    assert page.status == 200
    assert 'value="ab"' in page.html
