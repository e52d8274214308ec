"""Lists of centres in the office: upload, watch, map, look, save; and every file that is no list gets a clear page."""

import csv
import io
import re
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette

from outreach import open_data
from outreach.audit import SYSTEM
from outreach.open_data import ImportRun
from outreach.venues import Centre
from outreach.web.office import imports
from tests import world
from tests.browser import Browser, Page
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("database")
PLACE = "/morioka/en/office/imports"
LIST = world.new_list(NN01="東会館", NN02="西会館")


async def coordinator(on: Starlette | None = None, role: str = "coordinator") -> Browser:
    return await world.visitor(role, await world.morioka(), on=on)


async def uploaded(browser: Browser, content: str | bytes, name: str = "list.csv") -> Page:
    file = content.encode() if isinstance(content, str) else content
    page = await browser.post(PLACE, files={"file": (name, file)})
    await open_data.runs.settled()
    return page


async def waiting(browser: Browser, content: str | bytes, name: str = "list.csv") -> Page:
    return await browser.open((await uploaded(browser, content, name)).path)


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
async def test_imports_from_the_upload_to_the_saved_list(role: str) -> None:
    browser = await coordinator(role=role)
    page = await waiting(browser, LIST)
    assert "Nothing is saved yet" in page.text
    assert re.search(r"Added\D{0,20}2", page.text)
    assert await Centre.all().count() == 0

    page = await page.form("Save this list").submit()
    assert page.path.startswith(PLACE)
    await open_data.runs.settled()
    page = await browser.open(page.path)

    assert "The list is saved." in page.text
    assert await Centre.all().count() == 2
    assert "saved" in (await browser.open(PLACE)).text


async def test_imports_says_that_no_file_was_chosen() -> None:
    browser = await coordinator()
    page = await browser.send("POST", PLACE, files={"file": ("", b"")})
    assert page.status == 422
    assert page.errors == ["Please choose a file."]
    assert await ImportRun.all().count() == 0


async def test_import_run_shows_how_far_it_is_and_looks_again_by_itself() -> None:
    browser = await coordinator()
    run = await world.import_run(content=LIST)
    await ImportRun.filter(id=run.id).update(state="reading", done=1, total=2)

    page = await browser.open(f"{PLACE}/{run.id}")

    assert "1 of 2 rows are read." in page.text
    bar = page.document.all("progress")[0]
    assert (bar.get("value"), bar.get("max")) == ("1", "2")
    assert page.answer.headers["Refresh"] == str(imports.LOOK_AGAIN)


async def test_import_run_of_a_stopped_server_offers_to_start_again() -> None:
    browser = await coordinator()
    run = await world.import_run(content=LIST)
    old = run.touched_at - 2 * open_data.runs.STALE
    await ImportRun.filter(id=run.id).update(state="reading", touched_at=old, mapping={})

    page = await browser.open(f"{PLACE}/{run.id}")
    assert "was interrupted" in page.text
    assert "Refresh" not in page.answer.headers
    page = await page.form("Start it again").submit()
    await open_data.runs.settled()

    assert "Nothing is saved yet" in (await browser.open(page.path)).text


async def test_map_import_asks_what_columns_mean_and_tells_what_is_missing() -> None:
    browser = await coordinator()
    page = await waiting(browser, world.HALLS, "halls.csv")
    form = page.form("Read the list so")
    assert form.value("Column “名称”") == "name"

    page = await form.fill({"Column “電話”": "Telephone"}).submit()
    assert page.status == 422
    assert page.errors == ["Please choose which column, or columns, tell one row from another."]
    form = page.form("Read the list so")
    assert form.value("Column “電話”") == "phone"
    page = await form.choose("番号").submit()
    await open_data.runs.settled()

    page = await browser.open(page.path)
    assert "every row is taken as one of this city" in page.text
    await page.form("Save this list").submit()
    await open_data.runs.settled()
    assert {one.key async for one in Centre.all()} == {"halls: 1", "halls: 2"}


async def test_confirm_import_wants_a_tick_for_rows_that_cannot_be_taken() -> None:
    browser = await coordinator()
    page = await waiting(browser, world.new_list(NN01="東会館", NN02=""))
    assert "The centre has no name" in page.text

    page = await page.form("Save this list").submit()
    assert page.status == 422
    assert "Some rows cannot be taken" in page.errors[0]
    await page.form("Save this list").choose("Leave out the row").submit()
    await open_data.runs.settled()

    assert await Centre.all().count() == 1


async def test_confirm_import_of_an_older_preview_saves_nothing() -> None:
    browser = await coordinator()
    page = await waiting(browser, LIST)
    await world.centre(key="NN01")

    page = await page.form("Save this list").submit()
    await open_data.runs.settled()
    page = await browser.open(page.path)

    assert "nothing was saved. This is the new preview." in page.text
    assert await Centre.all().count() == 1


async def test_give_up_import_saves_nothing() -> None:
    browser = await coordinator()
    page = await waiting(browser, LIST)
    page = await page.form("Give this import up").submit()
    assert page.heading == "Lists of centres"
    assert await Centre.all().count() == 0


async def test_repairs_and_cells_that_are_not_read_are_listed() -> None:
    browser = await coordinator()
    content = LIST.replace("032018,NN02", "32018,NN02").replace("東会館" + "," * 19, "東会館" + "," * 19 + "市役所へ")
    page = await waiting(browser, content)
    assert "A lost zero at the beginning was put back" in page.text
    assert "This is not one phone number with its area code" in page.text
    assert "市役所へ" in page.text


async def test_long_lists_are_cut_short_and_shown_whole_on_demand() -> None:
    browser = await coordinator()
    page = await waiting(browser, world.new_list(**{f"NN{n:02}": f"第{n}会館" for n in range(25)}))
    assert "第24会館" not in page.text

    page = await page.follow("Show 5 more")

    assert "第24会館" in page.text


async def test_import_report_accounts_for_each_row_as_a_file() -> None:
    browser = await coordinator()
    page = await waiting(browser, LIST)
    answer = (await browser.send("GET", page.link("Download the whole report"))).answer
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.headers["content-disposition"].startswith("attachment")
    assert ["2", "", "Added", "NN01", "東会館", ""] in lines


async def test_import_report_of_a_run_without_one_is_not_found() -> None:
    browser = await coordinator()
    page = await waiting(browser, world.HALLS)
    assert (await browser.open(f"{page.path}/report.csv")).status == 404


async def test_export_centres_gives_each_layout_as_a_file() -> None:
    browser = await coordinator()
    run = await world.import_run(content=LIST)
    await open_data.runs.confirm(run, run.report["digest"], leave_out=False, by=SYSTEM)
    await open_data.runs.settled()
    page = await browser.open(PLACE)
    for words, columns in [("New layout", 56), ("Old layout", 24), ("The national dataset's list", 56)]:
        answer = (await browser.send("GET", page.link(words))).answer
        assert answer.content.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [len(line) for line in lines] == [columns] * 3


async def test_export_centres_without_any_says_so() -> None:
    browser = await coordinator()
    page = await browser.open("/morioka/en/office/centres.csv?layout=old")
    assert page.status == 422
    assert "There is no centre" in page.text
    assert (await browser.open("/morioka/en/office/centres.csv?layout=x")).status == 404


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("list.csv", b"%PDF-1.7 ...", "a file of the kind PDF"),
        ("list.xlsx", b"PK\x03\x04 no zip", "damaged"),
        ("list.csv", "№,行事名,開催日\n1,まつり,8月5日\n".encode(), "list of events"),
        (
            "list.csv",
            "lg_code,pref,city,town,koaza,lat,lng\n032018,岩手県,盛岡市,本町,,39,141\n".encode(),
            "list of towns",
        ),
        ("list.csv", "番号,名称,名称\n1,2,3\n".encode(), "stands there twice"),
        ("list.csv", b"", "empty"),
    ],
)
async def test_a_file_that_is_no_list_of_centres_gets_one_clear_sentence(name: str, content: bytes, told: str) -> None:
    browser = await coordinator()
    page = await waiting(browser, content, name)
    assert "Nothing was saved" in page.text
    assert told in page.text
    assert await Centre.all().count() == 0


async def test_a_file_beyond_the_limit_gets_a_clear_page() -> None:
    app = world.app(max_upload_bytes=50_000)
    browser = await coordinator(app)
    page = await browser.send("POST", PLACE, files={"file": ("list.csv", b"x" * 100_000)})
    assert page.status == 413
    assert "The file is too large" in page.text
    assert await ImportRun.all().count() == 0


async def test_a_file_whose_size_is_not_told_is_cut_off_at_the_limit() -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        for _ in range(100):
            yield b"x" * 1000
        yield b"\r\n--X--\r\n"

    browser = await coordinator(world.app(max_upload_bytes=50_000))
    kind = {"Content-Type": "multipart/form-data; boundary=X"}
    page = await browser.send("POST", PLACE, headers=kind, content=endless())
    assert page.status == 413


async def test_only_the_page_that_takes_files_takes_more_than_a_form() -> None:
    app = world.app(max_body_bytes=300_000, max_upload_bytes=900_000)
    browser = await coordinator(app)
    big = {"file": ("list.csv", LIST.encode() + b"\n" * 400_000)}
    assert (await browser.send("POST", PLACE, files=big)).status == 303
    await open_data.runs.settled()
    assert (await browser.send("POST", "/morioka/en/office/classes/new", files=big)).status == 413
    assert (await browser.send("POST", PLACE, data={"file": "x" * 400_000})).status == 413


async def test_two_files_at_once_are_refused_with_a_page() -> None:
    browser = await coordinator()
    files = [("file", ("a.csv", b"a")), ("file", ("b.csv", b"b"))]
    assert (await browser.send("POST", PLACE, files=files)).status == 400


@pytest.mark.parametrize("place", [PLACE, f"{PLACE}/1"])
async def test_a_page_asks_the_database_as_often_for_many_imports_and_rows_as_for_few(place: str) -> None:
    browser = await coordinator()
    await world.import_run(content=LIST)
    with counted() as few:
        await browser.open(place)
    for number in range(3):
        await world.import_run(content=world.new_list(**{f"NN{n}{number}": "会館" for n in range(30)}))
    with counted() as many:
        await browser.open(place)

    assert len(many) == len(few)
