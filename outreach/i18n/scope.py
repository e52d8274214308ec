"""Which files' sentences everybody reads: a language that no staff room speaks has only these in its catalogue.

The pages for all are walked by a test in a language that knows no other sentence, so that a file cannot be forgotten.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase

_PAGES = (
    *("web/templates/public/*", "web/templates/mine/*", "web/templates/door/*", "web/templates/parts/*"),
    *("web/templates/front/*", "web/templates/plain/*", "web/templates/data/*"),
    *(f"web/templates/layouts/{name}.html" for name in ("public", "frame", "plain", "print", "door")),
    *("web/public/*", "web/mine/*", "web/door/*", "web/data/asking.py"),
    *("web/mistakes.py", "web/calendars.py", "web/locale.py", "web/shield.py"),
)
_PAPERS = tuple(
    f"papers/{name}.py"
    for name in ("letters", "ticket", "typesetting", "wording", "questionnaire", "poster", "door_guide")
)
_DOOR = tuple(
    f"checkin/{name}.py"
    for name in (
        *("invitations", "phones", "records", "walk_ins", "messages", "keys"),
        *("arrivals", "rosters", "looking", "naming", "ticks"),
    )
)
_RULES = (
    *("calendars/*", "cities.py", "once.py", "goal/wording.py", "goal/naming.py", "changes/carrying.py"),
    *("lessons/lots.py", "lessons/consultation.py", "lessons/fairness.py", "helpers/times.py"),
    *("notices/*", "people/*", "guide/*", "registration/*", "spelling/*", "tickets/*", "i18n/*"),
    *("questionnaires/answering.py", "questionnaires/making.py", "questionnaires/questions.py"),
    *(f"venues/{name}.py" for name in ("access", "holidays", "opening", "wording", "closing", "ways")),
    *(f"open_data/{name}.py" for name in ("wording", "datasets", "reach")),
)
EVERYBODY = (*_PAGES, *_PAPERS, *_DOOR, *_RULES)


def is_for_everybody(files: Iterable[str]) -> bool:
    """Whether a sentence of these files of the package (web/mistakes.py) is read by others than staff."""
    return any(fnmatchcase(file, pattern) for file in files for pattern in EVERYBODY)
