"""Whether a word can be a Vietnamese syllable: onset, rhyme, tone. What tells letters of an old font from rubbish."""

import re
import unicodedata

_ONSETS = re.findall(r"\S+", "ngh ng nh ch gh gi kh ph qu th tr b c d đ g h k l m n p q r s t v x")
_ALL_RHYMES = """
    a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op
    ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uac uach uai uan uang uanh uao uat uau uay uăc uăm uăn uăng uăt uân uâng uât uây uc ue uen ueo uet uê uêch uên
    uênh uêt uêu ui um un ung uôc uôi uôm uôn uông uôp uôt uơ uơn up ut uy uya uych uyên uyêt uyn uynh uyt uyu ư ưa ưc
    ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu yn ynh yt
"""
_RHYMES = frozenset(_ALL_RHYMES.split())
_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
_STOPPED = ("c", "ch", "p", "t")
"""Rhymes that end so take only sắc and nặng."""
LETTERS = frozenset(
    unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in ("", *_TONES)
) | frozenset("đ")
"""The vowels with all their marks, and đ, in lower case."""
_SHORTENED = re.compile(r"[A-ZĐƯƠÔÂÊĂ]{2,10}")
"""Letters of an abbreviation: "BCĐTW", "QLVBĐH"."""
WORD = re.compile(r"[^\W\d_]+")


def is_syllable(word: str) -> bool:
    """Whether a word could be Vietnamese, in any case. A plain ASCII word (an abbreviation, a name) always can."""
    if word.isascii() or _SHORTENED.fullmatch(word):
        return True
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [ch for ch in decomposed if ch in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(ch for ch in decomposed if ch not in _TONES))
    return any(_fits(rhyme, tones) for rhyme in _rhymes(bare))


def _rhymes(bare: str) -> list[str]:
    found = [bare[len(onset) :] for onset in _ONSETS if bare.startswith(onset)] + [bare]
    if bare.startswith("gi"):
        found.append(bare[1:])  # "gì", "giêng": the i is onset and vowel
    if bare.startswith("qu"):
        found.append(bare[1:])  # "quân": read as q + uân
    return [rhyme for rhyme in found if rhyme in _RHYMES]


def _fits(rhyme: str, tones: list[str]) -> bool:
    if not rhyme.endswith(_STOPPED):
        return True
    return bool(tones) and tones[0] in ("\u0301", "\u0323")
