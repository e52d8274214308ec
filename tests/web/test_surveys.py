"""The population by town in the office: upload, say what columns mean, look, save all or nothing, take out."""

from datetime import date

import pytest

from outreach.audit.entries import AuditEntry
from outreach.goal import population
from outreach.goal.population import PopulationSurvey, TownPopulation
from outreach.open_data import population as towns
from tests import world
from tests.browser import Browser, Page

pytestmark = pytest.mark.usefixtures("database")
PLACE = "/morioka/en/office/population"
OWN = "町,六十,七十,八十,全部\n青山,10,20,5,100\n大通,1,2,3,9\n"


async def _uploaded(browser: Browser, content: str, name: str = "towns.csv") -> Page:
    return await browser.post(PLACE, files={"file": (name, content.encode())})


async def test_surveys_from_the_upload_to_the_saved_count() -> None:
    browser = await world.visitor("coordinator")
    page = await _uploaded(browser, world.POPULATION)
    for words in ("Nothing is saved yet", "Towns 3", "People 2,000", "of these 60 and over 800"):
        assert words in page.text
    assert not await TownPopulation.all().exists()

    page = await page.form("Save this count").submit()

    assert "counted on Wednesday 1 April 2026" in page.text
    survey = await PopulationSurvey.get()
    assert (survey.state, survey.day, bytes(survey.content)) == ("saved", date(2026, 4, 1), b"")
    assert await population.by_town(survey.id) == {"青山": (900, 250, 250, 200), "大通": (300, 50, 30, 20)}
    assert "saved" in (await browser.open(PLACE)).text


async def test_columns_of_an_own_table_are_chosen_and_the_day_is_asked_for() -> None:
    browser = await world.visitor("coordinator")
    page = await _uploaded(browser, OWN)
    assert "Please say which one column holds the name of the town." not in page.errors
    assert "To be mended first" in page.text

    meanings = {f"meaning-{at}": one for at, one in enumerate(["town", "sixties", "seventies", "eighty_up", "total"])}
    page = await page.form("Read it so").fill(None, **meanings).submit()
    assert "not told yet" in page.text
    assert "Save this count" not in page.text
    page = await page.form("Read it so").fill(None, day="2026-02-30").submit()
    assert page.errors == ["Please write a date that exists."]
    page = await page.form("Read it so").fill(None, day="2026-10-01").submit()
    page = await page.form("Save this count").submit()

    assert (await PopulationSurvey.get()).day == date(2026, 10, 1)
    assert await TownPopulation.all().order_by("id").values_list("town", "under60") == [("青山", 65), ("大通", 3)]


async def test_one_wrong_cell_and_nothing_is_saved() -> None:
    browser = await world.visitor("coordinator")
    page = await _uploaded(browser, world.POPULATION.replace("150,150,100", "150,many,100"))
    assert "2" in page.text
    assert "“many” is no number of people." in page.text
    survey = await PopulationSurvey.get()

    page = await browser.post(f"{PLACE}/{survey.id}/save", {"mark": towns.mark(survey.content_hash, survey.mapping)})

    assert page.status == 422
    assert "Nothing was saved." in page.text
    assert not await TownPopulation.all().exists()


async def test_what_somebody_remapped_meanwhile_is_not_saved() -> None:
    browser = await world.visitor("coordinator")
    page = await _uploaded(browser, world.POPULATION)
    survey = await PopulationSurvey.get()
    other = await world.staff(login="other")
    await population.remap(survey, {**survey.mapping, "day": "2026-05-05"}, by=other)

    page = await page.form("Save this count").submit()

    assert page.status == 422
    assert "Somebody has changed the columns meanwhile." in page.text
    assert not await TownPopulation.all().exists()


async def test_the_same_file_again_is_the_same_survey_and_a_newer_count_of_the_day_takes_its_place() -> None:
    first, again = await world.survey(), await world.survey()
    assert first.id == again.id
    assert await AuditEntry.filter(action="population.uploaded").count() == 1

    old = await world.survey(saved=True)
    new = await world.survey(content=world.POPULATION.replace("大通", "本町"), saved=True)

    newest = await population.newest(new.city_id)
    assert newest is not None
    assert newest.id == new.id
    assert sorted(await population.by_town(new.id)) == ["本町", "青山"]
    assert await population.by_town(old.id) == {}


@pytest.mark.parametrize(("content", "words"), [("", "choose a file"), ("a", "only one cell"), ("%PDF-1", "PDF")])
async def test_what_is_no_table_is_told_at_the_field(content: str, words: str) -> None:
    browser = await world.visitor("coordinator")
    if content:
        page = await _uploaded(browser, content)
    else:
        page = await browser.send("POST", PLACE, files={"file": ("", b"")})
    assert page.status == 422
    assert words in page.errors[0]
    assert not await PopulationSurvey.all().exists()


async def test_a_count_is_taken_out_again() -> None:
    survey = await world.survey(saved=True)
    browser = await world.visitor("coordinator")

    page = await (await browser.open(f"{PLACE}/{survey.id}")).form("Take this count out").submit()

    assert page.path == PLACE
    assert "No count is here yet." in page.text
    assert await population.newest(survey.city_id) is None
    assert not await TownPopulation.all().exists()
