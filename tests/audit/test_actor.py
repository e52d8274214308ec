"""An actor is named by kind and number, never by name."""

from outreach.audit import PUBLIC, SYSTEM, Actor


def test_the_trail_names_an_account_by_its_number_and_not_by_its_name() -> None:
    assert Actor("account", 12, 1, frozenset({"clerk"}), "佐藤").reference == "account:12"
    assert (PUBLIC.reference, SYSTEM.reference) == ("public", "system")


def test_an_actor_may_what_one_of_her_roles_may() -> None:
    both = Actor("account", 1, 1, frozenset({"clerk", "auditor"}))

    assert both.may("auditor", "administrator")
    assert not both.may("coordinator")
    assert not PUBLIC.may("clerk")
