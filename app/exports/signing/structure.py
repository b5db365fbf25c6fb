"""What a revision of a PDF changes in its structure: additions that hide nothing and run nothing, or more than that.

pyHanko's own policy knows signatures, form filling and time stamps. The văn thư's number, date and seal are drawn on
the page by other programs, as annotations or as further content; these functions say whether only that was done.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

Ref: TypeAlias = tuple[int, int]
"""Number and generation of an object."""

_CATALOG_MAY = {"/AcroForm", "/Metadata", "/DSS", "/Extensions", "/Version", "/Perms"}
_PAGE_MAY = {"/Annots", "/Contents", "/Resources", "/LastModified", "/Tabs"}
_FORM_MAY = {"/Fields", "/SigFlags", "/DA", "/DR"}
_DRAWN_NOTES = {"/Widget", "/Stamp", "/FreeText", "/Ink", "/Square", "/Line"}
_RUNS = {"/A", "/AA", "/JS", "/OC"}
"""Keys of an annotation that act or hide."""
_HIDES = 0b100011
"""Flags of an annotation: invisible, hidden, shown on paper only."""


def overreach(old: Any, new: Any) -> str:
    """Why a revision is more than an addition on top of the pages, in words; empty where it is not.

    `old` and `new` are pyHanko's historical resolvers of neighbouring revisions.
    """
    if new.refs_freed_in_revision():
        return "xoá một phần của tệp"
    allowed: set[Ref] = set()
    for problem in (_catalog(old, new, allowed), _pages(old, new, allowed)):
        if problem:
            return problem
    rewritten = [ref for ref in new.explicit_refs_in_revision() if not old.is_ref_unassignable(ref)]
    if any(_id(ref) not in allowed and _plain(old(ref)) != _plain(new(ref)) for ref in rewritten):
        return "ghi đè một phần đã ký của tệp"
    return ""


def adds_only_fields(old: Any, new: Any) -> bool:
    """Whether a revision leaves the pages' content as it was and adds nothing to them but form fields (signatures)."""
    if overreach(old, new):
        return False
    pairs = zip(_leaves(old.root, "/Pages"), _leaves(new.root, "/Pages"), strict=True)
    return all(_gained_fields(before, after) for (_, before), (_, after) in pairs)


def _gained_fields(old: Any, new: Any) -> bool:
    if any(_raw(old, key) != _raw(new, key) for key in ("/Contents", "/Resources")):
        return False
    known = _items(old, "/Annots")
    notes = zip(_items(new, "/Annots"), _value(new, "/Annots", ()), strict=True)
    return all(place in known or _value(note.get_object(), "/Subtype") == "/Widget" for place, note in notes)


def _catalog(old: Any, new: Any, allowed: set[Ref]) -> str:
    before, after = old.root, new.root
    allowed.add(_id(new.root_ref))
    for key in {*before.keys(), *after.keys()} - _CATALOG_MAY - {"/Pages"}:
        if _raw(before, key) != _raw(after, key):
            return "thêm lệnh hoặc cấu trúc không phải chữ ký"
    allowed |= _ref(before, "/Metadata") | _ref(old.trailer_view, "/Info")
    return _form(before, after, allowed)


def _form(before: Any, after: Any, allowed: set[Ref]) -> str:
    if "/AcroForm" not in before:
        return ""
    old_form, new_form = before["/AcroForm"], _value(after, "/AcroForm", {})
    for key in {*old_form.keys(), *new_form.keys()} - _FORM_MAY:
        if _raw(old_form, key) != _raw(new_form, key):
            return "đổi biểu mẫu của tệp"
    fields = _items(old_form, "/Fields")
    if not _keeps(fields, _items(new_form, "/Fields")):
        return "bỏ một chữ ký đã có"
    empty = {place for place, field in zip(fields, _value(old_form, "/Fields", ()), strict=True) if _is_empty(field)}
    allowed |= _ref(before, "/AcroForm") | _ref(old_form, "/Fields") | {place for place in empty if _is_ref(place)}
    return ""


def _is_empty(field: Any) -> bool:
    field = field.get_object()
    return bool(_value(field, "/FT") == "/Sig" and "/V" not in field)


def _pages(old: Any, new: Any, allowed: set[Ref]) -> str:
    before, after = list(_leaves(old.root, "/Pages")), list(_leaves(new.root, "/Pages"))
    if [ref for ref, _ in before] != [ref for ref, _ in after]:
        return "thêm, bớt hoặc đổi chỗ trang"
    for (ref, old_page), (_, new_page) in zip(before, after, strict=True):
        allowed.add(ref)
        problem = _page(old_page, new_page, allowed)
        if problem:
            return problem
    return ""


def _leaves(holder: Any, key: Any) -> Iterator[tuple[Any, Any]]:
    node = holder[key]
    if _value(node, "/Type") == "/Pages":
        for at in range(len(node["/Kids"])):
            yield from _leaves(node["/Kids"], at)
    else:
        yield _raw(holder, key), node


def _page(old: Any, new: Any, allowed: set[Ref]) -> str:
    for key in {*old.keys(), *new.keys()} - _PAGE_MAY:
        if _raw(old, key) != _raw(new, key):
            return "đổi khổ, chiều hoặc thuộc tính của trang"
    if not _keeps(_streams(old), _streams(new)):
        return "thay nội dung của trang"
    if isinstance(_value(old, "/Contents"), list):
        allowed |= _ref(old, "/Contents")
    if not _keeps_resources(_value(old, "/Resources", {}), _value(new, "/Resources", {}), allowed):
        return "thay phông chữ hoặc hình của trang"
    allowed |= _ref(old, "/Resources")
    return _notes(old, new, allowed)


def _streams(page: Any) -> list[Any]:
    if isinstance(_value(page, "/Contents"), list):
        return _items(page, "/Contents")
    return [_raw(page, "/Contents")] if "/Contents" in page else []


def _keeps_resources(old: Any, new: Any, allowed: set[Ref]) -> bool:
    """Every font and picture that a page named before, it names still, and means the same."""
    for kind in old:
        if _raw(old, kind) == _raw(new, kind) and not _ref(old, kind):
            continue
        before, after = old[kind], _value(new, kind)
        if not (isinstance(before, dict) and isinstance(after, dict)):
            return False
        if any(_raw(before, name) != _raw(after, name) for name in before):
            return False
        allowed |= _ref(old, kind)
    return True


def _notes(old: Any, new: Any, allowed: set[Ref]) -> str:
    known, present = _items(old, "/Annots"), _items(new, "/Annots")
    if not _keeps(known, present):
        return "bỏ hình hoặc chữ ký đã có trên trang"
    allowed |= _ref(old, "/Annots")
    for place, note in zip(present, _value(new, "/Annots", ()), strict=True):
        note = note.get_object()
        if place not in known and (
            _value(note, "/Subtype") not in _DRAWN_NOTES or _RUNS & note.keys() or int(_value(note, "/F", 0)) & _HIDES
        ):
            return "thêm liên kết, lệnh hoặc phần ẩn vào trang"
    return ""


def _keeps(old: list[Any], new: list[Any]) -> bool:
    """Whether all of the old are there still, in their order."""
    rest = iter(new)
    return all(one in rest for one in old)


def _items(holder: Any, key: str) -> list[Any]:
    array = _value(holder, key, ())
    return [_raw(array, at) for at in range(len(array))]


def _value(holder: Any, key: str, default: Any = None) -> Any:
    """What stands under a key, followed to the object itself (a dictionary's own `get` gives the bare reference)."""
    return holder[key] if key in holder else default  # noqa: SIM401 its `get` would not follow


def _ref(holder: Any, key: str) -> set[Ref]:
    """The reference under a key, as a set of one or none."""
    found = _raw(holder, key)
    return {found} if _is_ref(found) else set()


def _is_ref(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(isinstance(part, int) for part in value)


def _id(ref: Any) -> Ref:
    return ref.idnum, ref.generation


def _raw(holder: Any, key: Any) -> Any:
    """A value in a form that compares: its reference where it is one, else its content."""
    try:
        return _plain(holder.raw_get(key))
    except (KeyError, IndexError, AttributeError):
        return None


def _plain(value: Any) -> Any:
    if hasattr(value, "idnum"):
        return _id(value)
    if isinstance(value, dict):
        content = {str(key): _plain(value.raw_get(key)) for key in value}  # type: ignore[attr-defined]
        return content, getattr(value, "encoded_data", b"")
    if isinstance(value, list):
        return [_plain(value.raw_get(at)) for at in range(len(value))]  # type: ignore[attr-defined]
    return value
