"""Headlines In Which Every Word Is Capitalised, read as though they were sentences, pure.

Capitals tell names from other words everywhere else. Here each word takes the case that it mostly has in the
rest of the article (truecasing, Lita et al. 2003); a word that stands nowhere else keeps its capital, unless
it is one of those that are never names.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from index.speech.outline import Item, Kind, Sentence
from index.speech.speech_verbs import SPEECH_VERBS
from index.speech.word_classes import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
)

_FEWEST = 4  # words
_SHORT = 4  # letters: "of", "the", "and" are printed small in some headlines
_NEVER_NAMES = (
    frozenset(SPEECH_VERBS)
    | AUXILIARIES
    | CONJUNCTIONS
    | DETERMINERS
    | POSSESSIVES
    | PREPOSITIONS
    | SUBJECT_PRONOUNS
    | SUBORDINATORS
)


def in_sentence_case(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences, with the words of such headlines as they would stand within a sentence."""
    headlines = [_is_headline(sentence) for sentence in sentences]
    if not any(headlines):
        return list(sentences)
    capitals: Counter[str] = Counter()
    for sentence, is_headline in zip(sentences, headlines, strict=True):
        if not is_headline:
            for item in sentence.items[1:]:
                capitals[item.word] += 1 if item.capitalised else -1
    return [
        replace(sentence, items=tuple(_recased(item, capitals) for item in sentence.items))
        if is_headline
        else sentence
        for sentence, is_headline in zip(sentences, headlines, strict=True)
    ]


def _is_headline(sentence: Sentence) -> bool:
    """A paragraph's first sentence that has no full stop, and capitals on all of its longer words."""
    words = [item for item in sentence.items if item.kind is Kind.WORD]
    if sentence.position or len(words) < _FEWEST or sentence.items[-1].kind is Kind.STOP:
        return False
    if (
        sentence.items[0].kind is Kind.QUOTE and sentence.items[1].kind is Kind.DASH
    ):  # "…" — The Herald, 3 May
        return False
    return all(item.capitalised or len(item.word) < _SHORT or item.word[0].isdigit() for item in words)


def _recased(item: Item, capitals: Counter[str]) -> Item:
    if item.kind is not Kind.WORD:
        return item
    named = capitals[item.word]
    small = named < 0 or (named == 0 and item.word in _NEVER_NAMES)
    return item._replace(text=item.word) if small else item
