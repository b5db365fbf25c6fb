"""How keys become a score: 0 to 9, "1" then "0" for ten, a comma for the half point. No Qt here."""

HALF = ","
TEN = "10"
_DIGITS = frozenset("0123456789")


def typed(before: str, key: str) -> str:
    """What stands in the cell after a key; keys that mean nothing here leave it as it is.

    "7" is 7; "7" then "," is 7,5 (a "5" after it changes nothing); "1" then "0" is 10; another digit begins anew.
    """
    if key in (HALF, "."):
        return f"{before}{HALF}5" if len(before) == 1 and before in _DIGITS else before
    if key not in _DIGITS:
        return before
    if before == "1" and key == "0":
        return TEN
    if before.endswith(f"{HALF}5") and key == "5":
        return before
    return key
