"""Reading a page aloud: a button only where the device itself has a voice for the page, and each word once."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.drills.server import Server

pytestmark = pytest.mark.journey

# A device with voices: what the browser would hand to it is written down in `said`.
DEVICE = """
window.said = []; window.stopped = 0;
class Utterance { constructor(text) { this.text = text; } }
Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance });
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "VOICE", localService: LOCAL, name: "v" }], addEventListener() {},
  speak(one) { said.push(one); }, cancel() { stopped += 1; } } });
"""
RUBY = """main => { const p = document.createElement("p");
p.innerHTML = "<ruby>講座<rp>(</rp><rt>こうざ</rt><rp>)</rp></ruby>です"; main.prepend(p); }"""


async def _opened(chromium: Browser, address: str, voice: str, *, local: bool = True) -> Page:
    page = await (await chromium.new_context()).new_page()
    await page.add_init_script(DEVICE.replace("VOICE", voice).replace("LOCAL", str(local).lower()))
    await page.goto(address)
    return page


async def test_the_button_is_there_where_the_device_itself_has_a_voice(server: Server, chromium: Browser) -> None:
    for voice, local, shown in (("ja_JP", True, True), ("ja-JP", False, False), ("en-US", True, False)):
        page = await _opened(chromium, f"{server.address}/morioka", voice, local=local)
        await expect(page.locator("#aloud")).to_be_visible(visible=shown)


async def test_the_main_part_is_read_once_without_furigana_and_stops_when_asked(
    server: Server, chromium: Browser
) -> None:
    page = await _opened(chromium, f"{server.address}/morioka", "ja-JP")
    await page.locator("main").evaluate(RUBY)
    await page.get_by_role("button", name="このページを読み上げる").click()

    said = await page.evaluate("said.map(one => one.text)")
    assert said[:2] == ["講座です", "盛岡市のスマートフォン教室"]
    assert not any("読み上げ" in text for text in said)
    assert await page.evaluate("said.every(one => one.lang === 'ja' && one.voice.name === 'v')")
    before = await page.evaluate("stopped")
    await page.get_by_role("button", name="読み上げを止める").click()
    assert await page.evaluate("stopped") == before + 1


async def test_a_switch_keeps_what_was_typed_and_is_remembered(server: Server, chromium: Browser) -> None:
    page = await _opened(chromium, f"{server.address}/morioka", "ja-JP")
    await page.locator("[name=q]").fill("松園")
    async with page.expect_response("**/look") as sent:
        await page.get_by_role("button", name="とても大きい文字").click()
    assert (await sent.value).status == 303
    await expect(page.locator("html")).to_have_attribute("data-text", "largest")
    await expect(page.locator("[name=q]")).to_have_value("松園")
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-text", "largest")
