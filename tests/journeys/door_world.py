"""A basement with a class in twenty minutes, its people with their tickets, and what befalls them meanwhile."""

from dataclasses import dataclass, field
from datetime import time, timedelta

from outreach import checkin, clock, registration, tickets
from outreach.checkin.rows import Roster
from outreach.cities import City
from outreach.lessons import Lesson
from outreach.registration import Registration
from outreach.venues import Centre
from tests import world

NEEDS = "車いすのまま入れる席"
# Of each: the name, its reading and a telephone; none of these may ever lie in a phone at the door.
PEOPLE = {
    "first": ("菊地 キヨ", "キクチ キヨ", "019-651-4821"),
    "second": ("佐々木 フサ", "ササキ フサ", "019-651-4822"),
    "scanned": ("千葉 トメ", "チバ トメ", "019-651-4823"),
    "typed": ("高橋 ミツ", "タカハシ ミツ", "019-651-4824"),
    "numbered": ("及川 ヨシエ", "オイカワ ヨシエ", "019-651-4825"),
    "husband": ("藤原 勇", "フジワラ イサム", "019-651-4826"),
    "wife": ("藤原 タケ", "フジワラ タケ", "019-651-4826"),
    "gave up": ("阿部 サダ", "アベ サダ", "019-651-4827"),
    "gives up": ("小野寺 ハツ", "オノデラ ハツ", "019-651-4828"),
    "reissued": ("村上 シゲ", "ムラカミ シゲ", "019-651-4829"),
    "reissued meanwhile": ("熊谷 ノブ", "クマガイ ノブ", "019-651-4830"),
    "waiting": ("三浦 キミ", "ミウラ キミ", "019-651-4831"),
    "mistaken": ("大森 スエ", "オオモリ スエ", "019-651-4832"),
    "absent": ("畠山 リツ", "ハタケヤマ リツ", "019-651-4833"),
}
LATER = ("遠藤 トシ", "エンドウ トシ", "019-651-4834")
NEXT_CLASS = ("工藤 マサ", "クドウ マサ", "019-651-4835")
TOMORROW = ("斎藤 ナミ", "サイトウ ナミ", "019-651-4836")
ELSEWHERE = ("伊藤 セツ", "イトウ セツ", "0268-62-4837")


@dataclass
class Door:
    """The class at whose door the phones are, another class of the same door, and everybody's registration by name.

    ``tokens`` and ``addresses`` (what the QR holds) are of all tickets, those that were replaced included.
    """

    city: City
    centre: Centre
    lesson: Lesson
    following: Lesson
    public_url: str
    guests: dict[str, Registration] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> dict[int, str]:
        """Who is who, by registration."""
        return {row.id: name for name, row in self.guests.items()}

    @property
    def planted(self) -> list[str]:
        """Every text of these people that a phone has no business with, tickets' tokens and numbers included."""
        people = [*PEOPLE.values(), LATER, NEXT_CLASS, TOMORROW, ELSEWHERE]
        parts = {part for who in people for text in who for part in (text, *text.split())} | {NEEDS}
        digits = {who[2].replace("-", "") for who in people} | {f"+81{who[2].replace('-', '')[1:]}" for who in people}
        codes = {row.code for row in self.guests.values()}
        return sorted({part for part in parts if len(part) > 1} | digits | codes | set(self.tokens.values()))


async def door(public_url: str) -> Door:
    """Today's two classes in the basement, with everybody who is to come, as they stand when phones join."""
    city = await world.morioka()
    cellar = await world.centre(city, "cellar", name={"ja": "地下会館", "en": "Cellar Hall"}, phone="019-600-0007")
    begins = clock.now() + timedelta(minutes=20)
    lesson = await world.lesson(city, centre=cellar, starts_at=begins, minutes=60, capacity=30)
    after = await world.lesson(city, centre=cellar, starts_at=begins + timedelta(minutes=70), minutes=60)
    made = Door(city, cellar, lesson, after, public_url)
    for name, who in PEOPLE.items():
        await _come(made, name, who, lesson)
    await _come(made, "next class", NEXT_CLASS, after)
    tomorrow = await world.lesson(city, centre=cellar, day=clock.today() + timedelta(days=1), at=time(10))
    await _come(made, "tomorrow", TOMORROW, tomorrow)
    tomi = await world.tomi()
    hall = await world.centre(tomi, "tomi-hall")
    leader = await world.instructor(tomi, "tomi-instructor")
    there = await world.lesson(tomi, centre=hall, instructor=leader, starts_at=begins)
    await _come(made, "elsewhere", ELSEWHERE, there)
    await _before(made)
    return made


async def _come(at: Door, name: str, who: tuple[str, str, str], lesson: Lesson) -> None:
    needs = NEEDS if name == "second" else ""
    city = at.city if lesson.city_id == at.city.id else await world.tomi()
    person = await world.person(city, *who, needs=needs)
    _holds(at, name, await world.seat(lesson, person))


def _holds(at: Door, name: str, row: Registration) -> None:
    at.guests[name] = row
    at.tokens[name] = row.token
    at.addresses[name] = tickets.address_of(at.public_url, "tomi" if name == "elsewhere" else "morioka", row)


async def _before(at: Door) -> None:
    """What happened before any phone joined: one gave up, one has a new ticket, one waits, two come together."""
    desk = await world.staff(at.city, "clerk")
    await registration.cancel(at.guests["gave up"], by=desk)
    await _again(at, "reissued")
    await Registration.filter(id=at.guests["waiting"].id).update(status="waiting", place=1)
    couple = [at.guests[name].id for name in ("husband", "wife")]
    await Registration.filter(id__in=couple).update(party="COUPLE")
    await checkin.rosters.print_list(at.lesson, by=desk)


async def line(at: Door, name: str) -> int:
    """Where she stands on the list that was printed last."""
    roster = await Roster.filter(lesson_id=at.lesson.id).order_by("-id").first()
    assert roster is not None
    return roster.items.index(at.guests[name].id) + 1


async def meanwhile(at: Door) -> None:
    """What happens in the office while the phones hear nothing."""
    desk = await world.staff(at.city, "clerk")
    await registration.cancel(at.guests["gives up"], by=desk)
    await _again(at, "reissued meanwhile")
    await _come(at, "later", LATER, at.lesson)


async def _again(at: Door, name: str) -> None:
    """Another ticket for the same seat; the one before is kept as ``old …``."""
    desk = await world.staff(at.city, "clerk")
    for kept in (at.tokens, at.addresses):
        kept[f"old {name}"] = kept[name]
    await registration.reissue(at.city.id, at.guests[name].id, by=desk)
    fresh = await registration.by_id(at.city.id, at.guests[name].id)
    assert fresh is not None
    _holds(at, name, fresh)


def forged(address: str) -> str:
    """The same ticket with another signature."""
    start, tail = address[:-20], address[-20:]
    return start + ("B" if tail[0] != "B" else "C") + tail[1:]
