"""How far reported speech reaches within a sentence, pure: from behind a verb of speaking to where it
ends."""

from collections.abc import Sequence

from index.speech.outline import Item, Kind
from index.speech.speech_verbs import SPEECH_VERBS, Form, Frame
from index.speech.word_classes import (
    CONJUNCTIONS,
    DETERMINERS,
    IRREGULAR_PASTS,
    MONTHS,
    PREPOSITIONS,
    PRESENT_VERBS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIME_UNITS,
    TIME_WORDS,
    has_auxiliary,
    is_adverb,
    may_be_finite,
    word_set,
)

NAMING = word_set("call describe label dub brand characterize characterise deem")
"""Verbs that give something another name."""

INTRODUCERS = word_set("that how why whether if what who where")
"""Words that introduce a reported clause."""

_ADVERBIAL_PREPOSITIONS = word_set("in on at during after before to via through by from with over about of")
_RELATIVE_OPENERS = word_set("which who where whose whom")
_LONGEST_GAPPED = 4  # words
_LOOK_AHEAD = 10  # words within which a clause after a comma shows its verb of speaking
_CLAUSE_BREAKS = (Kind.COMMA, Kind.QUOTE, Kind.SEMICOLON, Kind.DASH, Kind.COLON)
_SMALL_WORDS = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | SUBORDINATORS | SUBJECT_PRONOUNS | TIME_WORDS
_TRAILING = (Kind.STOP, Kind.COMMA, Kind.SEMICOLON, Kind.DASH, Kind.OTHER, Kind.COLON)


def skip_adverbials(items: Sequence[Item], at: int, end: int) -> int:
    """Past "on Friday", "in an interview", "later", "to reporters": where the object of a verb may begin."""
    while at < end and items[at].kind is Kind.WORD:
        past = _past_time(items, at, end)
        if past == at and items[at].word in _ADVERBIAL_PREPOSITIONS and at + 1 < end:
            past = _past_prepositional(items, at, end)
        if past == at:
            break
        at = past
    return at


def _past_time(items: Sequence[Item], at: int, end: int) -> int:
    """Past one adverb or stretch of time; `at` itself where there is none."""
    word = items[at].word
    following = items[at + 1].word.rstrip(".") if at + 1 < end else ""
    if word in ("last", "this", "late", "early", "that", "earlier") and (
        following in TIME_UNITS or following in TIME_WORDS or following in MONTHS
    ):
        return _past_time_units(items, at + 2, end)
    if word in TIME_WORDS:
        return _past_time_units(items, at + 1, end)
    if word.rstrip(".") in MONTHS and items[at].capitalised and following[:1].isdigit():
        return at + 2
    if is_adverb(word) and word not in DETERMINERS and word not in ("there", "here", "once", "since"):
        return at + 1
    return at


def _past_time_units(items: Sequence[Item], at: int, end: int) -> int:
    while at < end and items[at].word in TIME_UNITS:
        at += 1
    return at


def _past_prepositional(items: Sequence[Item], at: int, end: int) -> int:
    """Past a preposition and its noun phrase, as far as that can be told."""
    at += 1
    first = at
    while at < end and items[at].kind in (Kind.WORD, Kind.QUOTE):
        if at > first and _ends_prepositional(items[at - 1], items[at]):
            break
        at += 1
    return at


def _ends_prepositional(previous: Item, item: Item) -> bool:
    word = item.word
    follows_on = previous.word in PREPOSITIONS or previous.word in DETERMINERS
    if item.kind is Kind.QUOTE:
        return not follows_on
    if word in INTRODUCERS or word in SUBJECT_PRONOUNS or word in CONJUNCTIONS or has_auxiliary(word):
        return True
    if word in DETERMINERS:
        return previous.word not in PREPOSITIONS
    if previous.word in TIME_WORDS:
        return word not in TIME_UNITS and word not in PREPOSITIONS
    return item.capitalised and not previous.capitalised and not follows_on


def clause_end(
    items: Sequence[Item], start: int, end: int, *, to_comma: bool = False, has_subject: bool = False
) -> int:
    """Where reported speech that begins at `items[start]` ends, before the sentence's own full stop.

    It is cut where the reporter goes on: ", adding that …", ", but she said …", ", which …". `to_comma`
    is for "While he said …, others …", where it ends at the first comma. `has_subject` where the clause has
    a verb to wait for: "prices, which have risen, explain it".
    """
    at = start
    depth = 0
    waits = has_subject
    while at < end:
        item = items[at]
        if item.kind is Kind.OPEN:
            depth += 1
        elif item.kind is Kind.CLOSE:
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and at > start and _reporter_goes_on(items, at, end, to_comma):
            behind = _behind_aside(items, at, end) if waits else at
            if behind == at:
                break
            at = behind
        waits = waits and not has_verb(items, at, at + 1)
        at += 1
    while at > start and items[at - 1].kind in _TRAILING:
        at -= 1
    return at


def list_end(items: Sequence[Item], start: int, end: int) -> int:
    """Where what a colon announces ends, semicolons between its parts; earlier if others speak behind one."""
    at = clause_end(items, start, end)
    while (
        at + 1 < end
        and items[at].kind is Kind.SEMICOLON
        and not _speech_follows(items, at + 1, end, strict=False)
    ):
        at = clause_end(items, at + 1, end)
    return at


def _behind_aside(items: Sequence[Item], at: int, end: int) -> int:
    """Behind the clause that a subject has between commas, if the verb follows there; else `at`."""
    if items[at].kind is not Kind.COMMA or items[at + 1].word not in _RELATIVE_OPENERS:
        return at
    comma = next((index for index in range(at + 1, end) if items[index].kind is Kind.COMMA), end)
    return comma if comma < end and is_predicate(items, comma + 1, end) else at


def is_subject_with_aside(items: Sequence[Item], start: int, end: int) -> bool:
    """Whether a stretch is a subject and a clause about it, whose verb is still to come: "prices, which have
    risen since March"."""
    comma = next((at for at in range(start, end - 1) if items[at].kind is Kind.COMMA), end)
    if comma == end or items[comma + 1].word not in _RELATIVE_OPENERS or has_verb(items, start, comma):
        return False
    return all(item.kind is not Kind.COMMA for item in items[comma + 1 : end])


def _reporter_goes_on(items: Sequence[Item], at: int, end: int, to_comma: bool) -> bool:
    item, previous = items[at], items[at - 1]
    if previous.kind is Kind.QUOTE and ends_in_comma(previous):
        return item.kind is Kind.WORD and (to_comma or resumes(items, at, end))
    if item.kind is not Kind.WORD and at + 1 < end:
        return _goes_on_behind_mark(items, at, end, to_comma)
    if item.word in ("and", "but"):
        return _same_speaker_goes_on(items, at + 1, end) or gapped_subject(items, at, end) is not None
    return _names_in_passing(items, at, end)


def _goes_on_behind_mark(items: Sequence[Item], at: int, end: int, to_comma: bool) -> bool:
    match items[at].kind:
        case Kind.COMMA:
            following = items[at + 1]
            elided = has_auxiliary(items[at - 1].word) and following.word in ("and", "but")
            if elided:  # "that there would be, and so he left"
                return at + 2 < end and items[at + 2].word not in INTRODUCERS
            return following.kind is Kind.WORD and (to_comma or resumes(items, at + 1, end))
        case Kind.SEMICOLON:
            return all(later.word != "that" for later in items[at + 1 : at + 3])
        case Kind.COLON:
            return _is_parenthesis_ahead(items, at + 1, end)
        case Kind.DASH:
            return not any(later.kind is Kind.DASH for later in items[at + 1 : end])
    return False


def verb_behind_comma(items: Sequence[Item], start: int, end: int, *, has_subject: bool) -> int:
    """Where a comma is followed by a verb without a subject: "…, will resign"; `end` where none is.

    `has_subject` where another verb has to come before: "the bridge, a ruin, is shut, will resign".
    """
    waits = has_subject
    for at in range(start, end - 1):
        item = items[at]
        waits = waits and not has_verb(items, at, at + 1)
        closes = item.kind is Kind.COMMA or (item.kind is Kind.QUOTE and ends_in_comma(item))
        if not waits and closes and is_predicate(items, at + 1, end):
            return at + (item.kind is Kind.QUOTE)
    return end


def word_behind_comma(items: Sequence[Item], start: int, end: int) -> int:
    """Where, behind a clause with its verb, a comma is followed by what can only be the verb of the sentence:
    "they were never told, plan to appeal"; `end` where nothing is."""
    waits = True
    for at in range(start, end - 1):
        waits = waits and not has_verb(items, at, at + 1)
        if items[at].kind is Kind.COMMA and not waits and _is_open_word(items[at + 1]):
            return at
    return end


def _is_open_word(item: Item) -> bool:
    """Whether it is none of the small words, no name and no adverb."""
    if item.kind is not Kind.WORD or not item.text[0].islower() or item.word in _SMALL_WORDS:
        return False
    return not is_adverb(item.word) and not item.word.endswith("ing")


def is_predicate(items: Sequence[Item], at: int, end: int) -> bool:
    """Whether a verb begins here, perhaps behind an adverb."""
    while at < end and is_adverb(items[at].word):
        at += 1
    if at >= end or items[at].kind is not Kind.WORD or items[at].capitalised:
        return False
    verb = SPEECH_VERBS.get(items[at].word)
    return may_be_finite(items[at].word) or (verb is not None and not verb.may_be_noun)


def verb_too_many(items: Sequence[Item], start: int, end: int) -> int:
    """Where a verb stands that no clause of its own is left for: "he was the mayor | was arrested"; `end`
    where none does."""
    clauses, verbs = 1, 0
    for at in range(start, end):
        word, previous = items[at].word, items[at - 1].word
        opens = word in SUBORDINATORS or word in CONJUNCTIONS or items[at].kind is not Kind.WORD
        clauses += opens and at > start
        surely = has_auxiliary(word) or word in IRREGULAR_PASTS or word in PRESENT_VERBS
        if at > start and items[at - 1].kind is Kind.QUOTE and is_predicate(items, at, end):
            return at
        if not surely or has_auxiliary(previous) or is_adverb(previous) or previous == "to":
            continue
        if verbs == clauses:
            return at
        verbs += 1
        clauses += word in SPEECH_VERBS
    return end


def gapped_subject(items: Sequence[Item], at: int, end: int) -> int | None:
    """Where the name ends behind a comma or "and" that another's verb is understood with: "Reed said it was
    mad, Moss | that it was brave"; None where no clause is led in so."""
    last = at + 1
    while last < end and last <= at + _LONGEST_GAPPED and items[last].capitalised:
        last += 1
    if last == at + 1 or last + 1 >= end or items[last].word != "that":
        return None
    word = items[last + 1].word
    opens = word in SUBJECT_PRONOUNS or word in DETERMINERS or word == "there" or items[last + 1].capitalised
    return last if opens and word not in TIME_WORDS else None


def _is_parenthesis_ahead(items: Sequence[Item], at: int, end: int) -> bool:
    """Whether a cue between commas follows soon: "…: in June, he said, …"."""
    for index in range(at + 2, min(end, at + _LOOK_AHEAD)):
        verb = SPEECH_VERBS.get(items[index].word)
        if verb is None or Frame.BARE not in verb.frames or items[index - 2].kind is not Kind.COMMA:
            continue
        return items[index - 1].word in SUBJECT_PRONOUNS or items[index - 1].capitalised
    return False


def ends_in_comma(quote: Item) -> bool:
    """Whether a quotation ends with a comma inside its marks."""
    return len(quote.text) > 2 and quote.text.rstrip("\"'”’»› ")[-1:] in (",", ";")


def resumes(items: Sequence[Item], at: int, end: int) -> bool:
    """Whether, after a comma, the reporter speaks again."""
    word = items[at].word
    verb = SPEECH_VERBS.get(word)
    if verb is not None and Form.ING in verb.forms:
        return True
    if word in _RELATIVE_OPENERS or word in ("according", "citing", "referring"):
        return True
    if word in PREPOSITIONS and at + 1 < end and items[at + 1].word in ("which", "whom"):
        return True
    if gapped_subject(items, at - 1, end) is not None:
        return True
    if word in ("and", "but", "while", "though", "although", "as"):
        return _same_speaker_goes_on(items, at + 1, end) or _speech_follows(items, at + 1, end, strict=False)
    return _speech_follows(items, at, end, strict=True)


def _same_speaker_goes_on(items: Sequence[Item], at: int, end: int) -> bool:
    """A verb of speaking of the same subject: "and added", "but has denied"."""
    while at < end and (is_adverb(items[at].word) or items[at].word in ("has", "have", "had")):
        at += 1
    if at >= end:
        return False
    verb = SPEECH_VERBS.get(items[at].word)
    if verb is None or verb.may_be_noun or not verb.forms & (Form.PAST | Form.PRESENT):
        return False
    return Frame.THING not in verb.frames or at + 1 < end


def _speech_follows(items: Sequence[Item], at: int, end: int, *, strict: bool) -> bool:
    """A clause with a verb of speaking of its own, soon: "but Thorne said", "while others say".

    `strict` asks for words in quotation marks or "that" behind the verb.
    """
    for index in range(at + 1, min(end, at + _LOOK_AHEAD)):
        item = items[index]
        if item.kind in _CLAUSE_BREAKS or (
            has_auxiliary(item.word) and item.word not in ("has", "have", "had")
        ):
            return False
        verb = SPEECH_VERBS.get(item.word)
        many = not strict and items[index - 1].word.endswith("s")  # "; others argue"
        forms = Form.PAST | Form.PRESENT | (Form.BASE if many else Form(0))
        if verb is None or verb.may_be_noun or not verb.forms & forms:
            continue
        following = items[index + 1 : index + 3]
        quoted = any(later.kind is Kind.QUOTE for later in following) or (
            bool(following) and following[0].word == "that"
        )
        return Frame.QUOTE in verb.frames and (quoted or not strict)
    return False


def _names_in_passing(items: Sequence[Item], at: int, end: int) -> bool:
    """ "In what others call …": the preposition before another one's word for it."""
    if at + 1 >= end or items[at + 1].word != "what" or items[at].word not in PREPOSITIONS:
        return False
    for index in range(at + 2, min(end, at + _LOOK_AHEAD)):
        verb = SPEECH_VERBS.get(items[index].word)
        if verb is not None and verb.lemma in NAMING:
            return True
        if items[index].kind in _CLAUSE_BREAKS:
            return False
    return False


def has_verb(items: Sequence[Item], start: int, end: int) -> bool:
    """Whether the stretch can be a clause: a word looks like a finite verb, or a quotation may hold one."""
    return any(
        item.kind is Kind.QUOTE or (item.kind is Kind.WORD and may_be_finite(item.word))
        for item in items[start:end]
    )
