"""What is wrong with the signing of a record after desks have met: found here, refused in local acts."""

from app.models.signing.records import SignedState


def findings(state: SignedState) -> tuple[str, ...]:
    """Each thing to settle, in words."""
    found = []
    if len(state.ends) > 1:
        names = "; ".join(_name(state, one.signatory_id) for one in state.ends)
        found.append(f"Hai máy ký song song trên hai tệp khác nhau ({names}): giữ một tệp, ký lại trên tệp đó.")
    known = {one.id for one in state.signatories}
    if any(one.signatory_id not in known for one in state.signatures):
        found.append("Có chữ ký của người không còn trong danh sách ký: thêm lại người đó.")
    if state.outdated and not state.signatures:
        found.append("Nội dung đã chốt lại sau khi ký: cần ký lại bản mới.")
    return tuple(found)


def _name(state: SignedState, signatory_id: str) -> str:
    return next((one.full_name for one in state.signatories if one.id == signatory_id), "người đã bỏ khỏi danh sách")
