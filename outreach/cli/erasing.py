"""Erasing personal data whose time is over, as the server does every night."""

from outreach import cities, clock, retention
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.cli import screen
from outreach.cli.settled import ready
from outreach.cli.trouble import Trouble
from outreach.retention import Erasure


async def erase(city: str | None = None, /, *, dry_run: bool = False, json: bool = False) -> None:
    """Erase the personal data whose time is over, or show what will be erased next.

    Parameters
    ----------
    city
        Only this city, as in its address.
    dry_run
        Erase nothing; show how many people will be erased, by month.
    json
        Print the pseudonyms, the days and the proofs as JSON.

    """
    async with ready():
        places = await _places(city)
        if dry_run:
            await _show(places, json=json)
            return
        made = {place.slug: await retention.erase(place.id, by=SYSTEM) for place in places}
    if json:
        screen.as_json({slug: [_facts(proof) for proof in proofs] for slug, proofs in made.items()})
    else:
        rows = [
            (slug, proof.id, _count(proof, "people"), _count(proof, "needs")) for slug in made for proof in made[slug]
        ]
        screen.table(["city", "proof", "people erased", "needs erased"], rows)


async def erase_after(city: str, kind: str, days: int, /) -> None:
    """Set after how many days a city erases a kind of data, from now on.

    Parameters
    ----------
    city
        The city, as in its address.
    kind
        needs, waited, person, texts, sent or sign_ins; docs/decisions/0023 says what they are.
    days
        The number of days, from 0 (sent: from 7).

    """
    if kind not in retention.DAYS:
        raise Trouble(f"there is no kind {kind!r}; there are: {', '.join(retention.DAYS)}")
    async with ready():
        place = (await _places(city))[0]
        changed = await retention.keep_for(place.id, kind, days, by=SYSTEM)
        screen.say(f"{city}: {kind} {'now' if changed else 'already'} {days} days.")


async def _places(slug: str | None) -> list[City]:
    if slug is None:
        return await cities.every()
    if (found := await cities.find(slug)) is None:
        raise Trouble(f"there is no city {slug!r} here")
    return [found]


async def _show(places: list[City], *, json: bool) -> None:
    coming = {place.slug: await retention.due(place.id) for place in places}
    if json:
        facts = {
            slug: [{"participant": one.id, "kind": one.kind, "on": one.on} for one in found.due]
            for slug, found in coming.items()
        }
        screen.as_json(facts)
        return
    today = clock.today()
    rows = [(slug, "by today", *_sums([one.kind for one in found.by(today)])) for slug, found in coming.items()]
    for slug, found in coming.items():
        rows += [(slug, f"{month.first:%Y-%m}", *_numbers(month.counts)) for month in found.months]
    screen.table(["city", "when", "needs", "never had a seat", "had a seat"], rows)


def _sums(kinds: list[str]) -> tuple[int, ...]:
    return _numbers({kind: kinds.count(kind) for kind in kinds})


def _numbers(counts: dict[str, int]) -> tuple[int, ...]:
    return tuple(counts.get(kind, 0) for kind in ("needs", "waited", "person"))


def _count(proof: Erasure, kind: str) -> int:
    return len(proof.erased.get(kind, []))


def _facts(proof: Erasure) -> dict[str, object]:
    return {"id": proof.id, "at": proof.at, "erased": proof.erased, "counts": proof.counts}
