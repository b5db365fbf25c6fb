"""Which group of the form (I-IV) a library task is proposed for; the person may choose another."""

from app.models.plan.libraries import LibraryTask, group_of, group_words
from app.models.text import fold

DEFAULT_GROUP = "I"


def proposed_group(task: LibraryTask) -> str:
    """Numeral of the group: curated for the shipped tasks, else by the words of the content."""
    return group_of(task.key) or _by_words(task.content)


def _by_words(content: str) -> str:
    folded = fold(content)
    for numeral, words in group_words().items():
        if any(word in folded for word in words):
            return numeral
    return DEFAULT_GROUP
