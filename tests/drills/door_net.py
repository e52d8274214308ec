"""The network between the phones of a simulated day and the server: it loses, doubles, delays and garbles."""

import json
from typing import Any

from outreach.checkin import phones, syncing
from outreach.refusal import Refusal
from tests.door.host import Ask, Died, NotDone
from tests.drills.door_scene import Json, Scene, Volunteer

FATES = {"well": 70, "answer lost": 9, "twice": 6, "delayed": 6, "lost": 6, "broken": 3}


class Net:
    """What becomes of requests; ``late_mail`` are those that are on their way for long."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.late_mail: list[tuple[str, Json]] = []

    async def _serve(self, one: Volunteer, body: Json) -> tuple[int, Json]:
        """What the server does with a request that reached it; whatever was in it is told from now on."""
        try:
            row = await phones.by_envelope(
                self.scene.ground.city.id, body["phone"], "sync", body["message"], body["signature"]
            )
            state = phones.state_of(row)
            answer = await syncing.sync(row, body["message"])
        except Refusal as refusal:
            return 403, {"refused": {"code": refusal.code, "text": str(refusal)}}
        message = json.loads(body["message"])
        one.told_last = max(one.told_last, message["last"])
        for sent in message["events"]:
            record = json.loads(sent["body"])
            name = f"void {record['target']}" if record["kind"] == "void" else record["id"]
            self.scene.story.told.setdefault((one.name, name), state)
        return 200, answer

    async def answer(self, one: Volunteer, fate: str) -> None:
        """Let the request that a phone waits for end in one of the ways that networks have."""
        assert one.asking
        asked, one.asking = one.asking, None
        kill = self.scene.dice.randint(0, 45) if self.scene.maybe(0.06) else None
        told: tuple[int, Any] | None = None
        if fate in ("well", "answer lost", "twice"):
            told = await self._serve(one, asked.body)
        if fate == "twice":
            told = await self._serve(one, asked.body)
        if fate == "delayed":
            self.late_mail.append((one.name, asked.body))
        known = dict(self.scene.state)
        answer = {"well": told, "twice": told, "broken": (502, None), "captive": (200, None)}.get(fate)
        try:
            came = one.phone.tell(answer, **({"kill": kill} if kill is not None else {}))
        except Died:
            one.phone.do("open")
            return
        if isinstance(came, Ask):
            one.asking = came
        if answer is told and told and told[0] == 200:
            one.knew = known

    def _fate(self, one: Volunteer) -> str:
        if not self.scene.maybe(one.online):
            return self.scene.dice.choice(["lost", "lost", "lost", "captive", "broken"])
        return self.scene.dice.choices(list(FATES), list(FATES.values()))[0]

    async def sync(self, one: Volunteer) -> None:
        if one.asking is None:
            came = self.act(one, "sync", most=25)
            one.asking = came if isinstance(came, Ask) else None
            if one.asking and self.scene.maybe(0.3):
                return  # the answer takes its time: scanning goes on meanwhile
        while one.asking:
            await self.answer(one, self._fate(one))

    async def deliver(self) -> None:
        """A request that was on its way for long arrives after others."""
        if self.late_mail:
            name, body = self.late_mail.pop(self.scene.dice.randrange(len(self.late_mail)))
            await self._serve(next(one for one in self.scene.crew if one.name == name), body)

    def act(self, one: Volunteer, verb: str, most: int = 14, **facts: Any) -> Any:
        """Do something on a phone; where its page is killed meanwhile it is opened and None comes back."""
        kill = self.scene.dice.randint(0, most) if self.scene.maybe(0.07) else None
        try:
            came = one.phone.do(verb, **facts, **({"kill": kill} if kill is not None else {}))
        except Died:
            one.asking = None
            one.phone.do("open")
            return None
        except NotDone as refused:
            if refused.code not in ("over", "full"):
                raise
            one.refused = refused.code == "over"
            return None
        return came
