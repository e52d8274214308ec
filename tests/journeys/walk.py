"""The walk from a planned class to a counted one, step by step, as six people take it."""

import io
import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time

import icalendar
import zxingcpp
from PIL import Image
from playwright.async_api import expect

from outreach import clock, i18n
from tests.journeys.people import People
from tests.journeys.server import Clock

COUNT = re.compile(r"(\d+) of 130 classes have been held")
KANA = "あいうえおかきくけこさしす"
Step = Callable[[], Awaitable[None]]


class Walk:
    """One class, from the plan to the count. ``course`` and ``place`` are values of the form's choices."""

    def __init__(self, people: People, hands: Clock, day: date, course: int) -> None:
        self.people = people
        self.hands = hands
        self.day = day
        self.course = str(course)
        self.lesson = self.link = self.code = self.ticket = "none"

    @property
    def steps(self) -> dict[str, Step]:
        """Every step by its name, in order."""
        steps: list[Step] = [self.plan, self.publish, self.see, self.claim, self.issue_link, self.enter]
        steps += [self.scan, self.scan_again, self.take_back, self.type_code]
        steps += [self.report, self.confirm, self.subscribe, self.look_who]
        return {step.__name__: step for step in steps}

    def turn_to(self, hour: int, minute: int) -> None:
        """Turn the server's clock to a time of the class's day in Japan."""
        self.hands.turn_to(datetime.combine(self.day, time(hour, minute), tzinfo=clock.TOKYO))

    async def begin(self) -> None:
        """In the morning the staff sign in."""
        self.turn_to(9, 0)
        staff = {"coordinator": "coordinator", "clerk": "clerk", "instructor": "instructor", "auditor": "auditor"}
        for person, login in staff.items():
            await getattr(self.people, person).sign_in(f"morioka-{login}")

    async def count(self) -> int:
        """What the home page counts toward the 130."""
        await self.people.resident.open("/morioka/en")
        found = COUNT.search(await self.people.resident.page.inner_text("main"))
        assert found is not None
        return int(found[1])

    async def plan(self) -> None:
        """The coordinator plans a class for the afternoon; it is a draft."""
        her = self.people.coordinator
        await her.open("/morioka/en/office/classes/new")
        await her.page.select_option("#field-course_id", self.course)
        await her.page.select_option("#field-place", index=1)
        await her.page.select_option("#field-instructor_id", label="工藤 みのり")
        await her.write("day", self.day.isoformat())
        await her.write("starts", "13:30")
        await her.write("ends", "15:00")
        await her.write("capacity", "10")
        await her.page.uncheck("#field-publish")
        await her.press("Plan this class")
        await expect(her.page).to_have_url(re.compile(r"/office/classes/\d+$"))
        self.lesson = her.page.url.rpartition("/")[2]

    async def publish(self) -> None:
        """She publishes it."""
        her = self.people.coordinator
        await her.open(f"/morioka/en/office/classes/{self.lesson}")
        await her.press("Publish this class")
        await her.reads("published")

    async def see(self) -> None:
        """A resident sees it on the public pages, in Japanese and in English."""
        her = self.people.resident
        for prefix in ("/morioka", "/morioka/en"):
            await her.open(f"{prefix}/classes")
            await her.page.locator(f'a[href="{prefix}/classes/{self.lesson}"]').first.click()
            await expect(her.page).to_have_url(f"{her.address}{prefix}/classes/{self.lesson}")
            await expect(her.page.locator("h1")).to_be_visible()

    async def claim(self) -> None:
        """A senior phones; the clerk looks for her, takes her details, claims a seat and reads it aloud."""
        her = self.people.clerk
        await her.open("/morioka/en/desk")
        week = self.day.toordinal() // 7
        reading = f"つきやま {KANA[week % 13]}{KANA[week // 13 % 13]}"  # of nobody who called for another class
        await her.write("q", reading)
        await her.page.locator("#field-q").press("Enter")
        await her.reads("Nobody was found. Please try a shorter part of the name")
        await her.press("Take the details of a new person")
        await her.write("kana", reading)
        await her.write("name", "月山 文")
        await her.write("phone", f"019-651-{1000 + self.day.toordinal() % 1000}")
        await her.page.check(f"#lesson-{self.lesson}")
        await her.press("Sign up for this class")
        await her.reads("a seat is reserved for you.")
        self.code = (await her.page.locator(".desk-code").inner_text()).split()[-1]
        await self._print()

    async def _print(self) -> None:
        her = self.people.clerk
        await her.press("Print the ticket")
        await expect(her.page.locator("main")).to_contain_text(self.code)
        picture = Image.open(io.BytesIO(await her.page.screenshot(full_page=True)))
        [found] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        self.ticket = found.text
        assert re.fullmatch(r"HTTPS?://[A-Z0-9.:]+/MORIOKA/T/[A-Z2-7]{146}", self.ticket)

    async def issue_link(self) -> None:
        """The coordinator makes a link for a volunteer at the door."""
        her = self.people.coordinator
        await her.open(f"/morioka/en/office/classes/{self.lesson}")
        await her.write("label", "Ms Kikuchi")
        await her.press("Make a link")
        self.link = await her.page.locator(".address a").inner_text()

    async def enter(self) -> None:
        """The volunteer opens it on her phone, shortly before the class."""
        self.turn_to(13, 20)
        await self.people.volunteer.open(self.link)
        await self.people.volunteer.press("Open the door list")
        await self.people.volunteer.reads("Nobody has come yet.")

    async def scan(self) -> None:
        """Her camera opens the ticket's address; she checks the person in."""
        her = self.people.volunteer
        await her.open(self.ticket)
        await her.press(sentence_of("Check in at the door"))
        await her.press(sentence_of("Check in"), exact=True)
        await her.reads("Please come in", "ja")

    async def scan_again(self) -> None:
        """The same ticket again: she is already in, said kindly."""
        her = self.people.volunteer
        await her.open(self.ticket)
        await her.press(sentence_of("Check in at the door"))
        await her.reads("Already in since %(time)s. All is well.", "ja")

    async def take_back(self) -> None:
        """It was a mistake: it is taken back with a reason, and nobody has come."""
        her = self.people.volunteer
        await her.press(sentence_of("Back to the door"))
        await her.press(sentence_of("Take back"))
        await her.write("reason", "受付まちがい")
        await her.press(sentence_of("Take this arrival back"))
        await her.reads("Nobody has come yet.", "ja")

    async def type_code(self) -> None:
        """She types the number on the paper and lets the person in again."""
        her = self.people.volunteer
        await her.open(f"/morioka/door/{self.lesson}")
        await her.write("code", self.code)
        await her.press(sentence_of("Check in by number"))
        await her.reads("Please come in", "ja")

    async def report(self) -> None:
        """After the class the instructor reports it held."""
        self.turn_to(15, 10)
        her = self.people.instructor
        await her.open("/morioka/en/office")
        await her.page.locator(f'a[href$="/office/classes/{self.lesson}/report"]').first.click()
        await her.press("Report this class")
        await her.reads("Reported. Another person, the coordinator, confirms it.")

    async def confirm(self) -> None:
        """The coordinator, another person, confirms it."""
        her = self.people.coordinator
        await her.open("/morioka/en/office/reports")
        await her.page.locator(f'a[href$="/office/classes/{self.lesson}/report"]').first.click()
        await her.press("Confirm this report")
        await her.reads("Confirmed. This class counts.")

    async def subscribe(self) -> None:
        """The coordinator's calendar program asks her secret address and finds the class."""
        her = self.people.coordinator
        await her.open("/morioka/en/office/calendar")
        await her.press("Make a new address")
        address = await her.page.locator(".address a").inner_text()
        feed = await self.people.contexts[1].request.get(address)
        begins = [event.decoded("dtstart") for event in icalendar.Calendar.from_ical(await feed.text()).walk("VEVENT")]
        assert datetime.combine(self.day, time(13, 30), tzinfo=clock.TOKYO) in begins

    async def look_who(self) -> None:
        """The auditor sees who did what."""
        her = self.people.auditor
        await her.open("/morioka/en/audit")
        for who, deed in _DEEDS:
            row = her.page.locator("tr", has_text=deed).first
            await expect(row).to_contain_text(who)


_DEEDS = [
    ("調整 いわお", "lesson.published"),
    ("受付 もり子", "registration.confirmed"),
    ("調整 いわお", "pass.issued"),
    ("pass", "arrival.noted"),
    ("pass", "arrival.undone"),
    ("工藤 みのり", "report.made"),
    ("調整 いわお", "report.confirmed"),
]


def sentence_of(words: str) -> str:
    """What a Japanese page says for these words."""
    return i18n.gettext("ja", words)
