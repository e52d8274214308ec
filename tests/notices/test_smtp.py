"""The line to a mail server: what its address says, never without TLS unless told so, and how dots are sent."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.notices.smtp import Outcome, Server, _dotted, hand_over
from tests.notices.smtp import post


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://post.example", Server("smtp", "post.example", 587)),
        ("smtps://post.example", Server("smtps", "post.example", 465)),
        ("smtp+plain://127.0.0.1", Server("smtp+plain", "127.0.0.1", 25)),
        ("smtp://a%40b:p%2Fw@post.example:2525", Server("smtp", "post.example", 2525, "a@b", "p/w")),
    ],
)
def test_an_address_names_scheme_host_port_and_who_signs_in(url: str, expected: Server) -> None:
    assert Server.read(url) == expected


@pytest.mark.parametrize("url", ["", "post.example", "http://post.example", "smtp://", "smtp:///x", "mailto:a@b"])
def test_what_names_no_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="smtps://"):
        Server.read(url)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_server_without_tls_gets_no_mail_unless_it_was_called_plain(scheme: str) -> None:
    async with post() as office:
        for tried, state in ((scheme, "later"), ("smtp+plain", "sent")):
            server = Server(tried, "127.0.0.1", office.port)
            outcome = await asyncio.to_thread(hand_over, server, "a@city.example", "b@mail.example", b"hello\r\n", 1.0)
            assert outcome.state == state
        assert len(office.taken) == 1


async def test_nobody_listening_is_trouble_that_passes() -> None:
    server = Server("smtp+plain", "127.0.0.1", 1)
    outcome = await asyncio.to_thread(hand_over, server, "a@city.example", "b@mail.example", b"hello\r\n", 1.0)
    assert outcome == Outcome("later", "connect ConnectionRefusedError", away=True)


@given(st.text(alphabet=".ab\r\n", max_size=60).map(str.encode))
def test_every_content_ends_once_and_comes_out_as_it_went_in(content: bytes) -> None:
    sent = _dotted(content)
    assert sent.endswith(b"\r\n.\r\n") or sent == b"\r\n.\r\n"
    lines = sent.split(b"\r\n")[:-2]
    assert b"." not in lines
    unstuffed = [line[1:] if line.startswith(b".") else line for line in lines]
    assert unstuffed == content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").split(b"\n")
