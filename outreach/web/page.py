"""From a template to a page: one Jinja environment that speaks the visitor's language."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.applications import Starlette

from outreach import i18n, spelling, tickets
from outreach.bundled import folder
from outreach.i18n import Phrase, words
from outreach.web.locale import speaking
from outreach.web.ruby import ruby

# 7-27, with the several signs that are typed for the hyphen
_HOUSE = re.compile("([0-9\uff10-\uff19]+(?:[-\u2010\u2212\uff0d\u30fc][0-9\uff10-\uff19]+)+)")


@cache
def environment() -> Environment:
    """The templates' environment: escaping on, undefined names are errors, gettext in the speaking language.

    One for all servers of a process: a template is compiled once.
    """
    env = Environment(
        loader=PackageLoader("outreach.web"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,  # a page looks up some twenty templates; none of them changes under a running server
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]  # from the extension
    names = [(one.tag, one.name, one.html_lang) for one in i18n.LANGUAGES.values()]
    env.globals.update(static=static, written=written, pick=pick, say=say, language_names=names, tongue_of=tongue_of)
    env.globals.update(
        staff_languages=i18n.STAFF,
        language_pairs=[(one.tag, one.name) for one in i18n.LANGUAGES.values()],
        html_lang=lambda tag: i18n.LANGUAGES[tag].html_lang,
        text_direction=lambda tag: i18n.LANGUAGES[tag].dir,
        open_graph_locale=lambda tag: _OPEN_GRAPH.get(tag, i18n.LANGUAGES[tag].locale),
        is_japanese=i18n.is_japanese,
        is_draft=lambda tag: i18n.drafts(tag) > 0,
    )
    env.filters.update(_FILTERS)
    return env


def html(app: Starlette, template: str, context: Mapping[str, Any]) -> str:
    """The page that a template makes in the language of its context, with furigana where its reader wants them.

    A context says with ``furigana`` that its room shows none, with ``places`` how the city's places are read.
    """
    token = speaking.set(context["language"])
    try:
        text: str = app.state.templates.get_template(template).render(context)
    finally:
        speaking.reset(token)
    shows = context.get("furigana", True) and context["reader"].shows_furigana(context["language"])
    return ruby(text, context.get("places")) if shows and i18n.is_japanese(context["language"]) else text


def _gettext(message: str) -> str:
    return i18n.gettext(speaking.get(), message)


def _ngettext(singular: str, plural: str, n: int) -> str:
    return i18n.ngettext(speaking.get(), singular, plural, n)


def pick(texts: Mapping[str, str]) -> str:
    """A city's own text in the speaking language, or in the nearest one that it was written in."""
    return i18n.pick(texts, speaking.get()).text


def written(texts: Mapping[str, str]) -> Markup:
    """The same for a page: marked with its language where that is not the page's."""
    chosen = i18n.pick(texts, speaking.get())
    tag = tongue_of(texts)
    if not chosen.text or not tag:
        return escape(chosen.text)
    page, own = i18n.LANGUAGES[speaking.get()], i18n.LANGUAGES.get(chosen.language)
    direction = Markup(' dir="{}"').format(own.dir) if own and own.dir != page.dir else ""
    return Markup('<span lang="{}"{}>{}</span>').format(tag, direction, chosen.text)


def tongue_of(texts: Mapping[str, str]) -> str:
    """The language of a city's own text for an attribute, empty where it is the page's."""
    chosen = i18n.pick(texts, speaking.get())
    own = i18n.LANGUAGES.get(chosen.language)
    tag = own.html_lang if own else chosen.language
    return "" if tag == i18n.LANGUAGES[speaking.get()].html_lang else tag


def say(phrase: Phrase | None) -> str | None:
    """A domain sentence in the speaking language; None stays None."""
    return phrase.text(speaking.get()) if phrase else None


def occasion(start: datetime, end: datetime, *, year: bool = False) -> Markup:
    """The day and the hours of a class: a narrow place breaks between them, never within a word of either."""
    return _occasion(start, end, speaking.get(), year)


@lru_cache(maxsize=4096)
def _occasion(start: datetime, end: datetime, language: str, year: bool) -> Markup:  # noqa: FBT001 - a key of the cache
    day, hours = words.date_words(start, language, year=year), words.period_words(start, end, language)
    return Markup('<span class="day">{}</span> <span class="hours">{}</span>').format(day, hours)


def moment(at: datetime, *, year: bool = False) -> Markup:
    """A day and a time of that day, broken like an occasion."""
    day, time = words.date_words(at, speaking.get(), year=year), words.time_words(at, speaking.get())
    return Markup('<span class="day">{}</span> <span class="hours">{}</span>').format(day, time)


def named(name: str) -> Markup:
    """The name of a person for a page: nobody translates it, and no furigana guess how it is read."""
    return Markup('<span translate="no">{}</span>').format(name)


def unbroken(text: str) -> Markup:
    """A number or a code for a page, kept on one line."""
    return Markup('<span class="nowrap">{}</span>').format(text)


def unbroken_numbers(text: str) -> Markup:
    """An address for a page; a house number such as 7-27 stays on one line."""
    return Markup("").join(unbroken(part) if at % 2 else escape(part) for at, part in enumerate(_HOUSE.split(text)))


@lru_cache(maxsize=256)
def static(path: str) -> str:
    """The path of a static file with a mark of its content, so that browsers may keep it for ever."""
    mark = hashlib.sha256((folder("static") / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={mark}"


# Open Graph names a language with a country (ogp.me, og:locale).
_OPEN_GRAPH = {
    "ja": "ja_JP",
    "ja-x-easy": "ja_JP",
    "zh-Hans": "zh_CN",
    "zh-Hant": "zh_TW",
    "ko": "ko_KR",
    "vi": "vi_VN",
}
_FILTERS = {
    "date_words": lambda day, year=False: words.date_words(day, speaking.get(), year=year),
    "day_words": lambda day: words.day_words(day, speaking.get()),
    "weekday_words": lambda day: words.weekday_words(day, speaking.get()),
    "wall_time": lambda at: f"{words.local_time(at):%H:%M}",
    "month_words": lambda day: words.month_words(day, speaking.get()),
    "time_words": lambda at: words.time_words(at, speaking.get()),
    "moment_words": lambda moment, year=False: words.moment_words(moment, speaking.get(), year=year),
    "period_words": lambda start, end: words.period_words(start, end, speaking.get()),
    "spoken_date": lambda day: words.spoken_date(day, speaking.get()),
    "spoken_period": lambda start, end: words.spoken_period(start, end, speaking.get()),
    "fiscal_year_words": lambda year: words.fiscal_year_words(year, speaking.get()),
    "number": lambda number: words.number_words(number, speaking.get()),
    "phone_words": spelling.phone_words,
    "code_words": tickets.code_words,
    "spoken_code": lambda code: tickets.spoken_code(code, speaking.get()),
    "say": say,
    "occasion": occasion,
    "moment": moment,
    "named": named,
    "unbroken": unbroken,
    "unbroken_numbers": unbroken_numbers,
}
