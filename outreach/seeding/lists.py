"""Planting the city's lists: its departments, the organisations that help, and its loan phones."""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach import departments, kits, organisations
from outreach.accounts import Account
from outreach.cities import City
from outreach.departments import Department
from outreach.kits import Kit
from outreach.organisations import Organisation
from outreach.seeding.folder import CityFolder, Row


@dataclass(frozen=True, slots=True)
class Lists:
    """What courses and classes of a folder name, by key."""

    departments: Mapping[str, Department]
    organisations: Mapping[str, Organisation]
    kits: Mapping[str, Kit]

    def department(self, row: Row) -> Department | None:
        """The department that a row names, or None; KeyError for one that the city has not."""
        return self.departments[row["department"]] if row.get("department") else None


async def plant_lists(city: City, folder: CityFolder) -> tuple[Lists, dict[str, int]]:
    """Add what is missing by key; returns the lists and how many of each are new."""
    added = {"departments": 0, "organisations": 0, "kits": 0}
    for row in folder.departments:
        added["departments"] += await _add(Department, city, row, {})
    for row in folder.organisations:
        added["organisations"] += await _add(Organisation, city, row, {"kind": row.get("kind", "support")})
    for row in folder.kits:
        added["kits"] += await _add(Kit, city, row, {"device": row.get("device", "any"), "count": row["count"]})
    return await lists_of(city), added


async def _add(model: type[Department | Organisation | Kit], city: City, row: Row, facts: dict[str, object]) -> int:
    shared = {"name": row["name"], "is_sample": row["sample"]}
    return int((await model.get_or_create(city=city, key=row["key"], defaults=shared | facts))[1])


async def lists_of(city: City) -> Lists:
    """The lists as they are."""
    return Lists(
        {one.key: one for one in await departments.of_city(city.id)},
        {one.key: one for one in await organisations.of_city(city.id)},
        {one.key: one for one in await kits.of_city(city.id)},
    )


async def place_accounts(city: City, rows: list[Row], logins: frozenset[str], lists: Lists) -> None:
    """The new accounts among these get the departments that their rows name."""
    for row in rows:
        department = lists.department(row)
        if department is not None and row["login"] in logins:
            await Account.filter(city=city, login=row["login"]).update(department_id=department.id)
