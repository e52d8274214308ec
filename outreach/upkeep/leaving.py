"""A city as a folder of files: what it set up in the format of the seeds, what happened there as CSV."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from outreach import accounts, clock, courses, departments, kits, organisations
from outreach.accounts import Account
from outreach.cities import REACH, City
from outreach.courses import Course
from outreach.db import sql
from outreach.departments import Department
from outreach.goal import Goal, GoalCourse, Plan, anchors
from outreach.helpers import WEEKDAYS, Availability, Helper
from outreach.kits import Kit
from outreach.organisations import Organisation
from outreach.people import Participant, everybody
from outreach.seeding.cells import cell
from outreach.upkeep import places, toml
from outreach.upkeep.damage import Damaged

Row = dict[str, Any]
SAMPLE = (
    "Sample data: people, numbers and classes marked as sample are made up."
    " / サンプルデータ：見本の印がある人、番号、教室は架空です。"
)
_PERSONAL = "This folder holds personal data of residents. Keep it as you keep the database."
HAPPENED = {
    "lessons": (
        "SELECT l.id, c.slug AS course, e.key AS centre, l.room_id, h.name AS instructor, l.day, l.starts_at,"
        " l.ends_at, l.intake_opens_at, l.intake_closes_at, l.capacity, l.taken, l.waiting, l.status, l.uid,"
        " l.series_id, d.key AS department, k.key AS kit, l.kits, l.setup_minutes, l.clear_minutes, l.helpers_wanted,"
        " l.publish_at, l.is_sample AS sample FROM lessons l JOIN courses c ON c.id = l.course_id"
        " JOIN centres e ON e.id = l.centre_id JOIN helpers h ON h.id = l.instructor_id"
        " LEFT JOIN departments d ON d.id = l.department_id LEFT JOIN kits k ON k.id = l.kit_id"
        " WHERE l.city_id = ? ORDER BY l.id"
    ),
    "series": (
        "SELECT s.id, c.slug AS course, s.sign_up, s.made_at, s.is_sample AS sample FROM series s"
        " JOIN courses c ON c.id = s.course_id WHERE s.city_id = ? ORDER BY s.id"
    ),
    "registrations": (
        "SELECT r.id, r.lesson_id, r.participant_id, r.status, r.place, r.channel, r.taken_by, r.code, r.at,"
        " w.at AS given_up_at, w.reason AS given_up_reason, p.is_sample AS sample FROM registrations r"
        " JOIN participants p ON p.id = r.participant_id LEFT JOIN withdrawals w ON w.registration_id = r.id"
        " WHERE r.city_id = ? ORDER BY r.id"
    ),
    "shifts": (
        "SELECT s.id, s.lesson_id, s.helper_id, h.name AS helper, s.role, s.standing, s.taken_at, s.taken_by,"
        " s.given_back_at, s.given_back_by, s.given_back_reason, s.minutes, s.minutes_reason, l.is_sample AS sample"
        " FROM shifts s JOIN lessons l ON l.id = s.lesson_id JOIN helpers h ON h.id = s.helper_id"
        " WHERE l.city_id = ? ORDER BY s.id"
    ),
    "arrivals": (
        "SELECT a.id, a.lesson_id, a.registration_id, a.at, a.by, a.method, a.standing, a.undone_at, a.undone_by,"
        " a.undone_reason, l.is_sample AS sample FROM arrivals a JOIN lessons l ON l.id = a.lesson_id"
        " WHERE a.city_id = ? ORDER BY a.id"
    ),
    "reports": (
        "SELECT r.id, r.lesson_id, r.held, r.attendance, r.note, r.by_account_id, r.at, r.standing,"
        " r.sent_back_reason, c.by_account_id AS confirmed_by, c.at AS confirmed_at, l.is_sample AS sample"
        " FROM reports r JOIN lessons l ON l.id = r.lesson_id LEFT JOIN confirmations c ON c.report_id = r.id"
        " WHERE l.city_id = ? ORDER BY r.id"
    ),
    "corrections": (
        "SELECT c.id, c.report_id, c.held, c.attendance, c.reason, c.by_account_id, c.at, c.settled, c.settled_by,"
        " c.settled_at, l.is_sample AS sample FROM corrections c JOIN reports r ON r.id = c.report_id"
        " JOIN lessons l ON l.id = r.lesson_id WHERE l.city_id = ? ORDER BY c.id"
    ),
    "month_signatures": (
        "SELECT s.id, s.month, s.digest, s.by_account_id, s.at, c.is_sample AS sample FROM month_signatures s"
        " JOIN cities c ON c.id = s.city_id WHERE s.city_id = ? ORDER BY s.id"
    ),
    "audit": "SELECT id, at, actor, action, subject, detail FROM audit_entries WHERE city_id = ? ORDER BY id",
}


async def export(city: City, folder: Path) -> dict[str, int]:
    """Write the city's files; returns how many rows each file has. Damaged where the folder is not empty."""
    _begin(folder)
    written = await _set_up(city, folder)
    for name, query in HAPPENED.items():
        rows = await sql.rows(query, city.id)
        written[f"{name}.csv"] = _csv(folder / f"{name}.csv", list(rows[0]) if rows else ["id"], rows)
    found = {"notice": (await _notice(city)).strip(), **await anchors.export(city)}
    _write(folder / "ledger.json", json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    written["ledger.json"] = len(found["entries"])
    _write(folder / "READ-ME.txt", f"{city.slug}, {clock.now():%Y-%m-%d %H:%M} UTC\n{_PERSONAL}\n{await _notice(city)}")
    return written


def _begin(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise Damaged(f"{folder} is not empty; an export wants a folder of its own")


async def _notice(city: City) -> str:
    sample = city.is_sample or await Participant.filter(city=city, is_sample=True).exists()
    return f"{SAMPLE}\n" if sample else ""


async def _set_up(city: City, folder: Path) -> dict[str, int]:
    texts = {
        "city.toml": toml.table(_city(city)),
        "plan.toml": toml.rows("plans", [await _plan(plan) for plan in await _plans(city)]),
        "lists.toml": await _lists(city),
        "courses.toml": toml.rows("courses", [_course(course) for course in await courses.listed(city.id)]),
        "people.toml": await _people(city),
    }
    notice = "".join(f"# {line}\n" for line in (await _notice(city)).splitlines())
    for name, text in texts.items():
        _write(folder / name, notice + text)
    return {
        **{name: _csv(folder / name, *table) for name, table in (await places.tables(city)).items()},
        **{name: text.count("[[") for name, text in texts.items() if name != "city.toml"},
    }


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    path.chmod(0o600)


def _csv(path: Path, headings: Iterable[str], found: Iterable[Mapping[str, Any]]) -> int:
    names, written = list(headings), 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # with BOM: Excel reads Japanese rightly
        table = csv.writer(file, lineterminator="\n")
        table.writerow(names)
        for row in found:
            table.writerow([_cell(name, row[name]) for name in names])
            written += 1
    path.chmod(0o600)
    return written


def _cell(name: str, thing: object) -> str:
    if isinstance(thing, bool) or name in {"sample", "standing", "held"}:
        return "true" if thing else "false"
    return cell(thing)


def _city(city: City) -> Row:
    names = (
        "slug",
        "code",
        "name",
        "area_code",
        "phone",
        "phone_hours",
        "department",
        *REACH,
        "retention",
        "signatures",
    )
    return {name: getattr(city, name) for name in names} | {"sample": city.is_sample}


async def _plans(city: City) -> list[Plan]:
    return await Plan.filter(city=city).order_by("starts", "id").prefetch_related("goals")


async def _plan(plan: Plan) -> Row:
    facts = {name: getattr(plan, name) for name in ("key", "name", "starts", "ends", "source")}
    return facts | {"sample": plan.is_sample, "goals": [await _goal(goal) for goal in plan.goals]}


async def _goal(goal: Goal) -> Row:
    facts = {name: getattr(goal, name) for name in ("key", "name", "unit", "target")}
    counted = await GoalCourse.filter(goal=goal).order_by("id").select_related("course")
    found = {name: fact for name, fact in facts.items() if fact is not None}
    return found | {"courses": [one.course.slug for one in counted]}


async def _lists(city: City) -> str:
    names: dict[str, tuple[str, ...]] = {"departments": (), "organisations": ("kind",), "kits": ("device", "count")}
    found: dict[str, Sequence[Department | Organisation | Kit]] = {
        "departments": await departments.of_city(city.id),
        "organisations": await organisations.of_city(city.id),
        "kits": await kits.of_city(city.id),
    }
    return "\n".join(toml.rows(kind, [_listed(one, names[kind]) for one in of]) for kind, of in found.items())


def _listed(one: Department | Organisation | Kit, names: tuple[str, ...]) -> Row:
    facts = {name: getattr(one, name) for name in ("key", "name", *names)}
    return facts | {"sample": one.is_sample}


def _course(course: Course) -> Row:
    names = ("slug", "title", "description", "bring", "level", "device", "minutes", "audience", "kind", "retired")
    department = course.department.key if course.department else None
    hosts = [one.organisation.key for one in sorted(course.cohosts, key=lambda one: one.id)]
    facts = {name: getattr(course, name) for name in (*names, "source")}
    return facts | {"department": department, "cohosts": hosts, "sample": course.is_sample}


async def _people(city: City) -> str:
    staff = await accounts.of_city(city.id)
    own = {one.id: one.key for one in await departments.of_city(city.id)}
    helpers = (
        await Helper.filter(city=city)
        .order_by("id")
        .select_related("account", "organisation")
        .prefetch_related("availabilities", "absences")
    )
    known = await everybody(city.id).order_by("id")
    return "\n".join(
        [
            toml.rows("accounts", [_account(one, own) for one in staff]),
            toml.rows("helpers", [_helper(helper) for helper in helpers]),
            toml.rows("participants", [_participant(person) for person in known]),
        ]
    )


def _account(account: Account, departments_: Mapping[int, str]) -> Row:
    department = departments_.get(account.department_id or 0)
    return {"login": account.login, "name": account.name, "roles": account.roles, "department": department}


def _helper(helper: Helper) -> Row:
    names = ("name", "kana", "kind", "phone", "languages", "skills", "away_from")
    facts = {name: getattr(helper, name) for name in names}
    account = helper.account.login if helper.account else None
    organisation = helper.organisation.name["ja"] if helper.organisation else ""
    return {
        "key": f"helper-{helper.id}",
        **facts,
        "organisation": organisation,
        "account": account,
        "hours": [[WEEKDAYS[one.weekday], one.starts, one.ends] for one in sorted(helper.availabilities, key=_by_hour)],
        "away": [[one.first_day, one.last_day] for one in sorted(helper.absences, key=lambda one: one.first_day)],
        "sample": helper.is_sample,
    }


def _by_hour(one: Availability) -> tuple[int, str]:
    return one.weekday, one.starts


def _participant(person: Participant) -> Row:
    told = ("name", "kana", "phone", "town", "age_band", "device", "language", "needs", "email", "postcode", "address")
    return {"key": f"p{person.id}", **{name: getattr(person, name) for name in told}, "sample": person.is_sample}
