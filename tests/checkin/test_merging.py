"""The fold over the phones' records says the same whatever their order, their number and their repetition."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from outreach.checkin import merging
from outreach.checkin.merging import Event, Standing

NOON = datetime(2026, 5, 1, 3, tzinfo=UTC)
IDS = [f"{number:032x}" for number in range(6)]


def _event(kind: str, phone: int = 1, seq: int = 1, **over: Any) -> Event:
    at = over.pop("at", NOON + timedelta(seconds=seq))
    facts: dict[str, Any] = {"row": phone * 100 + seq, "id": IDS[seq % 6], "lesson": 1, **over}
    return Event(phone=phone, seq=seq, kind=kind, at=at, received_at=at, **facts)


@st.composite
def _events(draw: st.DrawFn) -> Event:
    return Event(
        row=draw(st.integers(1, 99)),
        phone=draw(st.integers(1, 3)),
        seq=draw(st.integers(1, 4)),
        id=draw(st.sampled_from(IDS)),
        kind=draw(st.sampled_from(["entry", "entry", "seen", "void", "walk_in", "count"])),
        at=NOON + timedelta(minutes=draw(st.integers(0, 3))),
        received_at=NOON,
        lesson=draw(st.sampled_from([None, 1, 2])),
        registration=draw(st.sampled_from([None, 1, 2])),
        target=draw(st.sampled_from(["", *IDS])),
        number=draw(st.integers(0, 9)),
        quarantine=draw(st.sampled_from(["", "", "", "ended", "unknown", "fork", "absurd"])),
        voided=draw(st.booleans()),
    )


DAY = st.lists(_events(), max_size=14, unique_by=lambda one: (one.phone, one.id))


@given(DAY, st.data())
def test_order_and_repetition_change_nothing(day: list[Event], data: st.DataObject) -> None:
    mixed = data.draw(st.permutations(day + data.draw(st.lists(st.sampled_from(day), max_size=5)) if day else day))
    assert merging.fold(mixed) == merging.fold(day)
    assert merging.forked(mixed) == merging.forked(day)
    statuses, off = {1: "confirmed", 2: "cancelled"}, [2]
    assert merging.conflicts(merging.fold(mixed), statuses, off) == merging.conflicts(merging.fold(day), statuses, off)


@given(DAY, st.data())
def test_arrivals_follow_in_however_many_batches_the_records_come(day: list[Event], data: st.DataObject) -> None:
    standing: dict[int, Standing] = {}
    seen: list[Event] = []
    for one in data.draw(st.permutations(day)):
        seen.append(one)
        _apply(seen, standing)
    assert set(standing) == set(merging.fold(day).came)
    phones = {id_: {one.phone for one in entries} for id_, entries in merging.fold(day).came.items()}
    assert all(one.phone in phones[id_] for id_, one in standing.items())


def _apply(seen: Iterable[Event], standing: dict[int, Standing]) -> None:
    note, take_back = merging.settle([1, 2], merging.fold(seen).came, standing)
    for id_ in [id_ for id_, one in standing.items() if one.id in take_back]:
        del standing[id_]
    for one in note:
        assert one.registration not in standing
        assert one.registration is not None
        standing[one.registration] = Standing(one.row, one.registration, one.phone)


@given(DAY)
def test_every_conflict_has_one_card(day: list[Event]) -> None:
    found = merging.conflicts(merging.fold(day), {1: "confirmed", 2: "waiting"}, [1])
    assert len({one.key for one in found}) == len(found)
    assert [one.sights[0].at for one in found] == sorted(one.sights[0].at for one in found)


def test_an_entry_is_taken_back_by_its_own_phone_alone_and_also_before_it_comes() -> None:
    entry, other = _event("entry", registration=5), _event("entry", phone=2, registration=5)
    void = _event("void", seq=2, target=entry.id)
    strange = _event("void", phone=3, seq=2, target=entry.id)
    assert merging.fold([void, entry]).came == {}
    assert merging.fold([strange, entry]).came == {5: (entry,)}
    assert merging.fold([void, entry, other]).came == {5: (other,)}


def test_what_is_kept_apart_neither_comes_nor_takes_back() -> None:
    entry = _event("entry", registration=5)
    late = _event("void", seq=2, target=entry.id, quarantine="revoked")
    assert merging.fold([entry, late]).came == {5: (entry,)}
    assert merging.fold([_event("entry", registration=5, quarantine="fork")]).came == {}
    assert merging.fold([_event("entry", registration=5, voided=True)]).came == {}


def test_what_nobody_is_known_for_leaves_no_card_once_its_phone_took_it_back() -> None:
    unknown = _event("entry", quarantine="unknown")
    void, late = (_event("void", seq=2, target=unknown.id, quarantine=why) for why in ("", "ended"))
    cards = [merging.conflicts(merging.fold([unknown, *more]), {}, []) for more in ((), (void,), (late,))]
    assert [[one.key for one in found if one.kind == "unknown"] for found in cards] == [
        [f"unknown:{unknown.id}"],
        [],
        [f"unknown:{unknown.id}"],
    ]


def test_a_void_cannot_be_taken_back() -> None:
    entry = _event("entry", registration=5)
    void = _event("void", seq=2, target=entry.id)
    again = _event("void", seq=3, target=void.id)
    assert merging.fold([entry, void, again]).came == {}


def test_the_last_count_of_heads_stands_and_walk_ins_are_added() -> None:
    told = [
        _event("count", seq=1, number=7),
        _event("count", phone=2, seq=3, number=9),
        _event("count", seq=2, number=8),
    ]
    walked = [_event("walk_in", seq=4, number=1), _event("walk_in", phone=2, seq=4, number=1)]
    found = merging.fold([*told, *walked])
    assert found.heads == {1: 9}
    assert {id_: len(rows) for id_, rows in found.walk_ins.items()} == {1: 2}
    assert merging.fold([*told, _event("void", phone=2, seq=5, target=told[1].id)]).heads == {1: 8}


def test_the_last_count_of_a_phone_stands_though_its_clock_was_set_back() -> None:
    told = [_event("count", seq=seq, number=seq, at=NOON - timedelta(minutes=seq)) for seq in (1, 2, 3)]
    assert merging.fold(told).heads == {1: 3}
    other = _event("count", phone=2, number=9, at=NOON - timedelta(minutes=2))
    assert merging.fold([other, *told]).heads == {1: 9}


def test_records_that_share_a_number_are_all_kept_apart() -> None:
    one, twin = _event("entry", id=IDS[1], registration=5), _event("entry", id=IDS[2], registration=6)
    other = _event("entry", phone=2, id=IDS[3], registration=6)
    assert merging.forked([one, twin, other, one]) == {(1, IDS[1]), (1, IDS[2])}
    assert merging.forked([one, one, other]) == set()


def test_gaps_are_named() -> None:
    assert merging.gap([], 0) == merging.Gap(0, ())
    assert merging.gap([1, 2, 3], 3) == merging.Gap(0, ())
    assert merging.gap([2, 5, 5], 6) == merging.Gap(4, (1, 3, 4, 6))
    assert merging.gap([9], 2) == merging.Gap(8, (1, 2, 3, 4, 5, 6, 7, 8))
    many = merging.gap([], 1_000_000)
    assert (many.count, len(many.numbers)) == (1_000_000, merging.MOST_LISTED)


def test_an_arrival_of_another_way_stays_whatever_the_phones_say() -> None:
    desk = {5: Standing(1, 5, None)}
    entry = _event("entry", registration=5)
    assert merging.settle([5], {5: (entry,)}, desk) == ([], [])
    assert merging.settle([5], {}, desk) == ([], [])
    assert merging.settle([5], {}, {5: Standing(1, 5, 1)}) == ([], [1])
    assert merging.settle([5], {5: (entry,)}, {5: Standing(1, 5, 2)}) == ([entry], [1])


def test_the_cards_of_a_day() -> None:
    twice = [_event("entry", registration=5), _event("entry", phone=2, seq=2, registration=5)]
    same_phone = [_event("entry", seq=3, registration=6), _event("entry", seq=4, registration=6)]
    gone, waits = _event("entry", seq=5, registration=7), _event("entry", phone=2, seq=5, registration=8)
    off = _event("entry", phone=2, seq=6, registration=9, lesson=2)
    unknown = _event("entry", phone=3, seq=1, quarantine="unknown")
    late = [_event("entry", phone=4, seq=seq, registration=5, quarantine="ended") for seq in (1, 2)]
    fork = _event("entry", phone=5, quarantine="fork")
    nonsense = [_event("count", phone=6, quarantine="absurd"), _event("seen", phone=7, quarantine="absurd")]
    every = [*twice, *same_phone, gone, waits, off, unknown, *late, fork, *nonsense]
    statuses = {5: "confirmed", 6: "confirmed", 7: "cancelled", 8: "held", 9: "confirmed"}

    found = merging.conflicts(merging.fold(every), statuses, [2], replaced=[same_phone[0].row])

    keys = {"twice:5", "replaced:6", "cancelled:7", "waiting:8", "off:2", f"unknown:{unknown.id}"}
    assert {one.key for one in found} == keys | {"late:4", "fork:5", "absurd:6"}
    assert next(len(one.sights) for one in found if one.key == "late:4") == 2
