"""A day at a door, as it may go: phones without a network, with wrong clocks, killed in the middle, and copied tickets.

The phones are the page's own JavaScript (tests/door), the server is the domain's verbs on the test's database. What
people did is written into the oracle's story; the dice are thrown by the seed alone.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from outreach import clock, tickets
from outreach.audit import SYSTEM
from outreach.checkin import bundle, invitations, phones
from outreach.lessons import Lesson
from tests.door.host import Ask, Phone
from tests.drills.door_net import Net
from tests.drills.door_office import Office
from tests.drills.door_oracle import LetIn
from tests.drills.door_scene import Ground, Json, Paper, Scene, Volunteer

HOUR = 3_600_000
FAR = 48 * HOUR
SPACE = timedelta(days=5)
RED_FACES = {"forged": "forged", "city": "city", "day": "day", "nonsense": "unreadable"}


class Day:
    """One day, told by its seed."""

    def __init__(self, ground: Ground, seed: str, day: date, *, forgets: bool = False) -> None:
        self.scene = Scene(ground, seed, day, forgets=forgets)
        self.net, self.office = Net(self.scene), Office(self.scene)
        self.noted: set[str] = set()
        self.secret, self.pin = "", ""

    async def live(self) -> None:
        """The whole day, until every phone that is still there has sent all."""
        await self._open()
        for _step in range(self.scene.dice.randint(12, 30)):
            self.scene.passes(self.scene.dice.randint(1, 400))
            await self._step()
        await self._heal()
        for one in self.scene.crew:
            one.phone.do("drop")

    async def _open(self) -> None:
        city, centre = self.scene.ground.city, self.scene.ground.centre
        for start in (time(10), time(13, 30)):
            self.scene.lessons.append(await self._lesson(self.scene.at(start)))
        people = self.scene.dice.sample(self.scene.ground.people, 9)
        for number, one in enumerate(people):
            status = "confirmed" if number < 7 else self.scene.dice.choice(["waiting", "cancelled", "confirmed"])
            await self.office.seat(one, self.scene.dice.choice(self.scene.lessons), status)
        await self.office.count_seats()
        self.secret, self.pin = await invitations.invite_sheet(city.id, centre.id, self.scene.day, by=SYSTEM)
        for number in range(self.scene.dice.choice([2, 2, 2, 2, 3, 3, 3, 4, 5, 6])):
            await self._enrol(number)

    async def _lesson(self, starts: datetime) -> int:
        columns: Json = dict(self.scene.ground.models)
        made = await Lesson.create(
            **columns,
            city_id=self.scene.ground.city.id,
            centre_id=self.scene.ground.centre.id,
            day=self.scene.day,
            starts_at=starts,
            ends_at=self.scene.at(time(18)),
            intake_opens_at=starts - timedelta(days=14),
            intake_closes_at=starts,
            capacity=20,
            status="published",
            uid=f"{self.scene.day}-{starts:%H%M}",
            changed_at=clock.now(),
            is_sample=True,
        )
        return made.id

    async def _enrol(self, number: int) -> None:
        phone = Phone(self.scene.ground.host, f"{self.scene.seed} {number}")
        skew = self.scene.dice.choice([0, 0, self.scene.dice.randint(-FAR, FAR), self.scene.dice.randint(-HOUR, HOUR)])
        phone.do("new", skew=skew, forgets=self.scene.forgets)
        phone.do("open")
        lesson = self.scene.dice.choice([*self.scene.lessons, None])
        one = Volunteer(phone, lesson, self.scene.dice.choice([0.0, 0.3, 0.9]))
        came: Any = phone.do("join", city=self.scene.ground.city.slug, secret=self.secret, pin=self.pin)
        while isinstance(came, Ask):
            answer = await self._join(one, came.body)
            if self.scene.maybe(0.1):  # the answer is lost, or the page is killed: the same invitation again
                phone.do("crash")
                phone.do("open")
                came = phone.do("join", city=self.scene.ground.city.slug, secret=self.secret, pin=self.pin)
                continue
            came = phone.tell((200, answer))
        assert came["ok"]
        one.knew = dict(self.scene.state)
        self.scene.crew.append(one)

    async def _join(self, one: Volunteer, body: Json) -> Json:
        row = await phones.join(self.scene.ground.city.id, body["secret"], body["pin"], body["public_key"])
        assert one.id in (0, row.id)
        one.id, one.salt = row.id, row.salt
        told = await bundle.of_phone(row)
        return {"phone": row.id, "number": row.number, "bundle": told, "now": bundle.milliseconds(clock.now())}

    async def _step(self) -> None:
        working = [one for one in self.scene.crew if not one.gone]
        one = self.scene.dice.choice(working)
        deeds = {
            self._somebody_comes: 46,
            self._nobody_comes: 6,
            self._walk_in: 5,
            self._take_back: 6,
            self._count: 2,
            self._trouble: 8,
            self.office.does: 9,
        }
        if one.refused:
            await self.net.sync(one)
            return
        await self.scene.dice.choices(list(deeds), list(deeds.values()))[0](one)
        if self.scene.maybe(0.3):
            await self.net.sync(self.scene.dice.choice(working))
        if self.scene.maybe(0.3):
            await self.net.deliver()

    async def _somebody_comes(self, one: Volunteer) -> None:
        paper = self.scene.dice.choice(self.scene.papers)
        way = self.scene.dice.choice(["scan", "scan", "scan", "type", "person"])
        facts: Json = {"lesson": one.lesson, **self._shown(one, way, paper)}
        if way == "scan" and self.scene.maybe(0.1):  # two taps at once
            two = [{"do": way, **facts}, {"do": way, **facts}]
            said = [self.net.act(one, "both", 20, of=two), self.net.act(one, way, **facts)]
        else:
            said = [self.net.act(one, way, **facts)]
            said += [] if said[0] else [self.net.act(one, way, **facts)]  # the page was killed: she shows it again
        if said[-1] and said[-1]["admit"] and self.scene.maybe(0.5):
            why = self.scene.dice.choice(["staff", "paper", "other"])
            said.append(self.net.act(one, "admit", answer=said[-1], why=why))
        for came in said:
            self._note(one, came, paper)
        if isinstance(said[-1], dict):
            self._check_known(one, paper, said[-1])

    def _shown(self, one: Volunteer, way: str, paper: Paper) -> Json:
        if way == "scan":
            return {"text": self.scene.qr(paper)}
        return {"text": paper.code} if way == "type" else {"ref": bundle.mark(one.salt, paper.token)}

    def _check_known(self, one: Volunteer, paper: Paper, came: Json) -> None:
        """Invariant I8: what was given up or replaced before this phone last heard lets nobody in."""
        over = one.knew.get(paper.token) in ("cancelled", "replaced")
        assert not over or came["verdict"] == "red" or came["word"] == "again", (self.scene.seed, paper, came["word"])

    async def _nobody_comes(self, one: Volunteer) -> None:
        """A ticket of nowhere: nobody is let in."""
        paper, kind = self.scene.dice.choice(self.scene.papers), self.scene.dice.choice([*RED_FACES, "unlisted"])
        text, other = self.scene.qr(paper), Paper(0, 10_000_000, tickets.new_token(), "")
        shown = {
            "forged": f"{text[:-116]}{'A' if text[-116] != 'A' else 'B'}{text[-115:]}",
            "city": self.scene.qr(other, city=self.scene.ground.city.id + 1),
            "day": self.scene.qr(other, day=self.scene.day - timedelta(days=1)),
            "nonsense": "https://example.jp/menu",
        }
        if kind == "unlisted":
            self._note(one, self.net.act(one, "type", text=self.scene.ground.code(), lesson=one.lesson))
            return
        came = self.net.act(one, "scan", text=shown[kind], lesson=one.lesson)
        assert came is None or (came["verdict"], came["word"]) == ("red", RED_FACES[kind]), f"{kind}: {came}"

    async def _walk_in(self, one: Volunteer) -> None:
        self._note(one, self.net.act(one, "walk_in", lesson=self.scene.dice.choice(self.scene.lessons)))

    async def _count(self, one: Volunteer) -> None:
        heads, lesson = self.scene.dice.randint(0, 20), self.scene.dice.choice(self.scene.lessons)
        self.net.act(one, "count", heads=heads, lesson=lesson)

    async def _take_back(self, one: Volunteer) -> None:
        own = [row for row in one.phone.do("recent", many=5) if not row["voided"]]
        if not own:
            return
        target = self.scene.dice.choice(own)["id"]
        for _try in range(2):
            if self.net.act(one, "undo", event=target, why="wrong_person"):
                self.scene.story.taken_back.add(target)
                return

    def _note(self, one: Volunteer, came: Any, paper: Paper | None = None) -> None:
        """Whom the phone says that it has let in goes into the story; where it was killed, she looks at its list."""
        if not isinstance(came, dict):
            for row in one.phone.do("recent", many=6):
                self._let_in(one, row, self._paper_of(one, row))
            return
        written = came["event"]
        if came.get("verdict") in ("green", "amber") and came["word"] != "again":
            assert (written or {}).get("kind") == "entry", f"{came['word']} was shown and not written"
        if written and written["kind"] in ("entry", "walk_in"):
            self._let_in(one, written, paper)

    def _let_in(self, one: Volunteer, row: Json, paper: Paper | None) -> None:
        if row["id"] not in self.noted:
            self.noted.add(row["id"])
            seat, lesson, token = (paper.seat, paper.lesson, paper.token) if paper else (0, row["lesson"], "")
            walk_in = row["kind"] == "walk_in"
            self.scene.story.let_in.append(LetIn(one.name, row["id"], seat, lesson, token, walk_in))

    def _paper_of(self, one: Volunteer, row: Json) -> Paper | None:
        for paper in self.scene.papers:
            if row["ref"] == bundle.mark(one.salt, paper.token) or (row["code"] and row["code"] == paper.code):
                return paper
        return None

    async def _trouble(self, one: Volunteer) -> None:
        match self.scene.dice.choice(["clock", "sleep", "crash", "full", "tab", "network", "drop"]):
            case "clock":
                one.phone.do("clock", skew=self.scene.dice.randint(-FAR, FAR))
            case "sleep":
                minutes = self.scene.dice.randint(0, 60)
                self.scene.passes(60 * minutes)
                one.phone.do("sleep", ms=60_000 * minutes)
            case "crash":
                one.asking = None
                one.phone.do("crash")
                one.phone.do("open")
            case "full":
                one.phone.do("full", on=True)
                text = self.scene.qr(self.scene.dice.choice(self.scene.papers))
                came = self.net.act(one, "scan", text=text, lesson=one.lesson)
                assert came is None or came["event"] is None
                one.phone.do("full", on=False)
            case "tab":
                one.phone.do("open", tab="second")
                shown = {"text": self.scene.qr(self.scene.dice.choice(self.scene.papers)), "lesson": one.lesson}
                two = [{"do": "scan", **shown}, {"do": "scan", "tab": "second", **shown}]
                self._note(one, self.net.act(one, "both", 20, of=two))
            case "network":
                one.online = self.scene.dice.choice([0.0, 0.3, 0.9])
            case _:
                one.gone = self.scene.maybe(0.3) and sum(not other.gone for other in self.scene.crew) > 1

    async def _heal(self) -> None:
        """The network is back, and whoever still has a phone sends; sometimes days later."""
        self.scene.wait_until(self.scene.at(time(18, 30)))
        for one in self.scene.crew:
            if one.gone:
                continue
            if self.scene.maybe(0.1):
                self.scene.wait_until(self.scene.at(time(9), self.scene.dice.choice([1, 2, 4])))
            one.online = 0.9
            for _try in range(30):
                await self.net.sync(one)
                if one.asking is None and self._has_sent(one):
                    break
            assert one.asking is None
            if self.scene.maybe(0.5):
                one.asking = self._ask(one, "finish")
                while one.asking:
                    await self.net.answer(one, "well")
        while self.net.late_mail:
            await self.net.deliver()

    def _has_sent(self, one: Volunteer) -> bool:
        """The phone has sent all, and has heard of the server since the classes ended, or is told that it is over."""
        told = one.phone.do("summary")
        heard = told["contact"] >= self.scene.at(time(18)).timestamp() * 1000
        return bool(told["unsent"] == 0 and (heard or told["state"] != "open"))

    def _ask(self, one: Volunteer, verb: str) -> Ask | None:
        came = one.phone.do(verb)
        return came if isinstance(came, Ask) else None
