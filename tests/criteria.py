"""The pages that residents read, for the tests that show an accessibility criterion on each of them."""

from outreach.web import policy
from outreach.web.policy import Rule

FILES = (".ics", ".csv", ".json", ".geojson", ".xlsx", ".xml", ".pdf", ".py")
OF_ONE_PERSON = ("mine:find", "mine:ticket")
# A sample of every part for those who build pages; production does not show it.
NOT_FOR_READERS = ("public:gallery",)


def pages() -> list[Rule]:
    """Each page that anybody may open and that is HTML."""
    return [
        rule
        for rule in policy.load().values()
        if (rule.name.startswith("public:") or rule.name in OF_ONE_PERSON)
        and "GET" in rule.methods
        and rule.name not in NOT_FOR_READERS
        and not rule.path.endswith(FILES)
    ]
