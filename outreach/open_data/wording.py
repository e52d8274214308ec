"""What a report says, in words: outcomes, repairs, what could not be read, and why a row cannot be taken."""

from collections.abc import Callable

from outreach.i18n.phrase import Phrase
from outreach.i18n.phrase import phrase as _
from outreach.i18n.phrase import phrase_n as _n
from outreach.open_data import layouts
from outreach.open_data.reading import ACCESS
from outreach.open_data.tables import Note
from outreach.venues.access import NAMES

OUTCOMES = {
    "added": _("Added"),
    "changed": _("Changed"),
    "unchanged": _("Left as they are"),
    "refused": _("Cannot be taken"),
    "blank": _("Blank rows"),
    "numbered": _("Rows with only a number"),
    "footer": _("Rows below the table"),
}
CELLS = {
    "taken": _("Read as a fact"),
    "kept": _("Kept as text"),
    "unread": _("Could not be read, kept as text"),
    "extra": _("In further columns, kept as text"),
    "empty": _("Empty"),
    "left": _("In rows that are not taken"),
}
REPAIRS = {
    "zero": _("A lost zero at the beginning was put back"),
    "check": _("A missing check digit was put behind"),
    "zero-check": _("A lost zero and a missing check digit were put back"),
    "wide": _("Full-width signs became narrow ones"),
    "half-kana": _("Half-width katakana became full-width ones"),
    "brackets": _("Brackets in the phone number became hyphens"),
    "degrees": _("Degrees, minutes and seconds became decimal degrees"),
    "space": _("Spaces around it were taken away"),
    "apostrophe": _("The apostrophe against formulas was taken away"),
}
TROUBLES = {
    "code": _("This is no municipality code"),
    "kana": _("This is no reading in kana"),
    "phone": _("This is not one phone number with its area code"),
    "place": _("This is no coordinate"),
    "abroad": _("This coordinate is not in Japan"),
    "time": _("This is not one hour of the clock"),
    "days": _("The weekdays are not clear"),
    "closed": _("The closed days are not clear"),
    "flag": _("This is neither yes nor no"),
    "corporate": _("This is no corporate number; a spreadsheet may have cut it off"),
    "long": _("This is too long"),
}
_REASONS: dict[str, Callable[[str], Phrase]] = {
    "surplus": lambda detail: _n(
        "{n} cell stands beyond the last heading", "{n} cells stand beyond the last heading", int(detail)
    ),
    "no-name": lambda _detail: _("The centre has no name"),
    "no-code": lambda detail: _("The municipality code cannot be read: {code}", code=detail),
    "other-city": lambda detail: _("The row belongs to another municipality: {code}", code=detail),
    "no-id": lambda _detail: _("Nothing tells this row from the others: its ID is empty"),
    "long-id": lambda _detail: _("What tells this row from others is too long"),
    "twin": lambda detail: _("Row {row} has the same ID", row=detail),
    "other-list": lambda detail: _(
        "The centre {id} came from another list, which has columns that this one has not", id=detail
    ),
}
_MEANINGS = {
    "code": _("Municipality code"),
    "id": _("ID"),
    "name": _("Name of the centre"),
    "kana": _("Reading of the name"),
    "name_en": _("Name in English"),
    "kind": _("Kind of centre"),
    "district": _("District"),
    "address": _("Address"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "phone": _("Telephone"),
    "days": _("Weekdays on which it is open"),
    "opens": _("Opens at"),
    "closes": _("Closes at"),
    "hours_note": _("Remarks on hours"),
    "closed_days": _("Closed days"),
    "note": _("Remark"),
    "way": _("How to come"),
    "access_list": _("Accessibility, as a list"),
    "corporate": _("Corporate number"),
    "place_code": _("Municipality code of the address"),
    "opening": _("Opening hours"),
}


def reason(why: str, detail: str) -> Phrase:
    """Why a row cannot be taken."""
    return _REASONS[why](detail)


def meaning(name: str) -> Phrase:
    """What a column may mean."""
    return NAMES[name.removeprefix(ACCESS)].word if name.startswith(ACCESS) else _MEANINGS[name]


def label(heading: str) -> str | Phrase:
    """The heading of a difference, or the fact's name where it stands in no column of the list."""
    return meaning(heading.removeprefix("=")) if heading.startswith("=") else " ".join(heading.split())


def choices() -> list[tuple[str, Phrase]]:
    """What a person may say that a column means, in the order of the dataset."""
    return [(name, meaning(name)) for name in layouts.MEANINGS if name not in ("id", "corporate", "place_code")]


def note(told: Note) -> Phrase:
    """A remark about the file as a whole."""
    match told["kind"]:
        case "blank-start":
            return _n(
                "The first row is blank; the headings stand in row {row}.",
                "The first {n} rows are blank; the headings stand in row {row}.",
                told["n"],
                row=str(told["row"]),
            )
        case "sheets":
            return _n(
                "Only the sheet “{sheet}” was read; the workbook has one more.",
                "Only the sheet “{sheet}” was read; the workbook has {n} more.",
                told["n"],
                sheet=told["sheet"],
            )
        case "name":
            return _(
                "The file's name ends in {called}, but it is {form}. It was read as what it is.",
                called=told["called"],
                form=told["form"],
            )
        case "short":
            return _n(
                "{n} row has fewer cells than there are headings; what is missing counts as empty.",
                "{n} rows have fewer cells than there are headings; what is missing counts as empty.",
                told["n"],
            )
        case "remark-column":
            return _(
                "The column “{heading}” is a remark to whoever fills in the list. It is kept as text.",
                heading=told["heading"],
            )
        case _:
            return _("No column holds the municipality code: every row is taken as one of this city.")
