"""Letters in batches: whoever is told by letter is put into one, which can be printed again until it is posted."""

from collections.abc import Iterable

from outreach import audit, cities, clock, once, venues
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.notices.owing import Notice, to_tell
from outreach.notices.rows import LetterBatch
from outreach.notices.telling import note
from outreach.notices.words import on_paper
from outreach.papers import Batch, Letter
from outreach.refusal import Refusal

MOST = 200
_LOCK = "UPDATE letter_batches SET city_id = city_id WHERE id = ? AND city_id = ?"


async def waiting(city_id: int) -> list[Notice]:
    """The letters that are owed and lie in no batch that is still to be posted."""
    return await waiting_of(city_id, await to_tell(city_id))


async def waiting_of(city_id: int, every: Iterable[Notice]) -> list[Notice]:
    """Those of these notices, which are all that the city must tell."""
    packed = await _packed(city_id)
    mine = [one for one in every if one.way == "letter"]
    return [one for one in mine if (one.registration.id, one.topic, one.number) not in packed]


async def _packed(city_id: int) -> set[tuple[int, str, int]]:
    open_ = await LetterBatch.filter(city_id=city_id, posted_at=None)
    return {(item[0], item[1], item[2]) for one in open_ for item in one.items}


async def batches(city_id: int) -> list[LetterBatch]:
    """The city's newest batches: first those that are still to be posted."""
    rows = await LetterBatch.filter(city_id=city_id).order_by("-id").limit(MOST)
    return sorted(rows, key=lambda one: one.posted_at is not None)


async def find(city_id: int, batch_id: int) -> LetterBatch | None:
    """A batch of this city, or None."""
    return await LetterBatch.get_or_none(id=batch_id, city_id=city_id)


@unit_of_work
async def batch(city_id: int, *, by: Actor, key: str = "") -> int:
    """Put every letter that is owed into a new batch; returns its id.

    Sent again with the same key it is the same batch. Raises Refusal where no letter is to be written.
    """
    done = await once.claim(by, key, once.fingerprint("letters", city_id))
    if done is not None:
        return done
    await cities.hold(city_id)  # two clerks at once do not write the same letter twice
    found = (await waiting(city_id))[:MOST]
    if not found:
        raise Refusal(_("There is no letter to write."), code="none")
    items = [[one.registration.id, one.topic, one.number] for one in found]
    made = await LetterBatch.create(city_id=city_id, items=items, made_at=clock.now(), made_by=by.reference)
    await audit.record(city_id, by, "letters.made", f"letters:{made.id}", count=len(items))
    await once.keep(by, key, made.id)
    return made.id


async def still_owed(of: LetterBatch) -> list[Notice]:
    """What of the batch is still to be told, to people who have an address; who was told meanwhile needs no letter."""
    wanted = {(item[0], item[1], item[2]) for item in of.items}
    every = await to_tell(of.city_id)
    mine = [one for one in every if (one.registration.id, one.topic, one.number) in wanted]
    return [one for one in mine if one.registration.participant.address]


async def again(of: LetterBatch, city: City, public_url: str) -> Batch:
    """The batch as it is printed, now or once more: what is still owed of it, as it stands today."""
    found = await still_owed(of)
    await venues.recall([one.registration.lesson.centre for one in found])
    return Batch(city, clock.today(), public_url, [_letter(one) for one in found])


def _letter(one: Notice) -> Letter:
    return Letter(one.registration, on_paper(one), shows_class=shows_class(one))


def shows_class(one: Notice) -> bool:
    """Whether there is a class to come to, so that day, place and ticket belong on the letter."""
    return one.kind not in ("cancelled", "expired") and not one.is_over


@unit_of_work
async def posted(batch_id: int, city_id: int, *, by: Actor) -> int:
    """The letters of this batch were posted: whoever was still to be told has been; returns how many.

    Pressed again it changes nothing. Raises LookupError for a batch that the city does not have.
    """
    if not await sql.run(_LOCK, batch_id, city_id):
        raise LookupError(batch_id)
    of = await LetterBatch.get(id=batch_id)
    if of.posted_at is not None:
        return 0
    found = await still_owed(of)
    for one in sorted(found, key=lambda one: one.registration.lesson_id):  # the order in which everybody locks classes
        await note(one.registration, one.topic, one.number, "letter", "told", by=by)
    of.posted_at, of.posted_by = clock.now(), by.reference
    await of.save(update_fields=["posted_at", "posted_by"])
    await audit.record(city_id, by, "letters.posted", f"letters:{of.id}", count=len(found))
    return len(found)
