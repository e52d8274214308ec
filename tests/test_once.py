"""A form sent twice has one effect; one without a key stands in nobody's way."""

from collections.abc import Iterator

import pytest

from outreach import once, people, vault
from outreach.audit import PUBLIC
from outreach.db import sql
from outreach.i18n import Phrase
from outreach.people import clean_details
from outreach.people.keeping import columns_of
from outreach.refusal import Refusal
from outreach.web.forms import Sheet
from tests import world

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def _known_key_afterwards() -> Iterator[None]:
    yield
    vault.load(None)


@pytest.mark.parametrize("key", ["", " ", "\0", "かぎ", "mail-かぎ", "mail-\0"])
async def test_forms_without_a_usable_key_do_not_get_in_each_others_way(key: str) -> None:
    assert await once.claim(PUBLIC, key, once.fingerprint("Hana")) is None
    await once.keep(PUBLIC, key, 1)

    assert await once.claim(PUBLIC, key, once.fingerprint("Fumi")) is None
    assert not await once.used(PUBLIC, key)


async def test_a_key_used_for_something_else_is_refused_and_the_form_comes_back_with_a_fresh_one() -> None:
    await once.claim(PUBLIC, "k" * 32, once.fingerprint("Hana"))
    assert await once.used(PUBLIC, "k" * 32)

    with pytest.raises(Refusal) as refused:
        await once.claim(PUBLIC, "k" * 32, once.fingerprint("Fumi"))

    again = Sheet({"key": "k" * 32, "name": "Fumi"}).refused(refused.value)
    assert again.value("name") == "Fumi"
    assert await once.claim(PUBLIC, again.key, once.fingerprint("Fumi")) is None


async def test_any_other_refusal_leaves_the_form_its_key() -> None:
    refusal = Refusal(Phrase("Please fill this in."), field="name")

    assert Sheet({"key": "k"}).refused(refusal).key == "k"


async def test_what_was_asked_about_in_vain_never_comes_afterwards() -> None:
    key = "q" * 32
    assert await once.settle(PUBLIC, key) is None
    assert await once.settle(PUBLIC, key) is None

    with pytest.raises(Refusal) as late:
        await once.claim(PUBLIC, key, once.fingerprint("Hana"))

    assert late.value.code == "key-reused"


async def test_what_came_of_a_key_is_told_as_often_as_it_is_asked() -> None:
    key = "r" * 32
    await once.claim(PUBLIC, key, once.fingerprint("Hana"))
    await once.keep(PUBLIC, key, 7)

    assert [await once.settle(PUBLIC, key) for _time in range(3)] == [7, 7, 7]
    assert await once.claim(PUBLIC, key, once.fingerprint("Hana")) == 7


async def _guessed() -> list[str]:
    """What somebody finds who reads the database, and tries what a person may have told: her name stands in it."""
    city = await world.morioka()
    clerk = await world.staff(role="clerk")
    details = clean_details({"name": "佐藤 ハナ", "kana": "サトウ ハナ", "needs": "車いす"}, "019")
    await people.store_once(city.id, details, key="g" * 32, by=clerk)
    kept = {row["fingerprint"] for row in await sql.rows("SELECT fingerprint FROM operations")}
    told = columns_of(details)
    return [
        needs
        for needs in ("前の席", "筆談", "車いす")
        if once.fingerprint("store", city.id, told, needs)[:56] in {one.rpartition(":")[2][:56] for one in kept}
    ]


async def test_who_reads_the_database_cannot_try_what_was_typed() -> None:
    assert await _guessed() == []


async def test_control_a_bare_hash_tells_what_somebody_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "mark", lambda text, _purpose: text)
    assert await _guessed() == ["車いす"]


@pytest.mark.usefixtures("_known_key_afterwards")
async def test_a_form_is_known_again_after_the_keys_were_rotated_and_not_without_its_key() -> None:
    vault.use({1: b"o" * 32})
    await once.claim(PUBLIC, "k" * 32, once.fingerprint("Hana"))
    await once.keep(PUBLIC, "k" * 32, 7)
    vault.use({1: b"o" * 32, 2: b"n" * 32})
    assert await once.claim(PUBLIC, "k" * 32, once.fingerprint("Hana")) == 7
    vault.use({2: b"n" * 32})
    with pytest.raises(Refusal) as refused:
        await once.claim(PUBLIC, "k" * 32, once.fingerprint("Hana"))
    assert refused.value.code == "key-reused"


async def test_without_a_key_nothing_is_known() -> None:
    assert await once.settle(PUBLIC, "") is None


async def test_long_keys_that_differ_late_are_two_keys() -> None:
    first, second = [f"{'k' * once.KEY_LENGTH}-{end}" for end in "ab"]
    assert await once.claim(PUBLIC, first, once.fingerprint("Hana")) is None
    await once.keep(PUBLIC, first, 1)

    assert await once.claim(PUBLIC, second, once.fingerprint("Fumi")) is None
    assert await once.claim(PUBLIC, first, once.fingerprint("Hana")) == 1
