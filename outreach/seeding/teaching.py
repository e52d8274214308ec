"""Planting what is taught and what is promised: courses with their co-hosts, plans with their goals."""

from outreach import goal as goals
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.courses import Cohost, Course
from outreach.goal import Goal, Plan
from outreach.seeding.folder import Row
from outreach.seeding.lists import Lists

_COURSE = ("title", "description", "bring", "level", "device", "minutes", "audience", "kind", "retired", "source")


async def plant_courses(city: City, rows: list[Row], lists: Lists) -> int:
    """Add the courses that are missing by slug; returns how many."""
    added = 0
    for row in rows:
        facts = {name: row[name] for name in _COURSE if name in row} | {"is_sample": row["sample"]}
        facts |= {"department": lists.department(row)}
        course, is_new = await Course.get_or_create(city=city, slug=row["slug"], defaults=facts)
        added += is_new
        if is_new:
            for key in row.get("cohosts", []):
                await Cohost.create(course=course, organisation=lists.organisations[key])
    return added


async def plant_plans(city: City, rows: list[Row]) -> int:
    """Add the plans that are missing by key, with their goals; returns how many. Refusal for a consultation."""
    added = 0
    for row in rows:
        facts = {name: row[name] for name in ("name", "starts", "ends", "source")} | {"is_sample": row["sample"]}
        plan, is_new = await Plan.get_or_create(city=city, key=row["key"], defaults=facts)
        added += is_new
        for one in row["goals"]:
            await _goal(city, plan, one)
    return added


async def _goal(city: City, plan: Plan, row: Row) -> None:
    facts = {"name": row["name"], "unit": row["unit"], "target": row.get("target")}
    goal, is_new = await Goal.get_or_create(plan=plan, key=row["key"], defaults=facts)
    if is_new:
        for course in await Course.filter(city=city, slug__in=row["courses"]).order_by("id"):
            await goals.count_course(goal, course, by=SYSTEM)
