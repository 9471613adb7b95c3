"""What is new in the new text of an article that people were told of, pure."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from data.model import Attribution, Span
from data.outbox import CORRECTION, UPDATE, Correction
from index.sentences import split_sentences

_SAME = 0.9  # a sentence this near to one of the old text is the same one, touched up
_REWORDED = 0.5  # of the words of two sentences, from which one is the other with something changed
_NOTICE = 300  # characters of a notice, which ends with a sentence
_HEADING = 3  # words, up to which a sentence says nothing by itself
_ABOUT = r"this (?:article|story|report|piece)"
_TITLE = re.compile(r"^\W*(?:correct(?:ion|ed|s)|clarification|erratum|retraction)\b", re.IGNORECASE)
_CORRECTION = re.compile(
    rf"\b(?:an? (?:earlier|previous|original) version of this|{_ABOUT} (?:has been|was)"
    r" (?:amended|corrected|changed)|updated [^.!?]{0,40}?to (?:correct|clarify|make clear)"
    r"|was (?:wrongly|incorrectly|mistakenly) (?:attributed|called|described|given|identified|listed|named"
    r"|quoted|reported|said|spel(?:led|t)|stated)|(?:article|story|report|headline|caption|we) (?:misstated"
    r"|misspelled|misidentified|misnamed)|we (?:wrongly|incorrectly) (?:said|stated|reported))"
    r"|^\W*(?:a )?(?:corrections?(?: and clarifications?)?|clarifications?|erratum|editor[’']s note)"
    r"(?:,[^.!?:]{0,30})?(?:\s*[:(—–]|\s+-)",
    re.IGNORECASE,
)
_UPDATE = re.compile(r"^\W*updated?\b[^.!?:]{0,20}(?:\s*[:(—–]|\s+-)", re.IGNORECASE)
_SAYS_ONLY_THAT = re.compile(
    rf"\W*{_ABOUT} (?:has been|was) (?:amended|corrected|changed|updated)(?: (?:on|at) [^.!?]{{0,40}})?\W*",
    re.IGNORECASE,
)
# What makes another statement of a sentence, however alike it is otherwise: a number, a name, "not".
_FACT = re.compile(
    r"\d[\d.,:]*|(?<=[\w,;:’”)] )[A-Z]\w*"
    r"|\b(?i:not|no|never|none|nobody|without|n[’']t|one|two|three|four|five|six|seven|eight|nine|ten|dozen"
    r"|half|third|quarter|fifth|sixth|tenth|hundred|thousand|million|billion)\b"
)
_WORD = re.compile(r"[\w$€£¥%]+")
_PARAGRAPH_END = re.compile(r"\n[ \t\r]*\n")
_OUTLET_BEHIND = re.compile(r"^(.*\S)\s+(\||[-–—])\s+([^|]+)$", re.DOTALL)


def is_correction(title: str, text: str) -> bool:
    """Whether an article says of itself that it puts an earlier report right."""
    return bool(_TITLE.match(title) or _TITLE.match(text))


def opening_notice(text: str, language: str = "en") -> Span | None:
    """How an article that is a correction says what it puts right. None where it has no sentence."""
    sentences = split_sentences(text, language)
    return _notice(text, sentences) if sentences else None


def what_changed(old: str, new: str, language: str = "en") -> Correction | None:
    """What to show of a new text: its own notice of what has changed, else the first sentence that was not
    there and is not an old one touched up. None where nothing of substance is new."""
    old_sentences = [_plain(span.of(old)) for span in split_sentences(old, language)]
    known = set(old_sentences)
    sentences = split_sentences(new, language)
    fresh = [_plain(span.of(new)) not in known for span in sentences]
    news = [span for span, is_fresh in zip(sentences, fresh, strict=True) if is_fresh]
    news = [span for span in news if not _SAYS_ONLY_THAT.fullmatch(span.of(new))]
    told = next((span for span in news if _is_substantial(span.of(new), old_sentences)), None)
    for pattern, kind in ((_CORRECTION, CORRECTION), (_UPDATE, UPDATE)):
        at = next((n for n, one in enumerate(sentences) if fresh[n] and pattern.search(one.of(new))), None)
        if at is not None:
            notice = _notice(new, _run_of_fresh(sentences, fresh, at))
            return Correction(told if told and _SAYS_ONLY_THAT.fullmatch(notice.of(new)) else notice, kind)
    return Correction(told, UPDATE) if told else None


def is_another_headline(old: str, new: str, source: str) -> bool:
    """Whether a title says something else now: not only in other letters or punctuation, nor with the outlet
    behind it. An article that had no title, or has none now, has no other one."""
    was, now = _headline_words(old, source), _headline_words(new, source)
    return bool(was and now and was != now)


def speaks_of_correction(title: str) -> bool:
    """Whether a title says that something is put right."""
    return bool(_TITLE.match(title))


def find_again(
    words: str, speaker: str, text: str, attributions: Iterable[Attribution], language: str = "en"
) -> Span | None:
    """Where words that an article had stand in its new text, or the sentence that they have become. Where
    they are somebody's, only that speaker's words can be it. None where nothing is near enough."""
    at = text.find(words)
    if at >= 0:
        return Span(at, at + len(words))
    if _CORRECTION.search(words):  # a notice is there or not; what is like it is another one
        return None
    places = _spoken(attributions, speaker) if speaker else split_sentences(text, language)
    near = [(_likeness(words, place.of(text)), -place.start, place) for place in places]
    best = max((one for one in near if not _CORRECTION.search(one[2].of(text))), default=None)
    return best[2] if best and best[0] >= _REWORDED else None


def _spoken(attributions: Iterable[Attribution], speaker: str) -> list[Span]:
    own = (one for one in attributions if one.speaker_name == speaker)
    return [Span(one.content[0].start, one.content[-1].end) for one in own]


def _run_of_fresh(sentences: Sequence[Span], fresh: Sequence[bool], at: int) -> Sequence[Span]:
    """The sentences from this one on up to the next that was there before."""
    end = next((n for n in range(at, len(sentences)) if not fresh[n]), len(sentences))
    return sentences[at:end]


def _notice(text: str, sentences: Sequence[Span]) -> Span:
    """The first sentence with the rest of its paragraph, as far as there is room for whole sentences. A mere
    heading goes on into the next paragraph."""
    notice = sentences[0]
    border = _PARAGRAPH_END if _PARAGRAPH_END.search(text) else re.compile(r"\n")
    for span in sentences[1:]:
        is_heading = len(_WORD.findall(notice.of(text))) <= _HEADING
        if border.search(text, notice.end, span.start) and not is_heading:
            break
        if span.end - notice.start > _NOTICE:
            break
        notice = Span(notice.start, span.end)
    return notice


def _is_substantial(sentence: str, old: Sequence[str]) -> bool:
    """Another number, name or "not" is a change of substance however alike the sentences are."""
    facts = _facts(sentence)
    return not any(
        SequenceMatcher(None, sentence, other, autojunk=False).ratio() >= _SAME and _facts(other) == facts
        for other in old
    )


def _facts(sentence: str) -> list[str]:
    return [one.casefold().rstrip(".,:") for one in _FACT.findall(sentence)]


def _likeness(one: str, other: str) -> float:
    words, others = (_WORD.findall(text.casefold()) for text in (one, other))
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


def _headline_words(title: str, source: str) -> list[str]:
    behind = _OUTLET_BEHIND.match(title.strip())
    if behind and (behind[2] == "|" or _names_outlet(behind[3], source)):
        title = behind[1]
    return _WORD.findall(title.casefold())


def _names_outlet(name: str, source: str) -> bool:
    one, other = ("".join(_WORD.findall(text.casefold())) for text in (name, source))
    return bool(one and other) and (one in other or other in one)


def _plain(sentence: str) -> str:
    return " ".join(sentence.split())
