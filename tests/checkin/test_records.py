"""A record has one spelling and one signer; whatever else a phone may send is refused in one sentence."""

import contextlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from outreach.checkin import keys, messages, records
from outreach.refusal import Refusal
from tests.checkin.phone import Phone

ID, HASH = "0f" * 16, "a1" * 32


def _phone() -> Phone:
    phone = Phone()
    phone.id = 7
    return phone


PHONE = _phone()  # for its key alone: whoever writes takes a phone of their own, and has record 1


def _signed(text: str, signature: str) -> bool:
    return keys.signed_by(PHONE.key.public_key(), text, signature)


def _same_key() -> Phone:
    phone = _phone()
    phone.key = PHONE.key
    return phone


def _refused(body: object, signature: object = "") -> str:
    with pytest.raises(Refusal) as refused:
        records.read(body, signature, phone=7, signed=_signed)
    return refused.value.code


def _body(**over: Any) -> str:
    return str(_phone().write("entry", 3, **{"ref": ID, **over})["body"])


def test_a_record_is_read_as_it_was_written() -> None:
    event = _same_key().write("entry", 3, ref=ID, how="camera", word="in", offset=-1500)
    record = records.read(event["body"], event["signature"], phone=7, signed=_signed)
    assert (record.id, record.seq, record.lesson) == (event["id"], 1, 3)
    assert (record.ref, record.kind, record.how, record.offset) == (ID, "entry", "camera", -1500)


def test_a_chain_of_records_names_each_one_before() -> None:
    phone = _phone()
    first, second = phone.write("walk_in", 3, number=1), phone.write("walk_in", 3, number=1)
    assert records.parsed(second["body"]).prev == records.hash_of(first["body"])


WRONG: list[dict[str, Any]] = [
    *({"v": one} for one in (0, 2, True, "1", 1.0, None)),
    *({"id": one} for one in ("", "0F" * 16, "0f" * 15, 7, ID + "\n")),
    *({"phone": one} for one in (0, -1, 2**31, "7", True)),
    *({"seq": one} for one in (0, -1, 1_000_001, 1.5, True)),
    *({"prev": one} for one in (HASH, "x", None)),
    *({"seq": 2, "prev": one} for one in ("", HASH[:-1], HASH.upper(), None, 7)),
    *({"lesson": one} for one in (-1, 2**31, "3", None)),
    *({"kind": one} for one in ("", "Entry", "entry entry", "x" * 9, None, "佐藤")),
    *({"how": one} for one in ("x" * 17, "Sato", "a b", None)),
    *({"word": one} for one in ("x" * 17, "090", "サトウ")),
    *({"why": one} for one in ("because she forgot it", "!")),
    *({"ref": one} for one in (ID[:-1], HASH, "g" * 32)),
    *({"code": one} for one in ("1234567", "123456789", "１２３４５６７８")),
    *({"target": one} for one in ("x", HASH)),
    *({"number": one} for one in (-1, 2**31, "1")),
    *({"at": one} for one in (-1, 2**53, 1.5, None, "0")),
    *({"mono": one} for one in (-1, 2**53, 0.5)),
    *({"offset": one} for one in (2**53, -(2**53), 1.5, "0")),
    *({"list": one} for one in ("x" * 8, HASH + "a", None)),
]


@pytest.mark.parametrize("over", WRONG, ids=lambda over: repr(over)[:40])
def test_what_is_not_of_its_shape_is_refused(over: dict[str, Any]) -> None:
    assert _refused(_body(**over)) == "shape"


def test_every_other_spelling_of_a_record_is_refused() -> None:
    body = _body()
    found = json.loads(body)
    swapped = {name: found[name] for name in reversed(found)}
    other = [
        f" {body}",
        f"{body}\n",
        body.replace(",", ", ", 1),
        body.replace('"v":1', '"v":1.0'),
        body.replace('"v":1', '"v":01'),
        body.replace('"entry"', '"\\u0065ntry"'),
        body.replace('"v":1', '"v":1,"v":1'),
        body[:-1] + ',"name":"x"}',
        body.replace('"mono":1000,', ""),
        json.dumps(swapped, separators=(",", ":")),
        f"[{body}]",
        body.replace('"mono":1000', '"mono":1' + "0" * 5000),
        "[" * 1900,
        "{" + '"a":{' * 390,
        "NaN",
        "",
    ]
    assert {_refused(one) for one in other} == {"shape"}
    assert records.parsed(body).kind == "entry"


def test_a_record_of_another_phone_or_with_another_signature_is_refused() -> None:
    phone, other = _phone(), _phone()
    other.id = 8
    assert _refused(other.write("entry", 3, ref=ID)["body"]) == "phone"
    event = phone.write("entry", 3, ref=ID)
    assert _refused(event["body"], event["signature"]) == "signature"
    mine = PHONE.sign(event["body"])  # without the words that say what it is for
    assert _refused(event["body"], mine) == "signature"


def test_a_signature_has_one_spelling() -> None:
    body = _body()
    signature = PHONE.sign(records.TAG + body)
    assert records.read(body, signature, phone=7, signed=_signed).phone == 7
    last = signature[-1]
    twin = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spare = twin[twin.index(last) ^ 1]
    for other in (f"{signature}==", signature[:-1] + spare, signature[:-1], f"{signature}A", f" {signature}"):
        assert _refused(body, other) == "signature"


@given(
    st.one_of(
        st.none(), st.integers(), st.text(), st.binary(), st.lists(st.integers()), st.dictionaries(st.text(), st.text())
    )
)
def test_whatever_comes_it_is_refused_in_a_sentence(thing: object) -> None:
    assert _refused(thing, thing) == "shape"
    assert _refused(json.dumps(thing, default=str), "x") == "shape"


MEMBER = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40), st.just(ID), st.just(""))


@given(st.fixed_dictionaries(dict.fromkeys(records.MEMBERS, MEMBER)))
def test_whatever_the_members_hold_it_is_a_record_or_refused(members: dict[str, Any]) -> None:
    body = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
    with contextlib.suppress(Refusal):
        assert records.parsed(body).v == 1


@given(st.text(max_size=200))
def test_whatever_a_signature_is_it_never_fits_by_chance(signature: str) -> None:
    assert not keys.signed_by(PHONE.key.public_key(), "text", signature)


@given(st.text(max_size=100), st.data())
def test_a_message_is_read_or_refused(text: str, data: st.DataObject) -> None:
    names = ("at", "last", "have", "events", "done")
    told = json.dumps({name: data.draw(MEMBER) for name in names})
    for message in (text, told, json.dumps(text), f"[{text}]"):
        with pytest.raises(Refusal) as refused:
            messages.read(message)
        assert refused.value.code == "unreadable"


def test_a_message_says_what_the_phone_knows() -> None:
    phone = _phone()
    phone.write("walk_in", 3, number=1)
    said = messages.read(phone.message(have="abc", done=True))
    assert (said.last, said.have, said.done, len(said.events)) == (1, "abc", True, 1)


def test_of_a_batch_only_what_is_wrong_is_refused() -> None:
    phone = _phone()
    good = phone.write("walk_in", 3, number=1)
    sent = {"body": good["body"], "signature": good["signature"]}
    changed = phone.write("walk_in", 3, number=1, id=good["id"], code="12345678")
    events = [None, sent, {}, 7, {"body": 1}, {**sent, "signature": "x"}, sent, changed]
    kept, refused = messages.checked(7, phone.public_key, events)
    assert [one.record.id for one in kept] == [good["id"]]
    assert [(one.index, one.reason) for one in refused] == [
        *((0, "shape"), (2, "shape"), (3, "shape"), (4, "shape"), (5, "signature"), (7, "changed")),
    ]


def test_a_point_that_is_not_on_the_curve_is_no_key() -> None:
    raw = bytearray(keys.decoded(PHONE.public_key, 65))
    raw[64] ^= 1
    with pytest.raises(Refusal):
        keys.read_public(keys.encoded(bytes(raw)))
    assert isinstance(keys.read_public(PHONE.public_key), ec.EllipticCurvePublicKey)


@pytest.mark.parametrize(
    ("kind", "over", "absurd"),
    [
        ("entry", {"ref": ID}, False),
        ("entry", {"code": "12345678"}, False),
        ("entry", {}, True),
        ("seen", {}, False),
        ("void", {"target": ID}, False),
        ("void", {}, True),
        ("void", {"id": ID, "target": ID}, True),
        ("walk_in", {"number": 1}, False),
        ("walk_in", {"number": 2}, True),
        ("count", {"number": 12}, False),
        ("count", {"number": 1001}, True),
        ("party", {}, True),
    ],
)
def test_what_is_well_formed_may_still_be_nonsense(kind: str, over: dict[str, Any], absurd: bool) -> None:  # noqa: FBT001
    assert records.is_absurd(records.parsed(_phone().write(kind, 3, **over)["body"])) is absurd
