"""A hall without reception: a server that can be killed, an office beside it, and volunteers' phones."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path

from playwright.async_api import BrowserContext, Page, Playwright

from outreach import checkin, clock, db
from outreach.checkin import invitations
from outreach.checkin.rows import Arrival, DoorEvent
from tests import world
from tests.checkers import CHROMIUM, FLAGS
from tests.drills.server import Server
from tests.drills.wire import HOST
from tests.journeys import door_world
from tests.journeys.door_phone import Phone
from tests.journeys.door_world import Door
from tests.journeys.people import PATIENCE

HOUR = time(13, 20)


@dataclass
class Basement:
    """The door of the day, and everybody who works at it."""

    url: str
    server: Server
    door: Door
    playwright: Playwright
    folder: Path
    phones: list[Phone] = field(default_factory=list)
    office: BrowserContext | None = None

    def phone(self, language: str = "ja") -> Phone:
        """Another phone, switched off."""
        made = Phone(self.playwright, self.folder / f"phone-{len(self.phones) + 1}", language=language)
        self.phones.append(made)
        return made

    async def coordinator(self) -> Page:
        """The coordinator at her computer, signed in."""
        async with db.connected(self.url):
            secret = await world.sign_in(await world.account(self.door.city, "coordinator"))
        browser = await self.playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        self.office = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP")
        self.office.set_default_timeout(PATIENCE)
        await self.office.add_cookies([{"name": "outreach", "value": secret, "url": self.server.address}])
        return await self.office.new_page()

    def path(self, rest: str, language: str = "ja") -> str:
        """An address of this city."""
        start = "/morioka" if language == "ja" else f"/morioka/{language}"
        return f"{self.server.address}{start}/{rest}"

    async def invited(self, language: str = "ja") -> str:
        """The address in the QR of a new invitation on the coordinator's screen."""
        async with db.connected(self.url):
            her = await world.staff(self.door.city, "coordinator")
            where = (self.door.city.id, self.door.centre.id, clock.today())
            secret = await invitations.invite_screen(*where, by=her)
        return self.path(f"door/phone#join={secret}", language)

    async def came(self) -> list[str]:
        """Who has come, by the database."""
        async with db.connected(self.url):
            standing = await Arrival.filter(standing=True).order_by("id")
        names = self.door.names
        return sorted(names[row.registration_id] for row in standing)

    async def events(self) -> list[DoorEvent]:
        """What has reached the server, by phone and number."""
        async with db.connected(self.url):
            return await DoorEvent.all().order_by("phone_id", "seq", "id")

    async def walk_ins(self) -> int:
        """How many came to the class without a registration."""
        async with db.connected(self.url):
            return await checkin.walk_ins.count(self.door.lesson.id)

    async def cards(self) -> list[str]:
        """The cards that wait for the coordinator's answer: of whom or what they are."""
        async with db.connected(self.url):
            state = await checkin.door.day_state(self.door.city.id, self.door.centre.id, clock.today())
        return sorted(self._named(card.key) for card in state.cards)

    def _named(self, card: str) -> str:
        kind, _colon, about = card.partition(":")
        name = self.door.names.get(int(about)) if about.isdigit() else None
        return f"{kind}: {name}" if kind in {"twice", "cancelled", "waiting", "replaced"} else kind

    async def leave(self) -> None:
        """Close every browser."""
        for phone in self.phones:
            await phone.switch_off()
        if self.office is not None and self.office.browser is not None:
            with suppress(Exception):
                await self.office.browser.close()


async def opened(url: str, server: Server, playwright: Playwright, folder: Path) -> Basement:
    """The basement twenty minutes before the class begins, with everybody's ticket."""
    async with db.connected(url):
        door = await door_world.door(server.address)
    return Basement(url, server, door, playwright, folder)


def before_the_class() -> datetime:
    """Twenty past one of today: no test sees midnight, and every phone's clock is wrong by the hours between."""
    return datetime.combine(clock.today(), HOUR, tzinfo=clock.TOKYO)


@contextmanager
def silent(port: int) -> Iterator[None]:
    """Somebody who takes every call at this port and never says a word."""
    with socket.create_server((HOST, port)) as listener:
        kept: list[socket.socket] = []

        def take() -> None:
            with suppress(OSError):
                while True:
                    kept.append(listener.accept()[0])

        taking = threading.Thread(target=take, daemon=True)
        taking.start()
        try:
            yield
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            taking.join(10)
            for call in kept:
                call.close()
