import json
import unicodedata
from dataclasses import replace

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from app.journal.change import Change, Json, nfc
from app.journal.wire import (
    MAX_DEPTH,
    MAX_INTEGER,
    WireError,
    canonical,
    decode,
    decode_batch,
    encode,
    encode_batch,
)

from .builders import QUICK, SOAK, delete, put, stamp

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵĐƠƯẾ "
TEXT = st.one_of(
    st.text(VIETNAMESE),
    st.text(VIETNAMESE).map(lambda text: unicodedata.normalize("NFD", text)),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
)
LEAF = st.one_of(st.none(), st.booleans(), st.integers(-MAX_INTEGER, MAX_INTEGER), TEXT)
COMPOSED = TEXT.map(lambda text: unicodedata.normalize("NFC", text))


def containers(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.one_of(st.lists(inner, max_size=3), st.dictionaries(COMPOSED, inner, max_size=3))


JSON: st.SearchStrategy[Json] = st.recursive(LEAF, containers, max_leaves=8)
FIELDS = st.dictionaries(COMPOSED, JSON, max_size=4)
IDS = st.lists(st.text("ab0-", min_size=1), max_size=3).map(tuple)
CHANGES = st.builds(
    Change,
    *[st.text(VIETNAMESE, min_size=1).map(lambda text: unicodedata.normalize("NFC", text))] * 2,
    stamp=st.integers(0, 999).map(stamp),
    author=COMPOSED,
    device=st.just(f"{1:016x}"),
    entity=st.sampled_from(["finding", "entity_of_a_newer_version"]),
    entity_id=st.just("r"),
    root_id=st.just("r"),
    scope=COMPOSED,
    kind=st.sampled_from(["put", "delete", "event", "seal", "purge", "kind_of_a_newer_version"]),
    fields=FIELDS,
    base=st.dictionaries(COMPOSED, IDS, max_size=3),
    schema=st.integers(1, 99),
    cap=st.none() | st.integers(0, 999).map(stamp),
    extra=st.dictionaries(COMPOSED.map(lambda text: f"x-{text}"), JSON, max_size=2),
)


def composed(change: Change) -> Change:
    def fields(values: object) -> dict[str, Json]:
        result = nfc(dict(values))  # type: ignore[call-overload]  # a Mapping of Json
        assert isinstance(result, dict)
        return result

    return replace(change, fields=fields(change.fields), extra=fields(change.extra))


def check_round_trip(change: Change) -> None:
    data = encode(change)
    assert decode(data) == composed(change)
    assert encode(decode(data)) == data
    assert unicodedata.is_normalized("NFC", data.decode())


@QUICK
@given(CHANGES)
def test_what_is_encoded_is_decoded_the_same(change: Change) -> None:
    check_round_trip(change)


@pytest.mark.soak
@SOAK
@given(CHANGES)
def test_long_campaign_of_round_trips(change: Change) -> None:
    check_round_trip(change)


@QUICK
@given(JSON)
def test_canonical_bytes_are_those_of_rfc_8785(value: Json) -> None:
    assert canonical(value) == rfc8785.dumps(nfc(value))


@QUICK
@given(st.lists(CHANGES, max_size=4))
def test_a_batch_is_decoded_the_same(changes: list[Change]) -> None:
    data = encode_batch(changes)
    assert decode_batch(data) == ([composed(change) for change in changes], [])
    assert data == canonical(json.loads(data))


@QUICK
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_noise_is_refused_and_nothing_worse(noise: bytes) -> None:
    with pytest.raises(WireError):
        decode(noise)


@QUICK
@given(CHANGES, st.integers(0, 9999), st.binary(max_size=3))
def test_a_damaged_change_is_a_change_or_refused(change: Change, at: int, damage: bytes) -> None:
    data = encode(change)
    cut = at % len(data)
    assert_refused_or_sound(data[:cut] + damage + data[cut + 1 :])


def assert_refused_or_sound(data: bytes) -> None:
    try:
        change = decode(data)
    except WireError:
        return
    assert decode(encode(change)) == change


@QUICK
@given(st.lists(st.sampled_from([encode(put("a", note='[{,}]"\\')), b"{}", b"7", b'"\\"]"', b"[1,[2]]", b""])))
def test_a_batch_is_cut_at_its_outer_commas_only(elements: list[bytes]) -> None:
    changes, refused = decode_batch(b"[" + b" ,\n".join(elements) + b"]")
    count = len(elements) if elements != [b""] else 0
    assert len(changes) + len(refused) == count
    assert len(changes) == sum(len(element) > 9 for element in elements)


def test_a_bad_element_does_not_block_the_others() -> None:
    good = encode(put("a")), encode(put("b"))
    changes, refused = decode_batch(b"[" + b",".join([good[0], b'{"id":1}', b"nonsense", good[1]]) + b"]")
    assert [change.id for change in changes] == ["a", "b"]
    assert [index for index, _ in refused] == [1, 2]


@pytest.mark.parametrize("data", [b"[]", b" [ ] \n"])
def test_an_empty_batch(data: bytes) -> None:
    assert decode_batch(data) == ([], [])


@pytest.mark.parametrize("data", [b"", b"[", b"]", b"{}", b"[{}", b"[{]", b"[1]]", b"[1][2]", b'["]', b"[{},]{}]"])
def test_what_is_no_batch_is_refused(data: bytes) -> None:
    with pytest.raises(WireError, match=r"array|cut off"):
        decode_batch(data)


def test_decomposed_text_arrives_composed() -> None:
    sent = put("a", note=unicodedata.normalize("NFD", "Tổ Công tác liên ngành, huyện Đầm Hà"))
    assert decode(encode(sent)).fields == {"note": "Tổ Công tác liên ngành, huyện Đầm Hà"}


def test_both_forms_of_a_text_have_the_same_bytes() -> None:
    text = "Quyết định về việc lưu trữ"
    assert canonical(unicodedata.normalize("NFD", text)) == canonical(text)


def test_decomposed_text_in_escapes_arrives_composed() -> None:
    data = encode(put("a", note="X")).replace(b'"X"', b'"e\\u0302\\u0301"')
    assert decode(data).fields == {"note": "ế"}


def test_keys_are_sorted_by_utf_16_as_rfc_8785_wants() -> None:
    assert canonical({"\ufb01": 1, "😀": 2}) == '{"😀":2,"\ufb01":1}'.encode()


def test_unknown_keys_come_out_again() -> None:
    data = canonical({**json.loads(encode(put("a", note="n"))), "witness": {"of": ["a", "newer", "version"]}})
    assert decode(data).extra == {"witness": {"of": ["a", "newer", "version"]}}
    assert encode(decode(data)) == data


def test_an_unknown_kind_is_kept() -> None:
    assert decode(encode(put("a", kind="nova"))).kind == "nova"


def test_a_change_without_cap_sends_none() -> None:
    assert b'"cap"' not in encode(put("a"))


def test_a_delete_travels() -> None:
    assert decode(encode(delete("d", 1, ("a", "b"), ("c",)))) == delete("d", 1, ("a", "b"), ("c",))


def test_the_order_of_fields_does_not_change_the_bytes() -> None:
    assert encode(put("a", x=1, y=2)) == encode(put("a", y=2, x=1))


def test_an_extra_key_of_our_own_name_is_refused() -> None:
    with pytest.raises(WireError, match="our own"):
        encode(replace(put("a"), extra={"cap": "x"}))


@pytest.mark.parametrize("value", [1.0, float("nan"), (1,), b"x", {1: 2}, {"a"}, object(), MAX_INTEGER + 1, "\ud800"])
def test_what_does_not_travel_is_refused_when_written(value: Json) -> None:
    with pytest.raises(WireError):
        encode(put("a", note=value))


def nested(depth: int) -> Json:
    value: Json = []
    for _ in range(depth - 1):
        value = [value]
    return value


def test_depth_is_allowed_up_to_its_bound() -> None:
    assert decode(encode(put("a", note=nested(MAX_DEPTH - 2)))).fields == {"note": nested(MAX_DEPTH - 2)}


def test_depth_is_refused_beyond_its_bound() -> None:
    with pytest.raises(WireError, match="deep"):
        encode(put("a", note=nested(MAX_DEPTH - 1)))
