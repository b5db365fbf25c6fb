"""Fractional ranks: the order of a list as text keys, so that inserting a row rewrites no other row."""

from fractional_indexing import generate_key_between, generate_n_keys_between


def between(before: str | None, after: str | None) -> str:
    """A rank after `before` and before `after`, which is greater; None is the open end."""
    return str(generate_key_between(before or None, after or None))


def several(count: int, *, after: str | None = None) -> list[str]:
    """`count` ranks in order, all after `after`."""
    return [str(key) for key in generate_n_keys_between(after or None, None, count)]
