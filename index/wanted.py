"""The very words of a sentence that answer, pure: stretches of the kind that the question asks for."""

import re
from collections.abc import Sequence

from data.model import Span
from index.questions import Kind, Question
from index.words import terms

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_WEEKDAY = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_NUMBER_WORD = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|hundreds?|thousands?|"
    "half|a third|a quarter|two-thirds|three-quarters"
)
_OPENERS = (
    "A|After|Although|An|And|As|At|Before|But|By|For|From|He|Her|His|However|I|If|In|It|Its|My|Of|On|Our|She|Since|"
    "So|That|The|Their|There|These|They|This|Those|Though|To|We|When|While|With|You|Your"
)
_NAME = rf"(?!(?:{_MONTH}|{_WEEKDAY}|{_OPENERS})\b)(?:[A-Z][\w'’.-]*\w|[A-Z])"

_UNITS = "years?|months?|weeks?|days?|nights?|hours?|minutes?"
_AGES = "year|month|week|day|hour|minute"  # "a 40-year-old" tells an age, "a ten-storey house" no number
_SEASONS = "week|month|year|night|spring|summer|autumn|fall|winter|weekend"

_WHEN = re.compile(
    rf"(?:(?:{_WEEKDAY}),? )?"
    rf"(?:(?:early |late |mid-)?(?:{_MONTH})(?: \d{{1,2}}(?:st|nd|rd|th)?)?(?:,? \d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH})(?: \d{{4}})?)\b"
    rf"|\b(?:{_WEEKDAY})(?: (?:morning|afternoon|evening|night))?\b"
    r"|\b(?:1[5-9]|20)\d\ds?\b|\b\d{1,2}(?:[:.]\d\d)? ?[ap](?:\.m\.|m\b)|\b\d{1,2}[:.]\d\d\b"
    rf"|\b(?i:yesterday|today|tonight|tomorrow)\b|\b(?i:last|next|this) (?:{_SEASONS})\b"
    rf"|\b(?:\w+ )?(?:{_UNITS}) (?:ago|later|earlier)\b",
)
_HOW_MANY = re.compile(
    r"(?<![\w-])\d{1,3}[-–]\d{1,3}\b(?!-)|(?:[$£€]\s?)?(?<!\d[-–])\b\d(?:[\d,.]*\d)?"
    rf"(?:\s?%|[-\s]?(?:{_NUMBER_WORD}|millions?|billions?|percent|per cent|m|bn|km)\b)*"
    rf"(?!\d|-(?!{_AGES})\w)"
    rf"|\b(?:{_NUMBER_WORD})(?:[- ](?:{_NUMBER_WORD}|millions?|billions?|percent|per cent))*\b"
    rf"(?!-(?!{_AGES})\w)",
    re.IGNORECASE,
)
_REASONS = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|as a result of|in order to|so that|to avoid|to prevent|for fear of"
    r"|after)\b"
    r"[^,;.]+|\bsince (?![A-Z\d])[^,;.]+",
    re.IGNORECASE,
)
_NAMES = re.compile(rf"(?:{_NAME})(?:(?: (?:of|de|van|von|al|bin|the|for) | )(?:{_NAME}))*")
_PLACES = re.compile(
    rf"\b(?:in|at|near|from|to|outside|inside|on|off|around|across|into|between|beside|above|under|through) "
    rf"((?:the |a |an )?(?:[\w'’-]+ ){{0,2}}?(?:{_NAME})(?:(?: of the | of | |, )(?:{_NAME}))*)"
)


_PATTERNS = {
    Kind.WHO: _NAMES,
    Kind.WHEN: _WHEN,
    Kind.WHERE: _PLACES,
    Kind.HOW_MANY: _HOW_MANY,
    Kind.WHY: _REASONS,
}
_DATELINE = re.compile(r"[A-Z][^.;!?()]{0,60}\([A-Z][\w ]+\)\s+[-–—]+ |\([A-Z][\w ]+\)\s+[-–—]+ ")


def answering_spans(question: Question, sentence: str) -> list[Span]:
    """The stretches of a sentence that are of the kind asked for and not already in the question.

    A dateline, as in "KELMHAVEN (Meridian) --", tells where the reporter sat and answers nothing.
    """
    pattern = _PATTERNS.get(question.kind)
    if pattern is None:
        return []
    dateline = _DATELINE.match(sentence)
    found = [
        Span(*match.span(pattern.groups))
        for match in pattern.finditer(sentence, dateline.end() if dateline else 0)
    ]
    asked = set(question.terms)
    return [span for span in found if (new := set(terms(span.of(sentence)))) and not new <= asked]


def can_answer(question: Question, text: str, span: Span) -> bool:
    """Whether these words of a text could be an answer at all, as far as language tells.

    A dateline is none, nor are words that all stand in the question, nor is anything without a figure or a
    time where that is asked for. Of yes and no the question's own words decide.
    """
    dateline = _DATELINE.match(text)
    if dateline and span.start < dateline.end():
        return False
    if question.kind in (Kind.HOW_MANY, Kind.WHEN):
        return bool(answering_spans(question, span.of(text)))
    return question.kind is Kind.YES_OR_NO or not set(terms(span.of(text))) <= set(question.terms)


def bold_words(question: Question, text: str, span: Span) -> tuple[Span, ...]:
    """The words of a sentence to set in bold: the stretch of the kind asked for that stands nearest to the
    question's own words, or the whole sentence where no stretch can be told apart."""
    sentence = span.of(text)
    candidates = answering_spans(question, sentence)
    if not candidates:
        return (span,)
    anchors = [
        match.start() for match in re.finditer(r"\w+", sentence) if set(terms(match[0])) & set(question.terms)
    ]
    nearest = min(candidates, key=lambda one: _distance(one, anchors))
    return (Span(span.start + nearest.start, span.start + nearest.end),)


def _distance(span: Span, anchors: Sequence[int]) -> float:
    """Mean distance in characters to the question's words, so that one chance neighbour decides nothing."""
    if not anchors:
        return span.start
    return sum(min(abs(at - span.start), abs(at - span.end)) for at in anchors) / len(anchors)
