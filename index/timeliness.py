"""When something was written as evidence, pure: the newest where a question asks how things stand now, what
was written then where it names a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from index.answer import RankedPassage
from index.questions import Question

_NEWEST = 0.35  # what the newest passage gains over the oldest
_THEN = 0.15  # what a passage gains that was written in the days asked about
_REPORTED = timedelta(days=3)  # news of a day may be printed so much later


def prefer_timely(question: Question, passages: Sequence[RankedPassage]) -> list[RankedPassage]:
    """The passages, best first, with their time of publication weighed in as the question asks for."""
    if question.wants_newest:
        days = sorted({_day(found) for found in passages})
        gains = {day: _NEWEST * rank / max(1, len(days) - 1) for rank, day in enumerate(days)}
        timely = [_raised(found, gains[_day(found)]) for found in passages]
    elif question.days:
        first, last = question.days
        timely = [
            _raised(found, _THEN)
            if found.article.day and first <= found.article.day <= last + _REPORTED
            else found
            for found in passages
        ]
    else:
        return list(passages)
    return sorted(timely, key=lambda found: found.score, reverse=True)


def _day(found: RankedPassage) -> date:
    """What bears no date counts as the oldest."""
    return found.article.day or date.min


def _raised(found: RankedPassage, gain: float) -> RankedPassage:
    return replace(found, score=found.score + gain)
