"""When two articles tell the same story twice: copies, light edits, updates, corrections. Pure.

Texts are compared by the runs of five words that they share. The runs that a window of sixteen always agrees
on (winnowing: Schleimer, Wilkerson and Aiken, 2003) are the fingerprints by which a database finds what to
compare. Thresholds: docs/feeds.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b

from data.model import Article, Entry
from data.stories import Kind, Kinship, Rival

SHINGLE_WORDS = 5
WINDOW = 16  # neighbouring runs of which one is kept, so that 20 common words are always found
SAME_STORY = 0.6  # share of the shorter text's runs that the longer one must have
_MOST_LONGER = 4.0  # a round-up that holds a brief is another story
_STORY_DAYS = 30  # beyond which only what is nearly the same counts: yearly events are told in the same words
_NEARLY_ALL = 0.95
_NEW_SHARE = 0.2  # of an update's runs, those that were not there before

_WORD = re.compile(r"\w+")
_CORRECTION = re.compile(
    r"(?im)^\W*(?:corrections?|clarifications?|corrected|retraction|erratum)\b[^.!?\n]{0,60}[:.–—-]"
    r"|^\W*\(corrects\b"
    r"|\b(?:this|the) (?:article|story|report|piece|headline|post) (?:has been|was) (?:corrected|amended)\b"
    r"|\b(?:an|the) (?:earlier|previous|original) version of this (?:article|story|report|piece|post)\b"
    r"|\b(?:corrects|updated to correct|amended to (?:correct|clarify|make clear))\b"
)


@dataclass(frozen=True)
class Wording:
    """An article's words, ready to be compared."""

    text: str
    title: str = ""
    published: datetime | None = None

    @classmethod
    def of(cls, one: Entry | Article | Rival) -> "Wording":
        """The wording of an article in any of its forms."""
        return cls(one.text, one.title, one.published)

    @cached_property
    def runs(self) -> frozenset[str]:
        """Its runs of five words, folded; the whole text where it is shorter."""
        return frozenset(_runs(self.text))

    @cached_property
    def hashes(self) -> tuple[int, ...]:
        """Its fingerprints, signed 64-bit numbers."""
        hashed = [_hash(run) for run in _runs(self.text)]
        last = max(1, len(hashed) - WINDOW + 1) if hashed else 0
        return tuple(sorted({min(hashed[start : start + WINDOW]) for start in range(last)}))

    @property
    def speaks_of_correction(self) -> bool:
        """Whether it says of itself that it corrects something."""
        return bool(_CORRECTION.search(f"{self.title}\n{self.text}"))

    def nearest(self, rivals: Sequence[Rival]) -> Kinship | None:
        """The rival with which it has most in common, if that makes them one story."""
        kin = [
            (resemblance(self, other), -rival.key, other) for rival in rivals if (other := Wording.of(rival))
        ]
        same = [one for one in kin if is_same_story(self, one[2])]
        if not same:
            return None
        _, negative_key, other = max(same, key=lambda one: one[:2])
        return Kinship(-negative_key, relation(self, other))


def resemblance(one: Wording, other: Wording) -> float:
    """The share (0-1) of all their runs that both have."""
    either = len(one.runs | other.runs)
    return len(one.runs & other.runs) / either if either else 0.0


def is_same_story(one: Wording, other: Wording) -> bool:
    """Whether the texts are so near that one was made from the other, or both from a third."""
    shorter, longer = sorted((len(one.runs), len(other.runs)))
    if not shorter or longer > _MOST_LONGER * shorter:
        return False
    shared = len(one.runs & other.runs) / shorter
    return shared >= (_NEARLY_ALL if _are_far_apart(one, other) else SAME_STORY)


def relation(new: Wording, old: Wording) -> Kind:
    """What a text is to an older one of the same story."""
    if new.published and old.published and new.published < old.published:
        return Kind.COPY
    if new.speaks_of_correction and not old.speaks_of_correction:
        return Kind.CORRECTION
    fresh = len(new.runs - old.runs) / len(new.runs)
    return Kind.UPDATE if fresh >= _NEW_SHARE else Kind.COPY


def _are_far_apart(one: Wording, other: Wording) -> bool:
    if not (one.published and other.published):
        return False
    return abs(one.published - other.published) > timedelta(days=_STORY_DAYS)


def _runs(text: str) -> list[str]:
    words = _WORD.findall(text.casefold())
    if not words:
        return []
    last = max(1, len(words) - SHINGLE_WORDS + 1)
    return [" ".join(words[start : start + SHINGLE_WORDS]) for start in range(last)]


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)
