"""The matrix of roles, routes and cities, walked against a running server: who reaches which page with which ids."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from starlette.applications import Starlette

from outreach import accounts, checkin, clock, departments, helpers, kits, organisations, questionnaires
from outreach.audit import SYSTEM
from outreach.changes import Change, Facts
from outreach.checkin import DoorInvitation, DoorPhone, WalkIn, invitations, walk_ins
from outreach.cities import City
from outreach.filing import deliveries
from outreach.filing.rows import FileDelivery
from outreach.goal import Report, correct
from outreach.helpers import Absence, Helper
from outreach.lessons import Lesson, Series, lots, shifts
from outreach.notices import LetterBatch
from outreach.questionnaires import QuestionnaireEntry
from outreach.web import policy
from outreach.web.policy import Rule
from tests import ledgers, world
from tests.browser import Browser
from tests.filing import planned

STAFF = ("clerk", "instructor", "coordinator", "administrator", "auditor")
ROLES = ("public", "volunteer", "ended pass", "ended sign-in", *STAFF)
PLACE = re.compile(r"\{(\w+)(?::int)?\}")
REACHED = frozenset({200, 204, 303, 422})


@dataclass(frozen=True)
class Scene:
    """One city with one object of every kind, by the names that the routes give them."""

    city: City
    lesson: Lesson
    objects: dict[str, str]
    secrets: dict[str, str]

    def path(self, rule: Rule, objects: dict[str, str] | None = None) -> str:
        """The address of a page, of this city's objects unless others are given."""
        given = {**self.objects, "secret": self.secrets.get(rule.name, ""), **(objects or {}), "city": self.city.slug}
        return PLACE.sub(lambda found: given[found[1]], rule.path)


async def scene(city: City) -> Scene:
    """A class with somebody signed up, here, reported, with a helper's link and a calendar."""
    lesson = await world.lesson(city)
    seat = await world.seat(lesson)
    await lots.choose(lesson.id, clock.now())
    volunteer, secret = await world.door_pass(lesson), await world.door_pass(lesson)
    helper = await checkin.actor_of(volunteer)
    assert helper is not None
    noted = await checkin.check_in(city.id, lesson.id, seat.id, method="code", by=helper)
    author = await world.account(city, "instructor")
    report = await Report.create(lesson=lesson, held=True, attendance=1, by_account_id=author.id, at=clock.now())
    facts = Facts.of(lesson)
    change = await Change.create(
        lesson=lesson,
        kind="moved",
        before=replace(facts, capacity=1, room_id=None).kept(),
        after=facts.kept(),
        batch=lesson.uid,
        by="system",
        at=clock.now(),
    )
    spare = await world.account(city, "clerk", f"spare-{city.slug}")
    owner = await world.staff(city, "clerk", f"reader-{city.slug}")
    assistant, absence = await _assistant(city)
    shift = await shifts.take(lesson, assistant, "assistant", by=SYSTEM)
    objects = {
        "helper_id": assistant.id,
        "absence_id": absence.id,
        "shift_id": shift.id,
        **await _lists(city, lesson),
        "lesson_id": lesson.id,
        "dataset": "events",
        "day": lesson.day,
        **await _at_the_door(lesson),
        "arrival_id": noted.arrival_id,
        "centre_id": lesson.centre_id,
        "room_id": lesson.room_id or 0,
        "closure_id": (await world.closure(lesson.centre)).id,
        "participant_id": seat.participant_id,
        "registration_id": seat.id,
        "pass_id": (await checkin.of_lesson(lesson.id))[0].id,
        "report_id": report.id,
        "account_id": spare.id,
        "roster_id": await checkin.rosters.print_list(lesson, by=SYSTEM),
        "token": seat.token,
        "batch": change.batch,
        "change_id": change.id,
        "letters_id": (await LetterBatch.create(city_id=city.id, items=[], made_at=clock.now(), made_by="system")).id,
        **await _questionnaire(lesson),
        **await _files(city),
        "goal_id": (await world.goal(city, starts=lesson.day, ends=lesson.day)).id,
        "survey_id": (await world.survey(city)).id,
        **await _ledger(city),
        "run_id": (await world.import_run(city, world.new_list(city.code, NN01="東会館"))).id,
    }
    secrets = {"volunteer": volunteer, "door:enter": secret, "feeds:personal": await accounts.new_feed(by=owner)}
    page = await helpers.new_key(assistant, by=SYSTEM)
    secrets |= dict.fromkeys(("mine:shifts", "mine:take_shift", "mine:give_back"), page)
    secrets["feeds:shifts"] = helpers.feed_secret(page)
    return Scene(city, lesson, {name: str(value) for name, value in objects.items()}, secrets)


async def _lists(city: City, lesson: Lesson) -> dict[str, int]:
    """What is taught, and the city's lists; the class is the only one of its series."""
    series = await Series.create(city=city, course_id=lesson.course_id, made_at=clock.now())
    await Lesson.filter(id=lesson.id).update(series_id=series.id)
    department = await departments.add(city, {"ja": "福祉課"}, by=SYSTEM)
    organisation = await organisations.add(city, {"ja": "見本の会"}, "support", by=SYSTEM)
    kit = await kits.add(city, {"ja": "貸出電話"}, "android", 8, by=SYSTEM)
    one_to_one = await world.course(city, "consultation", kind="consultation", title={"ja": "相談"})
    return {
        "course_id": lesson.course_id,
        "consultation_id": one_to_one.id,
        "series_id": series.id,
        "department_id": department.id,
        "organisation_id": organisation.id,
        "kit_id": kit.id,
    }


async def _ledger(city: City) -> dict[str, int]:
    """A class of the month before last that two people signed, the sealed month, and a correction that waits."""
    last = clock.today().replace(day=1) - timedelta(days=1)
    lesson = await world.counted(city, day=last.replace(day=1) - timedelta(days=1))
    (statement,) = await ledgers.seal(city, 1)
    by = await world.staff(city, "coordinator", "second")
    correction = await correct(lesson, held=True, attendance=5, reason="数え直し", by=by)
    return {"correction_id": correction, "statement_id": statement.id, "counted_id": lesson.id}


async def _questionnaire(lesson: Lesson) -> dict[str, str | int]:
    one = await questionnaires.make(lesson, by=SYSTEM)
    entry = await QuestionnaireEntry.create(
        questionnaire_id=one.id, sheets=1, entered_at=clock.now(), entered_by="system"
    )
    return {"code": one.code, "entry_id": entry.id}


async def _at_the_door(lesson: Lesson) -> dict[str, int]:
    """A phone that was let in by a door sheet, and the name of somebody without a registration."""
    city_id, number = lesson.city_id, lesson.id
    secret, _pin = await invitations.invite_sheet(city_id, lesson.centre_id, lesson.day, by=SYSTEM)
    invitation = await DoorInvitation.get(secret_hash=invitations.digest(secret))
    phone = await DoorPhone.create(
        city_id=city_id,
        centre_id=lesson.centre_id,
        day=lesson.day,
        number=1,
        invitation_id=invitation.id,
        public_key=f"no key {city_id}",
        salt="00" * 16,
        enrolled_at=clock.now(),
        expires_at=lesson.ends_at,
        seen_at=clock.now(),
    )
    await walk_ins.tell(phone, number, f"{number:032x}", "小原 キミ")
    told = await WalkIn.get(event_id=f"{number:032x}")
    return {"invitation_id": invitation.id, "phone_id": phone.id, "walk_in_id": told.id}


async def _files(city: City) -> dict[str, int]:
    """A file that goes into a folder each month, and one that went: an empty one, which needs no folder."""
    made = await planned.schedule(city, every="month", number=1)
    await deliveries.at_once(made, by=SYSTEM, key=f"matrix-{city.id}")
    row = await FileDelivery.get(schedule_id=made.id)
    await FileDelivery.filter(id=row.id).update(
        state="done", ended_at=clock.now(), file_name="empty.csv", digest=hashlib.sha256(b"").hexdigest()
    )
    return {"schedule_id": made.id, "delivery_id": row.id}


async def _assistant(city: City) -> tuple[Helper, Absence]:
    """Somebody who helps, is away in a while, and has a page of her own."""
    one = await world.helper(city)
    day = clock.today() + timedelta(days=20)
    return one, await helpers.add_absence(one, day, day, by=SYSTEM)


async def arrive(role: str, at: Scene, app: Starlette) -> Browser:
    """A fresh browser of somebody in this role; an ended pass or sign-in opens nothing any more."""
    browser = Browser(app, inspecting=False)
    if role == "volunteer":
        browser.client.cookies.set("outreach-door", at.secrets["volunteer"])
    elif role == "ended pass":
        browser.client.cookies.set("outreach-door", await world.door_pass(at.lesson))
        newest = (await checkin.of_lesson(at.lesson.id))[0]
        await checkin.revoke_pass(at.city.id, newest.id, by=SYSTEM)
    elif role != "public":
        account = await world.account(at.city, "coordinator" if role == "ended sign-in" else role)
        secret = await world.sign_in(account)
        browser.client.cookies.set("outreach", secret)
        if role == "ended sign-in":
            await accounts.sign_out(secret, by=world.actor(account))
    return browser


def may(role: str, rule: Rule) -> bool:
    """What policy.toml says."""
    return rule.is_public or role in rule.roles


def foreign(rule: Rule, own: Scene, other: Scene) -> Iterator[dict[str, str]]:
    """Each id of the path, one after the other, taken from the other city; days and datasets are the same in both."""
    for name in PLACE.findall(rule.path):
        if name == "secret":
            yield {name: other.secrets[rule.name]}
        elif name not in ("city", "day", "dataset"):
            yield {name: other.objects[name]}


async def holes(role: str, own: Scene, other: Scene, app: Starlette) -> list[str]:
    """Everything that a role reaches and should not, or does not reach and should."""
    found: list[str] = []
    for rule in policy.load().values():
        for method in sorted(rule.methods):
            expected = "reached" if may(role, rule) else "refused"
            found += await _tried(role, own, app, method, own.path(rule), expected)
            away = "reached" if rule.is_public else "refused"
            found += await _tried(role, own, app, method, other.path(rule), away)
            for ids in foreign(rule, own, other):
                strange = "unknown" if may(role, rule) else "refused"
                found += await _tried(role, own, app, method, own.path(rule, ids), strange)
    return found


async def _tried(role: str, own: Scene, app: Starlette, method: str, path: str, expected: str) -> list[str]:
    browser = await arrive(role, own, app)
    page = await browser.send(method, path)
    await browser.close()
    seen = outcome(page.status, page.answer.headers.get("location", ""))
    return [] if seen == expected else [f"{role} {method} {path}: {seen} ({page.status}), not {expected}"]


def outcome(status: int, location: str) -> str:
    """Reached, refused (403, or sent to sign in), unknown (404), or the bare status."""
    if status == 403 or (status == 303 and "/sign-in?next=" in location):
        return "refused"
    if status == 404:
        return "unknown"
    return "reached" if status in REACHED else str(status)
