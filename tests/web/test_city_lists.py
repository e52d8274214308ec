"""The city's lists: departments, organisations, loan phones, and who works for which department."""

from typing import Any

import pytest

from outreach import accounts, departments, kits
from outreach.accounts import Account
from outreach.audit import SYSTEM
from outreach.audit.entries import AuditEntry
from outreach.cities import City
from outreach.departments import Department
from outreach.kits import Kit
from outreach.organisations import Organisation
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def test_a_department_an_organisation_and_phones_are_added_and_changed() -> None:
    browser = await world.visitor("coordinator")
    forms: tuple[tuple[str, dict[str, Any]], ...] = (
        ("Add a department", {"name_ja": "長寿社会課"}),
        ("Add an organisation", {"name_ja": "見本の会", "kind": "company"}),
        ("Add loan phones", {"name_ja": "貸出電話", "count": "8"}),
    )
    for button, typed in forms:
        page = await (await browser.open("/morioka/en/office/city")).follow(button)
        page = await page.form("/new").fill(**typed).submit()
        assert page.path == "/morioka/en/office/city"
        assert typed["name_ja"] in page.text
    for name in ("長寿社会課", "見本の会", "貸出電話"):
        page = await (await browser.open("/morioka/en/office/city")).follow(name)
        page = await page.form("Save the changes").fill(name_en="Changed").submit()
        assert page.path == "/morioka/en/office/city"
    assert {(await one.get()).name["en"] for one in (Department, Organisation, Kit)} == {"Changed"}


async def test_a_name_twice_and_a_count_that_is_none_are_told_at_their_fields() -> None:
    city = await world.morioka()
    await kits.add(city, {"ja": "貸出電話"}, "any", 3, by=SYSTEM)
    browser = await world.visitor("coordinator")
    page = await browser.open("/morioka/en/office/city/kits/new")
    page = await page.form("Add these phones").fill(name_ja="貸出電話", count="many").submit()
    assert page.errors == ["Please write a number from 0 to 1,000."]
    page = await page.form("Add these phones").fill(count="3").submit()
    assert page.errors == ["This name is in the list already."]
    assert page.form("Add these phones").value("How many") == "3"


async def test_fewer_phones_than_are_promised_are_refused_with_the_number() -> None:
    city = await world.morioka()
    kit = await kits.add(city, {"ja": "貸出電話"}, "any", 8, by=SYSTEM)
    await world.lesson(kit=kit, kits=6)
    browser = await world.visitor("coordinator")
    page = await browser.open(f"/morioka/en/office/city/kits/{kit.id}")
    assert "Classes to come need 6 of them at the busiest time." in page.text
    page = await page.form("Save the changes").fill(count="5").submit()
    assert page.errors == ["Classes to come need 6 of these phones at one time. Please change those first."]


async def test_an_administrator_sees_departments_only_and_puts_an_account_into_one() -> None:
    city = await world.morioka()
    made = await departments.add(city, {"ja": "長寿社会課", "en": "Welfare"}, by=SYSTEM)
    one = await world.account(role="coordinator", login="hanako")
    browser = await world.visitor("administrator")

    page = await browser.open("/morioka/en/office/city")
    assert "Add a department" in page.links()
    assert "Add loan phones" not in page.links()
    page = await browser.open(f"/morioka/en/office/accounts/{one.id}")
    page = await page.form("Save the department").fill({"Department": "Welfare"}).submit()
    assert "Welfare" in page.text
    assert (await Account.get(id=one.id)).department_id == made.id
    secret = await accounts.sign_in(city, "hanako", world.PASSWORD)
    from datetime import timedelta

    actor = await accounts.actor_of(secret, timedelta(hours=1), timedelta(hours=1))
    assert actor
    assert actor.department_id == made.id


async def test_another_citys_department_is_refused_for_an_account() -> None:
    strange = await departments.add(await world.tomi(), {"ja": "福祉"}, by=SYSTEM)
    await departments.add(await world.morioka(), {"ja": "福祉"}, by=SYSTEM)
    one = await world.account(role="clerk")
    browser = await world.visitor("administrator")
    page = await browser.post(f"/morioka/en/office/accounts/{one.id}/department", {"department_id": str(strange.id)})
    assert page.errors == ["Please choose one of the answers."]


async def test_how_people_are_reached_is_kept_and_mistakes_are_told_at_their_fields() -> None:
    browser = await world.visitor("coordinator")
    page = await (await browser.open("/morioka/en/office/city")).follow("How people are reached")
    typed: dict[str, Any] = {"postcode": "12", "mail_from": "class at example", "reminder_days": "99"}
    page = await page.form("Save the changes").fill(**typed).submit()
    assert len(page.errors) == 3
    typed = {"postcode": "〒０２０８５３０", "mail_from": "class@example.jp", "reminder_days": "2"}
    page = await page.form("Save the changes").fill(**typed).submit()
    assert page.path == "/morioka/en/office/city"
    city = await City.get(slug="morioka")
    assert (city.postcode, city.mail_from, city.reminder_days) == ("020-8530", "class@example.jp", 2)
    again = await browser.open("/morioka/en/office/city/reach")
    await again.form("Save the changes").submit()
    (deed,) = await AuditEntry.filter(action="city.reach_changed")
    assert deed.detail == '{"fields":"postcode, mail_from, reminder_days"}'
