"""The office's pages of files that go out by a rule: added, made at once, fetched, paused, removed, tried again."""

from datetime import timedelta
from pathlib import Path

import pytest

from outreach import clock
from outreach.audit import SYSTEM, AuditEntry
from outreach.filing import deliveries, kinds, opened
from outreach.filing.folders import clean_folder
from outreach.filing.made import ENDINGS
from outreach.filing.rows import FileDelivery, FileSchedule
from outreach.web.data import shared
from outreach.web.visit import Visit
from tests import world
from tests.browser import Page
from tests.filing.planned import START, clock_at, look, schedule, settings, town
from tests.queries import counted

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
AT = "/morioka/en/office/files"
TYPED = {"what": "data-centres", "every": "working", "folder": "月報"}


async def _new(root: Path | None = None) -> Page:
    browser = await world.visitor("coordinator", await town(), on=world.app(files_folder=root))
    return await (await browser.open(AT)).follow("Add a file")


async def test_a_file_is_added_made_at_once_and_fetched_as_it_was_laid(tmp_path: Path) -> None:
    await world.centre()
    page = await (await _new(tmp_path)).form("Have it sent by this rule").fill(None, **TYPED).submit()
    assert page.heading == "Community centres as a list of public facilities"
    assert "the first working day of each month" in page.text
    page = await page.form("Make one now").submit()
    assert "waits to be made" in page.text
    assert await look(tmp_path) == 1
    row = await FileDelivery.get()
    page = await page.browser.open(f"{AT}/{row.schedule_id}")
    file = await page.follow(row.file_name)
    assert file.answer.content == (tmp_path / "morioka" / "月報" / row.file_name).read_bytes()
    (tmp_path / "morioka" / "月報" / row.file_name).write_bytes(b"changed")
    gone = await page.follow(row.file_name)
    assert gone.status == 404
    assert "no longer lies in its folder" in gone.text
    assert {one.action for one in await AuditEntry.filter(action__startswith="files.")} == {
        "files.added",
        "files.asked",
        "files.delivered",
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"what": ""}, "Please choose one of the answers."),
        ({"what": "anchor", "form": "pdf"}, "This file does not come in that form. It comes as: JSON."),
        ({"every": "month", "day": "32"}, "Please write a day from 1 to 31."),
        ({"every": "month", "day": "三"}, "Please write a day from 1 to 31."),
        (
            {"folder": "../../etc"},
            "Please write a plain name of letters, digits, “-” and “_”, 40 signs at most, such as monthly-reports.",
        ),
        ({"folder": ""}, "Please write the name of a folder."),
        ({"way": "mail", "addresses": ""}, "Please write at least one e-mail address."),
        (
            {"way": "mail", "addresses": "hana"},
            "This cannot be an e-mail address. Please write it like hana@example.jp.",
        ),
        (
            {"way": "mail", "addresses": "\n".join(f"a{n}@city.example" for n in range(6))},
            "Please write 5 addresses at most.",
        ),
    ],
)
async def test_what_cannot_be_is_told_at_its_field_and_the_rest_stays(typed: dict[str, str], said: str) -> None:
    page = await (await _new()).form("Have it sent by this rule").fill(None, **{**TYPED, **typed}).submit()
    assert (page.status, page.errors) == (422, [said])
    assert page.form("Have it sent by this rule").value("File") == typed.get("what", TYPED["what"])
    assert await FileSchedule.all().count() == 0


async def test_paused_it_makes_nothing_removed_it_leaves_the_list_and_its_record_stays() -> None:
    made = await schedule(addresses=["kikaku@city.example"])
    browser = await world.visitor("administrator")
    page = await browser.open(f"{AT}/{made.id}")
    page = await page.form("/pause").submit()
    assert "This schedule is paused" in page.text
    refused = await browser.post(f"{AT}/{made.id}/now", {"key": "a" * 32})
    assert refused.errors == ["This schedule is paused. Please let it go on first."]
    page = await page.form("/resume").submit()
    page = await page.form("/remove").submit()
    assert "Nothing goes out by itself yet." in page.text
    assert "This schedule was removed." in (await browser.open(f"{AT}/{made.id}")).text
    for path in ("resume", "pause", "remove"):
        await browser.post(f"{AT}/{made.id}/{path}")
    assert (await FileSchedule.get()).state == "removed"


async def test_what_went_wrong_stands_on_the_page_in_words_with_a_way_to_try_again(tmp_path: Path) -> None:
    browser = await world.visitor("coordinator", await town())
    made = await schedule()
    await deliveries.at_once(made, by=SYSTEM, key="a" * 32)
    await look(tmp_path / "share")
    page = await browser.open(AT)
    assert "no folder for files yet" in page.text
    assert "The folder of this server is not there." in page.text
    assert "It is tried again" in page.text
    await FileDelivery.all().update(state="failed", trouble="full", ended_at=START + timedelta(days=9000))
    page = await browser.open(AT)
    assert "The disk is full." in page.text
    page = await page.form("/again").submit()
    assert page.path == f"{AT}/{made.id}"
    assert (await FileDelivery.get()).state == "queued"


async def test_the_list_asks_as_often_for_many_as_for_one() -> None:
    browser = await world.visitor("coordinator", await town())
    asked = []
    for count in (1, 5):
        for number in range(count):
            made = await schedule(folder=f"f{count}{number}")
            await deliveries.at_once(made, by=SYSTEM, key="a" * 32)
        await FileDelivery.all().update(state="failed", trouble="full", ended_at=START + timedelta(days=9000))
        await browser.open(AT)
        with counted() as queries:
            await browser.open(AT)
        asked.append(len(queries))
    assert asked[0] == asked[1]


async def test_addresses_in_files_are_those_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str, str]] = []
    original = shared.links

    def noted(visit: Visit) -> object:
        made = original(visit)
        seen.append((made.page, made.lesson(7), made.file("events", "csv")))
        return made

    monkeypatch.setattr("outreach.web.data.pages.links", noted)
    await (await world.visitor(city=await world.morioka())).open("/morioka/open-data")
    own = opened.links("http://127.0.0.1:8000", "morioka")
    assert seen == [(own.page, own.lesson(7), own.file("events", "csv"))]


async def test_every_kind_of_file_can_be_made_in_each_of_its_forms() -> None:
    city = await town()
    with clock_at(START):
        for what, kind in kinds.KINDS.items():
            for form in kind.forms if what != "statement" else ():
                made = await kinds.made(what, city, form, clock.today(), settings())
                assert made.content
                assert clean_folder(made.name.partition(".")[0]) == made.name.partition(".")[0]
                assert made.shown.endswith(ENDINGS[form])
