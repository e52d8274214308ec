"""A small named world: plain builders with honest defaults, each a row of today's Morioka unless told otherwise."""

import secrets
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from starlette.applications import Starlette

from outreach import accounts, checkin, clock, open_data, people, registration, tickets
from outreach.accounts import Account, SignIn, passwords
from outreach.accounts.signin import digest
from outreach.app import create_app
from outreach.audit import SYSTEM, Actor
from outreach.cities import City
from outreach.courses import Course
from outreach.goal import Confirmation, Goal, GoalCourse, Plan, Report, ledger, population
from outreach.goal.population import PopulationSurvey
from outreach.helpers import Helper
from outreach.lessons import Lesson
from outreach.lessons import find as find_lesson
from outreach.open_data import ImportRun, layouts, tables
from outreach.open_data import population as towns
from outreach.people import Participant, clean_details
from outreach.registration import Registration, seats
from outreach.settings import Settings
from outreach.tickets.codes import check_digit
from outreach.venues import Centre, Closure, Room, holidays
from tests.browser import Browser

PASSWORD = "hanami-no-ato-de"
AT = time(13, 30)
_CODES = count(5_000_000)
_hashes: dict[str, str] = {}


async def morioka() -> City:
    """Morioka, the city of all examples."""
    return await _city("morioka", "032018", {"ja": "盛岡市", "en": "Morioka"}, phone="019-600-0000", area_code="019")


async def tomi() -> City:
    """Tomi, the other city, whose rows nobody in Morioka may see."""
    return await _city("tomi", "202193", {"ja": "東御市", "en": "Tomi"}, phone="0268-60-0000", area_code="0268")


async def _city(slug: str, code: str, name: dict[str, str], **facts: str) -> City:
    defaults = {
        "code": code,
        "name": name,
        "phone_hours": {"ja": "平日 午前9時〜午後5時", "en": "weekdays, 9 am to 5 pm"},
        "department": {"ja": "情報企画課", "en": "Information Policy"},
        "is_sample": True,
        **facts,
    }
    return (await City.get_or_create(slug=slug, defaults=defaults))[0]


async def course(city: City | None = None, slug: str = "first", **over: Any) -> Course:
    """A course for residents."""
    city = city or await morioka()
    defaults: dict[str, Any] = {
        "title": {"ja": "はじめてのスマートフォン", "en": "Your first smartphone"},
        "description": {"ja": "電源の入れ方から始めます。", "en": "We begin with switching it on."},
        "bring": {"ja": "スマートフォン、充電器", "en": "your phone and its charger"},
        "is_sample": True,
    }
    return (await Course.get_or_create(city=city, slug=slug, defaults=defaults | over))[0]


async def centre(city: City | None = None, key: str = "chuo", **over: Any) -> Centre:
    """A community centre with one room for 30 people."""
    city = city or await morioka()
    defaults: dict[str, Any] = {
        "name": {"ja": "中央公民館", "en": "Central Community Centre"},
        "kana": "チュウオウコウミンカン",
        "address": "愛宕町14-1",
        "phone": "019-600-0001",
        "is_sample": True,
    }
    made, new = await Centre.get_or_create(city=city, key=key, defaults=defaults | over)
    if new:
        await Room.create(centre=made, name={"ja": "研修室", "en": "Training room"}, capacity=30)
    return made


async def closure(of: Centre, first: date | None = None, last: date | None = None, **over: Any) -> Closure:
    """The centre is closed for a day, in a month unless told."""
    first = first or clock.today() + timedelta(days=30)
    defaults: dict[str, Any] = {
        "reason": {"ja": "改修工事", "en": "rebuilding"},
        "added_by": "system",
        "added_at": clock.now(),
    }
    return await Closure.create(centre=of, first_day=first, last_day=last or first, **defaults | over)


async def room(of: Centre) -> Room:
    """The room of a centre."""
    return await Room.get(centre_id=of.id)


async def account(city: City | None = None, role: str = "coordinator", login: str = "") -> Account:
    """A member of staff; her login is her role unless told, her password PASSWORD."""
    city = city or await morioka()
    login = login or role
    made = await accounts.find(city.id, login)
    return made or await Account.create(
        city=city,
        login=login,
        name=f"{role} {login}" if login != role else role,
        roles=[role],
        password_hash=await _hash(PASSWORD),
        created_at=clock.now(),
    )


async def _hash(password: str) -> str:
    if password not in _hashes:
        _hashes[password] = await passwords.hashed(password)
    return _hashes[password]


def actor(of: Account) -> Actor:
    """An account as it acts."""
    return Actor("account", of.id, of.city_id, frozenset(of.roles), of.name, department_id=of.department_id)


async def staff(city: City | None = None, role: str = "coordinator", login: str = "") -> Actor:
    """An account as it acts, made at once."""
    return actor(await account(city, role, login))


async def sign_in(of: Account) -> str:
    """The secret of a fresh sign-in, for the browser's cookie."""
    secret, now = secrets.token_urlsafe(32), clock.now()
    await SignIn.create(secret_hash=digest(secret), account_id=of.id, created_at=now, seen_at=now)
    return secret


async def instructor(city: City | None = None, login: str = "instructor") -> Helper:
    """Who leads classes, with the account `login`."""
    city = city or await morioka()
    owner = await account(city, "instructor", login)
    made = await Helper.get_or_none(city_id=city.id, account_id=owner.id)
    return made or await Helper.create(
        city=city, name="工藤 一郎", kana="クドウ イチロウ", account=owner, is_sample=True
    )


async def helper(city: City | None = None, **over: Any) -> Helper:
    """An assistant without an account; ``over`` takes columns and rows (kind, phone, organisation …)."""
    columns: dict[str, Any] = {
        "name": "及川 あおば",
        "kana": "オイカワ アオバ",
        "kind": "assistant",
        "languages": ["ja"],
    }
    return await Helper.create(**columns | {"city": city or await morioka(), "is_sample": True} | over)


async def lesson(
    city: City | None = None,
    *,
    day: date | None = None,
    at: time = AT,
    starts_at: datetime | None = None,
    minutes: int = 90,
    **over: Any,
) -> Lesson:
    """A published class, tomorrow from 13:30 to 15:00 in Japan, for ten; its intake is open until it starts.

    ``over`` takes columns (capacity, status …) and rows (course, centre, room, instructor).
    """
    city = city or await morioka()
    starts = starts_at or moment(day or clock.today() + timedelta(days=1), at)
    where = over.pop("centre", None) or await centre(city)
    columns: dict[str, Any] = {
        "city": city,
        "course": over.pop("course", None) or await course(city),
        "centre": where,
        "room": over.pop("room", None) or await Room.filter(centre_id=where.id).first(),
        "instructor": over.pop("instructor", None) or await instructor(city),
        "day": starts.astimezone(clock.TOKYO).date(),
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=minutes),
        "intake_opens_at": min(clock.now(), starts) - timedelta(days=14),
        "intake_closes_at": starts,
        "capacity": 10,
        "status": "published",
        "uid": secrets.token_hex(16),
        "changed_at": clock.now(),
        "is_sample": True,
    }
    made = await Lesson.create(**columns | over)
    found = await find_lesson(city.id, made.id)
    assert found is not None
    return found


async def held_lesson(city: City | None = None, **over: Any) -> Lesson:
    """A published class of today that began an hour ago, or at midnight where the day is younger."""
    begun = max(clock.now() - timedelta(hours=1), moment(clock.today(), time()))
    return await lesson(city, starts_at=begun, **over)


def working_day(ahead: int = 7) -> date:
    """A working day that many days from now, or the next one: nobody is asked why a class is on a holiday."""
    day = clock.today() + timedelta(days=ahead)
    while not holidays.is_working(day):
        day += timedelta(days=1)
    return day


def moment(day: date, at: time = AT) -> datetime:
    """A moment of the clock on the wall in Japan, in UTC."""
    return datetime.combine(day, at, tzinfo=clock.TOKYO).astimezone(UTC)


async def person(
    city: City | None = None,
    name: str = "佐藤 ハナ",
    kana: str = "サトウ ハナ",
    phone: str = "019-622-4411",
    **over: str,
) -> Participant:
    """A participant on record."""
    city = city or await morioka()
    details = clean_details({"name": name, "kana": kana, "phone": phone, **over}, city.area_code)
    return await people.store(city.id, details, by=SYSTEM, is_sample=True)


def _own_code() -> str:
    """A ticket's number that no other seat has: of some thousands that are drawn, two would be the same."""
    payload = f"{next(_CODES):07}"
    return payload + check_digit(payload)


async def seat(of: Lesson, who: Participant | None = None) -> Registration:
    """A seat, or a place on the waiting list where the class is full, whenever the class is."""
    who = who or await person(await City.get(id=of.city_id))
    status, place = ("confirmed", None) if await seats.claim(of.id) else ("waiting", await seats.queue(of.id))
    row = await Registration.create(
        city_id=of.city_id,
        lesson_id=of.id,
        participant_id=who.id,
        status=status,
        place=place,
        channel="phone",
        taken_by="system",
        code=_own_code(),
        token=tickets.new_token(),
        at=clock.now(),
    )
    found = await registration.by_id(of.city_id, row.id)
    assert found is not None
    return found


def app(**settings: Any) -> Starlette:
    """The whole server on the connected database; each with limits and counters of its own."""
    return create_app(Settings(mode="test", **{"stored_seconds": 0, **settings}))


async def visitor(
    role: str = "public",
    city: City | None = None,
    *,
    of: Lesson | None = None,
    login: str = "",
    on: Starlette | None = None,
) -> Browser:
    """An inspecting browser: a member of staff signed in, a volunteer at the door of a class, or the public."""
    browser = Browser(on or app())
    if role == "volunteer":
        browser.client.cookies.set("outreach-door", await door_pass(of or await lesson(city)))
    elif role != "public":
        browser.client.cookies.set("outreach", await sign_in(await account(city, role, login)))
    return browser


async def door_pass(of: Lesson, label: str = "") -> str:
    """The secret of a volunteer's link for this class."""
    return await checkin.issue_pass(of, label, by=SYSTEM)


HALLS = "番号,名称,電話\n1,東会館,019-600-0101\n2,西会館,019-600-0102\n"


POPULATION = (
    "地域名,調査年月日,総人口,0-59歳,60-69歳,70-79歳,80歳以上\n"
    "青山一丁目,2026-04-01,900,500,150,150,100\n青山二丁目,2026-04-01,700,400,100,100,100\n"
    "大通,2026-04-01,400,300,50,30,20\n"
)


async def survey(city: City | None = None, content: str = POPULATION, *, saved: bool = False) -> PopulationSurvey:
    """The population of two towns as a file that waits to be looked at, or saved."""
    city = city or await morioka()
    table = tables.read(content.encode(), "towns.csv")
    made = await population.upload(city, "towns.csv", content.encode(), by=SYSTEM)
    await population.remap(made, {"meanings": towns.suggested(table.headings), "day": ""}, by=SYSTEM)
    made = await PopulationSurvey.get(id=made.id)
    if saved:
        found = towns.read(table, made.mapping["meanings"])
        await population.save(made, found.day or clock.today(), found.towns, by=SYSTEM)
        made = await PopulationSurvey.get(id=made.id)
    return made


def new_list(code: str = "032018", **names: str) -> str:
    """公共施設一覧 in the new layout, with a centre for each ID and name."""
    rows = [
        [{"全国地方公共団体コード": code, "ID": key, "名称": name}.get(h, "") for h in layouts.NEW]
        for key, name in names.items()
    ]
    return "\n".join(",".join(row) for row in [layouts.NEW, *rows])


async def import_run(
    city: City | None = None, content: bytes | str = HALLS, name: str = "halls.csv", by: Actor = SYSTEM
) -> ImportRun:
    """A list of centres that was uploaded, as it stands when the server has read it: it waits for its columns."""
    file = content.encode() if isinstance(content, str) else content
    run = await open_data.runs.begin(city or await morioka(), name, file, by=by)
    return await settled(run)


async def settled(run: ImportRun) -> ImportRun:
    """The same import when nobody works on it any more."""
    await open_data.runs.settled()
    found = await open_data.runs.find(run.city_id, run.id)
    assert found is not None
    return found


async def goal(
    city: City | None = None, *courses: Course, starts: date, ends: date, key: str = "classes", **over: Any
) -> Goal:
    """A goal of 130 classes of these courses, under a plan with this period."""
    city = city or await morioka()
    plan, _new = await Plan.get_or_create(
        city=city,
        key=f"plan-{starts}",
        defaults={"name": {"ja": "計画", "en": "Plan"}, "starts": starts, "ends": ends},
    )
    defaults: dict[str, Any] = {"name": {"ja": "講習の回数", "en": "Classes"}, "unit": "classes", "target": 130}
    made = await Goal.create(plan=plan, key=key, **defaults | over)
    for one in courses:
        await GoalCourse.create(goal=made, course=one)
    return made


async def counted(
    city: City | None = None, *, day: date, attendance: int = 8, held: bool = True, **over: Any
) -> Lesson:
    """A class of that day that its instructor reported and the coordinator confirmed, as the ledger has it, too.

    ``over`` goes to ``lesson``; the day may be over or not.
    """
    made = await lesson(city, day=day, **over)
    where = await City.get(id=made.city_id)
    teacher, second = await staff(where, "instructor"), await staff(where)
    report = await Report.create(
        lesson=made, held=held, attendance=attendance, by_account_id=teacher.id, at=made.ends_at
    )
    await Confirmation.create(report=report, by_account_id=second.id, at=made.ends_at)
    await ledger.reported(made, report, by=teacher)
    await ledger.confirmed(made, report, by=second)
    return made
