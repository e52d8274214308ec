"""What the office does during a simulated day at the door: people sign up, give up, get new tickets, are taken back."""

from outreach import checkin, clock, registration, tickets
from outreach.audit import SYSTEM
from outreach.checkin import Arrival, phones
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration import Registration
from tests.drills.door_scene import Paper, Scene, Volunteer


class Office:
    """The coordinator and the desk."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.seated: set[int] = set()

    async def does(self, one: Volunteer) -> None:
        paper = self.scene.dice.choice(self.scene.papers)
        match self.scene.dice.choice(["new", "new", "cancel", "reissue", "off", "undo", "undo", "desk", "revoke"]):
            case "new":
                free = [who for who in self.scene.ground.people if who.id not in self.seated]
                for who in self.scene.dice.sample(free, min(1, len(free))):
                    await self.seat(who, self.scene.dice.choice(self.scene.lessons), "confirmed")
                    await self.count_seats()
            case "cancel":
                await self._cancel(paper)
            case "reissue":
                await self._reissue(paper)
            case "off":
                await self._call_off(self.scene.dice.choice(self.scene.lessons))
            case "undo":
                await self._undo(paper)
            case "desk":
                said = await checkin.check_in(
                    self.scene.ground.city.id, paper.lesson, paper.seat, method="desk", by=self.scene.ground.office
                )
                if said.word == "in":
                    self.scene.story.desk.add(paper.seat)
            case _:
                if self.scene.maybe(0.2):
                    await phones.revoke(self.scene.ground.city.id, one.id, by=SYSTEM)

    async def seat(self, who: Participant, lesson: int, status: str) -> None:
        paper = Paper(0, lesson, tickets.new_token(), self.scene.ground.code())
        row = await Registration.create(
            city_id=self.scene.ground.city.id,
            lesson_id=lesson,
            participant_id=who.id,
            status=status,
            place=99 if status == "waiting" else None,
            channel="phone",
            taken_by="system",
            code=paper.code,
            token=paper.token,
            at=clock.now(),
        )
        paper.seat = row.id
        self.scene.papers.append(paper)
        self.scene.state[paper.token] = "in" if status == "confirmed" else status
        self.seated.add(who.id)

    async def count_seats(self) -> None:
        """Each class knows how many of its seats are taken."""
        for lesson in self.scene.lessons:
            rows = Registration.filter(lesson_id=lesson)
            taken, waiting = await rows.filter(status="confirmed").count(), await rows.filter(status="waiting").count()
            await Lesson.filter(id=lesson).update(taken=taken, waiting=waiting)

    async def _cancel(self, paper: Paper) -> None:
        row = await registration.by_id(self.scene.ground.city.id, paper.seat)
        assert row
        try:
            await registration.cancel(row, by=SYSTEM)
        except Refusal as refusal:
            if refusal.code != "arrived":
                raise
            return
        for other in self.scene.papers:
            if other.seat == paper.seat and self.scene.state[other.token] != "replaced":
                self.scene.state[other.token] = "cancelled"

    async def _reissue(self, paper: Paper) -> None:
        try:
            row = await registration.reissue(self.scene.ground.city.id, paper.seat, by=SYSTEM)
        except Refusal as refusal:
            if refusal.code not in ("ended", "off"):
                raise
            return
        state = self.scene.state
        before = next(one for one in self.scene.papers if one.seat == paper.seat and state[one.token] != "replaced")
        state[row.token], state[before.token] = state[before.token], "replaced"
        self.scene.papers.append(Paper(row.id, paper.lesson, row.token, row.code))

    async def _call_off(self, lesson: int) -> None:
        if self.scene.maybe(0.3) and not await Arrival.filter(lesson_id=lesson).exists():
            await Lesson.filter(id=lesson).update(status="cancelled")
            self.scene.story.off.add(lesson)

    async def _undo(self, paper: Paper) -> None:
        row = await Arrival.get_or_none(registration_id=paper.seat, standing=True)
        if row is None:
            return
        await checkin.undo(self.scene.ground.city.id, paper.lesson, row.id, "wrong person", by=self.scene.ground.office)
        self.scene.story.desk.discard(paper.seat)
        told = self.scene.story.told
        so_far = [one for one in self.scene.story.let_in if one.seat == paper.seat]
        self.scene.story.by_office |= {one.event for one in so_far if told.get((one.phone, one.event)) == "open"}
