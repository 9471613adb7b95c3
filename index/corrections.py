"""What is new in the new text of an article that people were told of, pure."""

import re
from difflib import SequenceMatcher

from data.model import Span
from index.sentences import split_sentences

_SAME = 0.9  # a sentence this near to one of the old text is the same one, touched up
_TITLE = re.compile(r"^\W*(?:correct(?:ion|ed|s)|clarification|erratum|retraction)\b", re.IGNORECASE)
_CORRECTION = re.compile(
    r"\b(?:an? (?:earlier|previous|original) version of this|this (?:article|story|report"
    r"|piece) (?:has been|was)"
    r" (?:amended|corrected|updated|changed)|(?:correction|clarification|update|editor[’']s note)s?\s*[:(—–-]"
    r"|was (?:wrongly|incorrectly|mistakenly)|misstated|we (?:wrongly|incorrectly) (?:said|stated|reported))",
    re.IGNORECASE,
)


def is_correction(title: str, text: str) -> bool:
    """Whether an article says of itself that it puts an earlier report right."""
    return bool(_TITLE.match(title) or _TITLE.match(text))


def speaks_of_correction(title: str, sentence: str) -> bool:
    """Whether a sentence, or the title over it, says that something is put right."""
    return bool(_TITLE.match(title) or _CORRECTION.search(sentence))


def what_changed(old: str, new: str, language: str = "en") -> Span | None:
    """The sentence of the new text that says what has changed: one that speaks of a correction, else the
    first that was not there and is not an old one touched up. None where nothing of substance is new."""
    old_sentences = [" ".join(span.of(old).split()) for span in split_sentences(old, language)]
    known = set(old_sentences)
    fresh = [span for span in split_sentences(new, language) if " ".join(span.of(new).split()) not in known]
    for span in fresh:
        if _CORRECTION.search(span.of(new)):
            return span
    return next((span for span in fresh if _is_substantial(span.of(new), old_sentences)), None)


def _is_substantial(sentence: str, old: list[str]) -> bool:
    """Another number is a change of substance however alike the sentences are."""
    numbers = re.findall(r"\d[\d.,:]*", sentence)
    return not any(
        SequenceMatcher(None, sentence, other, autojunk=False).ratio() >= _SAME
        and re.findall(r"\d[\d.,:]*", other) == numbers
        for other in old
    )
