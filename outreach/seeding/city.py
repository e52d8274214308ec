"""Planting a city: what is there by its key stays, what is missing is added, so that one may repeat it."""

from dataclasses import dataclass

from outreach import accounts, audit, organisations, people
from outreach.audit import SYSTEM
from outreach.cities import REACH, City
from outreach.db import unit_of_work
from outreach.goal import signatures
from outreach.helpers import Helper
from outreach.organisations import Organisation
from outreach.people import Participant, clean_details
from outreach.seeding import helping
from outreach.seeding.folder import CityFolder, Row
from outreach.seeding.lists import place_accounts, plant_lists
from outreach.seeding.places import plant_centres, plant_closures, plant_moves, plant_rooms
from outreach.seeding.teaching import plant_courses, plant_plans
from outreach.seeding.timetable import Around, plant_lessons


@dataclass(frozen=True, slots=True)
class Seeded:
    """What one planting added, by kind of row."""

    city: City
    added: dict[str, int]


async def plant(folder: CityFolder, *, password: str | None = None) -> Seeded:
    """Add what is missing of a city; accounts only where a password for them is given."""
    added: dict[str, int] = {}
    city, added["city"] = await _city(folder.city)
    logins: frozenset[str] = frozenset()
    if password is not None:
        logins = await _accounts(city, folder.accounts, password)
        added["accounts"] = len(logins)
    added |= await _everything(city, folder, logins)
    return Seeded(city, added)


@unit_of_work
async def _everything(city: City, folder: CityFolder, logins: frozenset[str]) -> dict[str, int]:
    lists, added = await plant_lists(city, folder)
    await place_accounts(city, folder.accounts, logins, lists)
    added |= {
        "centres": await plant_centres(city, folder.venues),
        "courses": await plant_courses(city, folder.courses, lists),
        "plans": await plant_plans(city, folder.plans),
    }
    rooms, added["rooms"] = await plant_rooms(city, folder.rooms)
    added["closures"] = await plant_closures(city, folder.closures, rooms)
    added["moves"] = await plant_moves(city, folder.moves)
    helpers, added["helpers"] = await _helpers(city, folder.helpers)
    residents = [row for row in folder.participants if row.get("audience", "residents") == "residents"]
    staff = [row for row in folder.participants if row.get("audience") == "staff"]
    groups = {"residents": await _participants(city, residents), "staff": await _participants(city, staff)}
    added["classes"] = await plant_lessons(city, folder, Around(groups, rooms, helpers, lists))
    if any(added.values()):
        await audit.record(city.id, SYSTEM, "city.planted", f"city:{city.id}", rows=sum(added.values()))
    return added


@unit_of_work
async def _city(row: Row) -> tuple[City, int]:
    name = {language: text for language, text in row["name"].items() if language in ("ja", "en")}
    city, is_new = await City.get_or_create(
        slug=row["slug"],
        defaults={
            "code": row["code"],
            "name": name,
            "phone": row["phone"],
            "phone_hours": row["phone_hours"],
            "area_code": row["area_code"],
            "department": row["department"],
            **{name: row[name] for name in (*REACH, "retention") if name in row},
            "is_sample": row["sample"],
        },
    )
    if is_new and "signatures" in row:
        await signatures.require(city, row["signatures"], by=SYSTEM)
    return city, int(is_new)


async def _accounts(city: City, rows: list[Row], password: str) -> frozenset[str]:
    missing = [row for row in rows if not await accounts.find(city.id, row["login"])]
    for row in missing:
        await accounts.create(city, row["login"], row["name"], row["roles"], password, by=SYSTEM)
    return frozenset(row["login"] for row in missing)


async def _helpers(city: City, rows: list[Row]) -> tuple[dict[str, Helper], int]:
    helpers, added = {}, 0
    for row in rows:
        account = await accounts.find(city.id, row.get("account") or "")
        organisation = await _organisation(city, row)
        facts = {"kind": row["kind"], "organisation": organisation, "is_sample": row["sample"]}
        facts |= helping.facts(row, city.area_code)
        helper, is_new = await Helper.get_or_create(
            city=city, name=row["name"], kana=row["kana"], defaults=facts | {"account": account}
        )
        if account and helper.account_id is None:
            await Helper.filter(id=helper.id).update(account_id=account.id)
        if is_new:
            await helping.plant_times(helper, row)
        helpers[row["key"]] = helper
        added += is_new
    return helpers, added


async def _organisation(city: City, row: Row) -> Organisation | None:
    name = row.get("organisation", "")
    if not name:
        return None
    known = {one.name["ja"]: one for one in await organisations.of_city(city.id)}
    return known.get(name) or await Organisation.create(
        city=city, key=f"organisation-{len(known) + 1}", name={"ja": name}, is_sample=row["sample"]
    )


async def _participants(city: City, rows: list[Row]) -> list[Participant]:
    everyone = []
    for row in rows:
        details = clean_details({name: str(value) for name, value in row.items()}, city.area_code)
        known = await people.same_person(city.id, details)
        known = known or await Participant.get_or_none(city=city, name=details.name, kana=details.kana)
        everyone.append(known or await people.store(city.id, details, by=SYSTEM, is_sample=bool(row.get("sample"))))
    return everyone
