"""Numbers that a step records: reading what was typed, and holding it against range and the number before."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from app.models.errors import InvalidInputError
from app.models.runbook.records import Measure, Step
from app.models.runbook.run_records import RunState
from app.services.runbook.recording import name_of


def read_numbers(step: Step, numbers: Mapping[str, str]) -> dict[str, Decimal]:
    """What was typed as numbers: "1.234,5" and "1234.5" are both read.

    Raises:
        InvalidInputError: no number, or not one of the step's measures.
    """
    known = {measure.id: measure for measure in step.measures}
    found: dict[str, Decimal] = {}
    for key, text in numbers.items():
        measure = known.get(key)
        if measure is None:
            raise InvalidInputError(f"{name_of(step)} không ghi số liệu này.", "Chọn lại số liệu.")
        found[key] = _number(text, measure)
    return found


def _number(text: str, measure: Measure) -> Decimal:
    typed_text = text.strip().replace(" ", "")
    if "," in typed_text:
        typed_text = typed_text.replace(".", "").replace(",", ".")
    elif typed_text.count(".") > 1 or (typed_text.count(".") == 1 and len(typed_text.split(".")[1]) == 3):
        typed_text = typed_text.replace(".", "")
    try:
        found = Decimal(typed_text)
    except InvalidOperation:
        raise InvalidInputError(f"{measure.name}: “{text}” không phải là số.", "Chỉ ghi chữ số.") from None
    if not found.is_finite():
        raise InvalidInputError(f"{measure.name}: “{text}” không phải là số.", "Chỉ ghi chữ số.")
    return found


def check_numbers(state: RunState, step: Step, numbers: Mapping[str, Decimal], explanation: str) -> None:
    """Hold the numbers of a step that ends đạt against their ranges and the numbers taken before.

    Raises:
        InvalidInputError: one is missing, out of range, or differs from the one before without an explanation.
    """
    before = {key: value for one in state.steps for key, value in one.numbers.items()}
    for measure in step.measures:
        value = numbers.get(measure.id)
        if value is None:
            raise InvalidInputError(f"{name_of(step)}: chưa ghi “{measure.name}”.", "Ghi số liệu trước khi kết thúc.")
        low, high = measure.low, measure.high
        if (low is not None and value < low) or (high is not None and value > high):
            raise InvalidInputError(
                f"{measure.name}: {value:f} ngoài khoảng cho phép ({measure.allowed}).",
                "Kiểm tra lại, hoặc kết thúc với kết quả “Không đạt”.",
            )
        known = before.get(measure.compare_with)
        if known is not None and known != value and not explanation:
            raise InvalidInputError(
                f"{measure.name}: trước là {known:f}, sau là {value:f}, chênh {value - known:+f}.",
                "Ghi giải thích, hoặc kết thúc với kết quả “Không đạt”.",
            )
