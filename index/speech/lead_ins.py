"""Attribution without a verb of speaking that takes a subject, pure: according to the mayor; as stated in the
invitation; he issued a statement: "…"; Mila Thorne: "…"."""

from collections.abc import Sequence
from dataclasses import replace

from index.speech.clauses import clause_end, has_verb
from index.speech.outline import Item, Kind
from index.speech.reported_speech import (
    Certainty,
    Statement,
    behind,
    content_before,
    is_enough,
    quotations_from,
)
from index.speech.speakers import Phrase, main_subject, phrase_after, phrase_before
from index.speech.speech_verbs import SPEECH_NOUNS, SPEECH_VERBS, Form, Frame
from index.speech.word_classes import CONJUNCTIONS, PREPOSITIONS, SUBORDINATORS, is_adverb

_NOUN_WITHIN = 8  # words between "a statement" and its quotation


def according_to(items: Sequence[Item], at: int, free: int) -> Statement | None:
    """According to X, …; …, according to X; with "according" at `items[at]`."""
    speaker = phrase_after(items, at + 2, len(items))
    if speaker is None:
        return None
    leads = all(
        item.word in CONJUNCTIONS or item.kind is Kind.COMMA or is_adverb(item.word)
        for item in items[free:at]
    )
    if leads:
        return _leading_according_to(items, at, speaker)
    before = content_before(items, free, at)
    if before is None or not is_enough(items, before):
        return None
    after, end = behind(speaker), len(items)
    contents = [before]
    if after + 2 < end and items[after].kind is Kind.COMMA and not has_verb(items, *before):
        contents.append((after + 1, clause_end(items, after + 1, end)))
    return Statement(tuple(contents), (at, at + 2), speaker, Certainty.INTRODUCED_CLAUSE)


def _leading_according_to(items: Sequence[Item], at: int, speaker: Phrase) -> Statement | None:
    if speaker.role is not None and not _closes_apposition(items, speaker.role[1]):
        speaker = replace(speaker, role=None)
    comma = behind(speaker)
    if comma >= len(items) or items[comma].kind is not Kind.COMMA:
        return None
    content = (comma + 1, clause_end(items, comma + 1, len(items)))
    if content[0] >= content[1] or not is_enough(items, content):
        return None
    return Statement((content,), (at, at + 2), speaker, Certainty.INTRODUCED_CLAUSE)


def _closes_apposition(items: Sequence[Item], at: int) -> bool:
    """Whether the comma at `at` leads back to the sentence: according to Thorne, the mayor, it is shut."""
    if at + 1 >= len(items) or items[at].kind is not Kind.COMMA:
        return False
    word = items[at + 1].word
    return not (word in PREPOSITIONS or word in SUBORDINATORS or word in CONJUNCTIONS or word == "such")


def in_the_words_of(items: Sequence[Item], at: int, free: int) -> Statement | None:
    """In the words of X, "…"; "…", in the words of X; with "words" at `items[at]`."""
    if at < 2 or [item.word for item in items[at - 2 : at + 2]] != ["in", "the", "words", "of"]:
        return None
    speaker = phrase_after(items, at + 2, len(items))
    if speaker is None:
        return None
    after, end, cue = behind(speaker), len(items), (at - 2, at + 2)
    # An honour behind the name is set off by commas too: "Mila Thorne, QC, …"
    behind_honour = after + 2 if after + 2 < end and items[after + 2].kind is Kind.COMMA else after
    for comma in (after, behind_honour):
        if comma + 1 < end and items[comma].kind is Kind.COMMA and items[comma + 1].kind is Kind.QUOTE:
            return Statement(quotations_from(items, comma + 1), cue, speaker, Certainty.BESIDE_QUOTATION)
    before = content_before(items, free, at - 2)
    if before is None or items[before[1] - 1].kind is not Kind.QUOTE:
        return None
    return Statement((before,), cue, speaker, Certainty.BESIDE_QUOTATION)


def headed_by_verb(items: Sequence[Item]) -> Statement | None:
    """Said the mayor: "…" """
    verb = SPEECH_VERBS.get(items[0].word)
    if verb is None or Frame.INVERTED not in verb.frames or not verb.forms & (Form.PAST | Form.PRESENT):
        return None
    speaker = phrase_after(items, 1, len(items))
    if speaker is None:
        return None
    after = behind(speaker)
    if after + 1 >= len(items) or items[after + 1].kind is not Kind.QUOTE:
        return None
    if items[after].kind not in (Kind.COLON, Kind.COMMA):
        return None
    return Statement(((after + 1, after + 2),), (0, 1), speaker, Certainty.BESIDE_QUOTATION)


def introduced(items: Sequence[Item]) -> Statement | None:
    """He issued a statement, "…"; with a colon also without such a noun: They would not give in: "…" """
    for at in range(1, len(items) - 1):
        if items[at].kind not in (Kind.COLON, Kind.COMMA) or items[at + 1].kind is not Kind.QUOTE:
            continue
        near = range(at - 1, max(0, at - _NOUN_WITHIN), -1)
        noun = next((i for i in near if items[i].word in SPEECH_NOUNS), None)
        speaker = main_subject(items, at)
        if speaker is None or (noun is None and items[at].kind is Kind.COMMA):
            break
        cue = (at, at + 1) if noun is None else (noun, noun + 1)
        certainty = Certainty.COLON_ALONE if noun is None else Certainty.OBJECT
        return Statement(quotations_from(items, at + 1), cue, speaker, certainty)
    return None


def as_stated(items: Sequence[Item]) -> Statement | None:
    """The aim is "…", as stated in the invitation."""
    for at in range(2, len(items) - 3):
        verb = SPEECH_VERBS.get(items[at + 1].word) if items[at].word == "as" else None
        if verb is None or Form.PARTICIPLE not in verb.forms or items[at + 2].word not in ("in", "by"):
            continue
        speaker = phrase_after(items, at + 3, len(items))
        before = content_before(items, 0, at)
        if speaker is None or before is None:
            break
        return Statement((before,), (at, at + 3), speaker, Certainty.SHARED_SUBJECT)
    return None


def as_put(items: Sequence[Item]) -> Statement | None:
    """The bridge was, as Mila Thorne put it, "…"; "…", as she puts it."""
    for at in range(len(items) - 3):
        speaker = phrase_after(items, at + 1, len(items)) if items[at].word == "as" else None
        if speaker is None:
            continue
        verb = behind(speaker)
        if [item.word for item in items[verb : verb + 2]] not in (["put", "it"], ["puts", "it"]):
            continue
        before, after = at - 1, verb + 2
        if before > 0 and items[before].kind is Kind.COMMA:
            before -= 1
        if after < len(items) and items[after].kind in (Kind.COMMA, Kind.COLON):
            after += 1
        if after < len(items) and items[after].kind is Kind.QUOTE:
            content = quotations_from(items, after)
        elif before >= 0 and items[before].kind is Kind.QUOTE:
            content = ((before, before + 1),)
        else:
            break
        return Statement(content, (at, verb + 2), speaker, Certainty.INTRODUCED_CLAUSE)
    return None


def headed_by_name(items: Sequence[Item]) -> Statement | None:
    """Mila Thorne: "…"; From Chairwoman Mila Thorne: "…"; "…" — Mila Thorne"""
    first = next((at for at, item in enumerate(items) if item.kind is Kind.QUOTE), None)
    if first is None:
        return None
    if first == 0:
        return _signed(items)
    if first < 2 or items[first - 1].kind is not Kind.COLON:
        return None
    start = 1 if items[0].word == "from" else 0
    phrase = phrase_before(items, first - 1, start)
    if phrase is None or phrase.first != start or not items[phrase.last - 1].capitalised:
        return None
    return Statement(quotations_from(items, first), (first - 1, first), phrase, Certainty.SHARED_SUBJECT)


def _signed(items: Sequence[Item]) -> Statement | None:
    """ "…" — Mila Thorne, the mayor; … — Mila Thorne (@mila) May 8"""
    if len(items) < 3 or items[1].kind is not Kind.DASH or not items[2].capitalised:
        return None
    phrase = phrase_after(items, 2, len(items))
    if phrase is None:
        return None
    after = behind(phrase)
    bracketed = items[after - 1].kind is Kind.CLOSE or (after < len(items) and items[after].kind is Kind.OPEN)
    if after < len(items) and not bracketed and items[after].kind not in (Kind.STOP, Kind.COMMA):
        return None
    return Statement(((0, 1),), (1, 2), phrase, Certainty.SHARED_SUBJECT)
