"""What people answered after class, in a fiscal year: altogether, by course, by centre and by class."""

from outreach import questionnaires
from outreach.i18n import pick
from outreach.i18n.phrase import phrase as _
from outreach.questionnaires import Results, figures
from outreach.reports.report import Asked, Cell, Kind, Made, Mark, Table

FEW = _("Classes with fewer than five answers, together")
RULE = _(
    "Sheets of paper and answers by phone after the classes of the rows, each sheet once. Answers of one to four people"
    " are withheld, and others with them where a sum would give them away; “or more” means that some quarters of the"
    " year are withheld. Who left a question out is not counted for it."
)
ANSWERED = _("Answered")
HEADINGS = {"course": _("Course"), "centre": _("Centre"), "class": _("Class")}
NOTES = (
    _("Nobody is asked for a name, and how many answered a question is no secret: only what they answered is."),
    _("A quarter is told once its last questionnaire has closed, three weeks after the class; then it never changes."),
)


async def make(asked: Asked) -> Made:
    """The tables as of a day; a fixed number of queries."""
    found = await questionnaires.results(asked.city.id, asked.period.year, as_of=asked.as_of)
    keys = list(dict.fromkeys(key for key, _by in found.tables))
    by_question = [_table(asked, found, key, by) for by in HEADINGS for key in keys]
    notes = [asked.say(note) for note in NOTES]
    if any(one.is_sample for one in found.lessons.values()):
        notes.append(asked.say(_("Sample data: the people, classes and numbers in this file are made up.")))
    tables = (_altogether(asked, found, keys), *by_question) if keys else ()
    return Made(tuple(one for one in tables if one.rows), tuple(notes), _rows(asked, found))


def _altogether(asked: Asked, found: Results, keys: list[str]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for key in keys:
        table = found.table(key, "all")
        for row in table.rows:
            words = table.question.choices
            rows += [
                (asked.say(table.question.words), asked.say(said), _cell(asked, cell), row.answered)
                for (_choice, said), cell in zip(words, row.cells, strict=True)
            ]
    head = (_("Question"), _("Answer"), _("Times given"), ANSWERED)
    everything = asked.say(_("all rows"))
    return Table(
        "answers",
        asked.say(_("Answers of all classes together")),
        tuple(asked.say(one) for one in head),
        tuple(rows),
        tuple(everything for _row in rows),
        asked.say(RULE),
    )


def _table(asked: Asked, found: Results, key: str, by: str) -> Table:
    table = found.table(key, by)
    rows = sorted(table.rows, key=lambda row: (row.key == figures.FEW, row.key))
    names = _names(asked, found, by)
    return Table(
        f"{by}-{key}",
        asked.say(table.question.words),
        (
            asked.say(HEADINGS[by]),
            asked.say(ANSWERED),
            *(asked.say(words) for _choice, words in table.question.choices),
        ),
        tuple((names[row.key], row.answered, *(_cell(asked, c) for c in row.cells)) for row in rows),
        tuple(asked.say(FEW) if row.key == figures.FEW else f"{asked.say(HEADINGS[by])}={row.key}" for row in rows),
        asked.say(RULE),
    )


def _cell(asked: Asked, cell: figures.Cell) -> Cell:
    if cell.whole:
        return cell.least
    return asked.say(_("{number} or more", number=cell.least)) if cell.least else Mark.WITHHELD


def _names(asked: Asked, found: Results, by: str) -> dict[int, str]:
    lessons, said = found.lessons.values(), {figures.FEW: asked.say(FEW)}
    for one in lessons:
        course = pick(one.course.title, asked.language).text
        match by:
            case "class":
                said[one.id] = asked.say(_("{day}: {course}", day=one.starts_at, course=course))
            case "course":
                said[one.course_id] = course
            case _:
                said[one.centre_id] = pick(one.centre.name, asked.language).text
    return said


def _rows(asked: Asked, found: Results) -> Table:
    """The classes that were answered, and how many sheets came back of each."""
    head = (_("Class"), _("Date"), _("Course"), _("Centre"), _("Sheets"))
    lessons = sorted(found.lessons.values(), key=lambda one: (one.day, one.id))
    return Table(
        "rows",
        asked.say(_("The classes that were counted from")),
        tuple(asked.say(one) for one in head),
        tuple((one.id, one.day, one.course_id, one.centre_id, found.sheets.get(one.id, 0)) for one in lessons),
    )


KIND = Kind("questionnaires", _("What people answered after class"), "year", make)
