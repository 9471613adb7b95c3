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
from index.speech.word_classes import (
    CONJUNCTIONS,
    PREPOSITIONS,
    SUBORDINATORS,
    has_auxiliary,
    is_adverb,
    word_set,
)

_NOUN_WITHIN = 8  # words between "a statement" and its quotation
_SHORTEST_RESPONSE = 4  # items
_LONGEST_NAME, _LONGEST_ROLE = 5, 12  # items
_RESPONSES = word_set("response reply answer reaction verdict comment message assessment conclusion advice")
_COUNTED = word_set(
    """figure figures number numbers total toll cost costs turnout attendance crowd damage loss losses bill
    value price share rate chances odds estimate age debt"""
)


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
    """In the words of X, "…"; it was, in her words, "…"; "…", in X's words; with "words" at `items[at]`."""
    owner = _owner_of_words(items, at)
    if owner is None:
        return None
    first, speaker, after = owner
    if first == free and speaker.role is not None and not _closes_apposition(items, speaker.role[1]):
        speaker, after = replace(speaker, role=None), speaker.last
    end, cue = len(items), (first, at + 1 if after == at + 1 else at + 2)
    # An honour behind the name is set off by commas too: "Mila Thorne, QC, …"
    behind_honour = after + 2 if after + 2 < end and items[after + 2].kind is Kind.COMMA else after
    for comma in (after, behind_honour):
        if comma + 1 < end and items[comma].kind is Kind.COMMA and items[comma + 1].kind is Kind.QUOTE:
            words = quotations_from(items, comma + 1)
            begun = first - 1 if first > free and items[first - 1].kind is Kind.QUOTE else None
            words = words if begun is None else ((begun, first), *words)
            return Statement(words, cue, speaker, Certainty.BESIDE_QUOTATION)
    if first == free and after + 1 < end and items[after].kind is Kind.COMMA:
        content = (after + 1, clause_end(items, after + 1, end))
        return Statement((content,), cue, speaker, Certainty.INTRODUCED_CLAUSE)
    before = content_before(items, free, first)
    if before is None or items[before[1] - 1].kind is not Kind.QUOTE:
        return None
    return Statement((before,), cue, speaker, Certainty.BESIDE_QUOTATION)


def _owner_of_words(items: Sequence[Item], at: int) -> tuple[int, Phrase, int] | None:
    """Where "in the words of X" or "in X's words" begins, who X is, and the item behind it."""
    if at >= 2 and [item.word for item in items[at - 2 : at + 2]] == ["in", "the", "words", "of"]:
        speaker = phrase_after(items, at + 2, len(items))
        return (at - 2, speaker, behind(speaker)) if speaker is not None else None
    first = at - 1
    while first > 0 and items[first].capitalised and items[first - 1].word != "in":
        first -= 1
    owns = items[at - 1].word in ("his", "her", "their") or (
        items[at - 1].capitalised and items[at - 1].word.endswith("'s")
    )
    if at < 2 or not owns or items[first - 1].word != "in":
        return None
    return (first - 1, Phrase(first, at), at + 1)


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


def put_at(items: Sequence[Item], at: int, free: int) -> Statement | None:
    """The police put the figure at 22,000; with "put" at `items[at]`."""
    first = at
    while first > free and items[first - 1].word in ("has", "have", "had", "'s", "'ve", "later", "also"):
        first -= 1
    speaker = phrase_before(items, first, free) if first > free else None
    joint = next(
        (i for i in range(at + 1, min(len(items) - 1, at + _NOUN_WITHIN)) if items[i].word == "at"), None
    )
    if speaker is None or joint is None or joint == at + 1 or items[at + 1].kind is not Kind.WORD:
        return None
    counts = any(item.text[0].isdigit() for item in items[joint + 1 : joint + 5])
    if not counts or not any(item.word in _COUNTED for item in items[at + 1 : joint]):
        return None
    content = (at + 1, clause_end(items, at + 1, len(items)))
    return Statement((content,), (first, at + 1), speaker, Certainty.OBJECT)


def responded(items: Sequence[Item]) -> Statement | None:
    """ "…," was Mila Thorne's response; "…," was the reaction of the council."""
    if items[0].kind is not Kind.QUOTE or len(items) < _SHORTEST_RESPONSE:
        return None
    verb = 1 + (items[1].kind is Kind.COMMA)
    near = range(verb + 1, min(len(items), verb + _NOUN_WITHIN))
    noun = next((at for at in near if items[at].word in _RESPONSES), None)
    is_said = items[1].kind is Kind.COMMA or items[0].text.rstrip("\"”’'» ")[-1:] in (",", "!", "?")
    if noun is None or not is_said or items[verb].word not in ("was", "is", "came"):
        return None
    after = items[noun + 1] if noun + 1 < len(items) else None
    if after is not None and after.word in ("of", "from"):
        speaker = phrase_after(items, noun + 2, len(items))
    elif items[noun - 1].capitalised and items[noun - 1].word.endswith("'s"):
        speaker = Phrase(verb + 1, noun)
    else:
        return None
    return Statement(((0, 1),), (noun, noun + 1), speaker, Certainty.SHARED_SUBJECT) if speaker else None


def headed_by_name(items: Sequence[Item]) -> Statement | None:
    """Mila Thorne: "…"; From Chairwoman Mila Thorne: "…"; Mila Thorne, 23, baker: "…"; "…" — Mila Thorne"""
    first = next((at for at, item in enumerate(items) if item.kind is Kind.QUOTE), None)
    if first is None:
        return None
    if all(item.kind is Kind.OTHER for item in items[:first]):  # "• “…” — Mila Thorne"
        return _signed(items, first)
    if first < 2 or items[first - 1].kind is not Kind.COLON:
        return None
    start = 1 if items[0].word == "from" else 0
    phrase = _described_name(items, start, first - 1)
    if phrase is None and not items[first - 2].text[0].isdigit():  # no date
        phrase = phrase_before(items, first - 1, start)
    if phrase is None or phrase.first != start or not items[phrase.last - 1].capitalised:
        return None
    return Statement(quotations_from(items, first), (first - 1, first), phrase, Certainty.SHARED_SUBJECT)


def _described_name(items: Sequence[Item], start: int, end: int) -> Phrase | None:
    """ "Mila Thorne, 23, baker", "Mila Thorne (67), retired teacher": the name, and what that is."""
    last = start
    while last < end and items[last].kind is Kind.WORD and items[last].capitalised:
        last += 1
    if not 1 < last - start <= _LONGEST_NAME or end - last > _LONGEST_ROLE or last == end:
        return None
    rest = [item for item in items[last:end] if item.kind is Kind.WORD]
    if items[last].kind not in (Kind.COMMA, Kind.OPEN) or any(has_auxiliary(item.word) for item in rest):
        return None
    if all(
        item.capitalised or (item.text[0].isdigit() and len(rest) > 1) for item in rest
    ):  # a place and a date
        return None
    comma = max((at for at in range(last, end) if items[at].kind is Kind.COMMA), default=end)
    is_role = comma + 1 < end and not items[comma + 1].text[0].isdigit()
    return Phrase(start, last, (comma + 1, end) if is_role else None)


def _signed(items: Sequence[Item], quote: int) -> Statement | None:
    """ "…" — Mila Thorne, the mayor; … — Mila Thorne (@mila) May 8"""
    dash, name = quote + 1, quote + 2
    if len(items) <= name or items[dash].kind is not Kind.DASH or not items[name].capitalised:
        return None
    phrase = phrase_after(items, name, len(items))
    if phrase is None:
        return None
    after = behind(phrase)
    bracketed = items[after - 1].kind is Kind.CLOSE or (after < len(items) and items[after].kind is Kind.OPEN)
    if after < len(items) and not bracketed and items[after].kind not in (Kind.STOP, Kind.COMMA):
        return None
    return Statement(((quote, dash),), (dash, name), phrase, Certainty.SHARED_SUBJECT)
