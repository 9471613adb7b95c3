# ruff: noqa: E501, PLR0911
"""The attributed statements of one sentence, pure: cue, speaker and content as stretches of its items.

Who the speaker is, and whose the quotations without a cue are, is decided over the whole article by
`index/quotes.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.clauses import INTRODUCERS, clause_end, ends_in_comma, has_verb, resumes, skip_adverbials
from index.cues import Cue, read_cue
from index.outline import Item, Kind
from index.speakers import Phrase, main_subject, phrase_after, phrase_before
from index.speech_verbs import SPEECH_NOUNS, SPEECH_VERBS, Form, Frame
from index.word_classes import (
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    has_auxiliary,
    is_adverb,
    word_set,
)

Stretch = tuple[int, int]
"""Items `first:last` of a sentence."""

_LEADS_CLAUSE_TO_COMMA = word_set("while although though when after as because since")
_HYPOTHETICAL = word_set("if whether unless until")
_OBJECT_PRONOUNS = word_set("me him her us them you it")
_SHORTEST = 3  # words of reported speech without quotation marks
_LONGEST_ADDRESSEE = 25
_DATELINE_WITHIN = 14

_SURE_INVERTED, _SURE_BESIDE_QUOTE, _SURE_FORWARD, _SURE_TRAILING = 0.95, 0.95, 0.9, 0.85
_SURE_BARE, _SURE_JOINED, _SURE_THING, _SURE_BELIEF = 0.85, 0.8, 0.7, 0.65


@dataclass(frozen=True, slots=True)
class Statement:
    """What one cue attributes. `content` is empty where the words stand in the next paragraph."""

    content: tuple[Stretch, ...]
    cue: Stretch
    speaker: Phrase | None
    certainty: float


def statements_in(items: Sequence[Item]) -> list[Statement]:
    """The statements of a sentence, in order of their cues; their contents never overlap."""
    found: list[Statement] = []
    free = _after_dateline(items)
    at = free
    while at < len(items):
        statement = _statement_at(items, at, free, found)
        at += 1
        if statement is not None and all(first < last for first, last in statement.content):
            found.append(statement)
            free = max(
                free,
                statement.cue[1],
                *(last for _, last in statement.content),
                _last(statement.speaker, free),
            )
            at = max(at, free)
    if not found:
        fallback = _introduced(items) or _as_stated(items) or _headed_by_name(items)
        return [fallback] if fallback is not None else []
    return found


def may_hold_statements(items: Sequence[Item]) -> bool:
    """A quick look: whether there is any verb or phrase of speaking, or a quotation."""
    return any(
        item.kind is Kind.QUOTE or item.word in SPEECH_VERBS or item.word == "according" for item in items
    )


def _last(speaker: Phrase | None, free: int) -> int:
    return speaker.last if speaker is not None and speaker.first >= free else free


def _after_dateline(items: Sequence[Item]) -> int:
    """Behind "KELMHAVEN (Meridian) —", which belongs to no sentence."""
    for at in range(1, min(len(items), _DATELINE_WITHIN)):
        if items[at].kind is Kind.DASH and items[at - 1].kind is Kind.CLOSE:
            return at + 1
        if items[at].kind is Kind.QUOTE or (
            items[at].kind is Kind.WORD
            and not items[at].text[0].isupper()
            and not items[at].text[0].isdigit()
        ):
            return 0
    return 0


def _statement_at(items: Sequence[Item], at: int, free: int, found: list[Statement]) -> Statement | None:
    word = items[at].word
    if word == "according" and at + 1 < len(items) and items[at + 1].word == "to":
        return _according_to(items, at, free)
    cue = read_cue(items, at, free)
    return _attributed(items, cue, free, found) if cue is not None else None


def _according_to(items: Sequence[Item], at: int, free: int) -> Statement | None:
    end = len(items)
    speaker = phrase_after(items, at + 2, end)
    if speaker is None:
        return None
    cue = (at, at + 2)
    leads = all(
        item.word in CONJUNCTIONS or item.kind is Kind.COMMA or is_adverb(item.word)
        for item in items[free:at]
    )
    if leads:
        after = speaker.role[1] if speaker.role else speaker.last
        if speaker.role and not (after < end and items[after].kind is Kind.COMMA):
            after, speaker = speaker.last, replace(speaker, role=None)
        if after < end and items[after].kind is Kind.COMMA:
            after += 1
        content = (after, clause_end(items, after, end))
        if after == speaker.last and items[after - 1].kind is not Kind.COMMA:
            return None
        return Statement((content,), cue, speaker, _SURE_FORWARD) if _is_enough(items, content) else None
    before = _before(items, free, at)
    if before is None or not _is_enough(items, before):
        return None
    after = speaker.role[1] if speaker.role else speaker.last
    contents = [before]
    if after + 2 < end and items[after].kind is Kind.COMMA and not has_verb(items, *before):
        contents.append((after + 1, clause_end(items, after + 1, end)))
    return Statement(tuple(contents), cue, speaker, _SURE_FORWARD)


def _before(items: Sequence[Item], free: int, end: int) -> Stretch | None:
    """The content that ends before `items[end]`, without what joins it to the rest."""
    while end > free and items[end - 1].kind in (Kind.COMMA, Kind.DASH):
        end -= 1
    while free < end and (
        items[free].kind in (Kind.COMMA, Kind.SEMICOLON, Kind.DASH, Kind.OPEN, Kind.CLOSE, Kind.STOP)
        or (free > 0 and items[free].word in CONJUNCTIONS)
    ):
        free += 1
    if end - free > 1 and items[end - 1].kind is Kind.QUOTE and items[end - 2].kind is Kind.COLON:
        free = end - 1
    return (free, end) if end > free else None


def _is_enough(items: Sequence[Item], content: Stretch) -> bool:
    words = content[1] - content[0]
    return words >= _SHORTEST or any(item.kind is Kind.QUOTE for item in items[content[0] : content[1]])


def _attributed(items: Sequence[Item], cue: Cue, free: int, found: list[Statement]) -> Statement | None:
    if cue.joined:
        speaker = _shared_subject(items, cue, found)
        if speaker is None:
            return None
        return _forward(items, cue, speaker, _SURE_JOINED)
    if cue.first == 0:
        return _headed(items, cue)
    inverted = _inverted(items, cue, free)
    if inverted is not None:
        return inverted
    speaker = phrase_before(items, cue.first, free)
    if speaker is None or not _can_speak(items, cue, speaker, free):
        return None
    return _trailing(items, cue, speaker, free) or _forward(items, cue, speaker, _SURE_FORWARD)


def _headed(items: Sequence[Item], cue: Cue) -> Statement | None:
    """Said the mayor: "…" """
    speaker = phrase_after(items, cue.last, len(items)) if Frame.INVERTED in cue.verb.frames else None
    if speaker is None:
        return None
    after = speaker.role[1] if speaker.role else speaker.last
    if (
        after + 1 >= len(items)
        or items[after].kind not in (Kind.COLON, Kind.COMMA)
        or items[after + 1].kind is not Kind.QUOTE
    ):
        return None
    return Statement(((after + 1, after + 2),), (cue.first, cue.last), speaker, _SURE_INVERTED)


def _can_speak(items: Sequence[Item], cue: Cue, speaker: Phrase, free: int) -> bool:
    """Not in questions and conditions, not "you", no bare number, and a subject that agrees with its verb."""
    first, last = items[speaker.first], items[speaker.last - 1]
    before = items[speaker.first - 1] if speaker.first > free else None
    if first.word == "you" or (speaker.last - speaker.first == 1 and first.text[0].isdigit()):
        return False
    if before is not None and before.kind is Kind.WORD:
        if before.word in _HYPOTHETICAL or (has_auxiliary(before.word) and "'" not in before.word):
            return False
        if before.word in ("what", "which", "whom", "that", "as") and Frame.BELIEF in cue.verb.frames:
            return False
    verb_alone = cue.verb.forms & Form.BASE and not cue.verb.forms & Form.PAST and cue.first + 1 == cue.last
    if verb_alone and not speaker.relative:
        return _is_plural(items, speaker, last)
    return True


def _is_plural(items: Sequence[Item], speaker: Phrase, last: Item) -> bool:
    word = last.word
    if word in ("i", "we", "they", "you"):
        return True
    if any(item.word in ("and", "of") for item in items[speaker.first : speaker.last]):
        return True
    return (word.endswith("s") and not word.endswith(("'s", "ss"))) or word in _PLURALS or word in DETERMINERS


_PLURALS = word_set(
    "people many some others critics police most few both women men officials two three four five"
)


def _shared_subject(items: Sequence[Item], cue: Cue, found: list[Statement]) -> Phrase | None:
    """The speaker of the statement before, unless that stands in a relative clause; else the main subject."""
    if found and found[-1].speaker is not None and not found[-1].speaker.relative:
        return found[-1].speaker
    return main_subject(items, cue.first) or (found[-1].speaker if found else None)


def _inverted(items: Sequence[Item], cue: Cue, free: int) -> Statement | None:
    """ "…," said Mila Thorne, the mayor. And without marks: The plan failed, said the mayor."""
    end = len(items)
    left = items[cue.first - 1]
    if Frame.INVERTED not in cue.verb.frames or not cue.verb.forms & (Form.PAST | Form.PRESENT):
        return None
    quoted = left.kind is Kind.QUOTE or (
        left.kind is Kind.COMMA and cue.first > 1 and items[cue.first - 2].kind is Kind.QUOTE
    )
    if cue.first <= free or not (quoted or left.kind in (Kind.COMMA, Kind.DASH)):
        return None
    speaker = phrase_after(items, cue.last, end)
    before = _before(items, free, cue.first)
    if speaker is None or before is None:
        return None
    after = speaker.role[1] if speaker.role else speaker.last
    if (
        speaker.last < end
        and items[speaker.last].kind in (Kind.WORD, Kind.QUOTE)
        and not _is_adverbial(items, speaker.last)
    ):
        return None
    if not quoted and (
        items[cue.last].word in SUBJECT_PRONOUNS
        or not has_verb(items, *before)
        or has_verb(items, speaker.last, end)
    ):
        return None
    after = skip_adverbials(items, after, end)
    contents = (before, *_resumed(items, before, after))
    return Statement(contents, (cue.first, cue.last), speaker, _SURE_INVERTED)


def _is_adverbial(items: Sequence[Item], at: int) -> bool:
    word = items[at].word
    return (
        word in PREPOSITIONS
        or word in SUBORDINATORS
        or skip_adverbials(items, at, len(items)) > at
        or word.endswith("ing")
    )


def _trailing(items: Sequence[Item], cue: Cue, speaker: Phrase, free: int) -> Statement | None:
    """ "…," she said. And without marks: The plan, she said, would fail."""
    end = len(items)
    if speaker.first <= free or speaker.relative or not cue.verb.frames & (Frame.QUOTE | Frame.BARE):
        return None
    joint = items[speaker.first - 1]
    before = _before(items, free, speaker.first)
    if joint.kind not in (Kind.COMMA, Kind.QUOTE, Kind.DASH) or before is None:
        return None
    quoted = items[before[1] - 1].kind is Kind.QUOTE
    after = skip_adverbials(items, _past_addressee(items, cue), end)
    if (
        quoted
        and joint.kind is not Kind.QUOTE
        and not (after >= end or items[after].kind in (Kind.STOP, Kind.COMMA))
    ):
        return None
    if not quoted and not _may_trail(items, cue, before, after):
        return None
    contents = (before, *_resumed(items, before, after))
    return Statement(
        contents, (cue.first, cue.last), speaker, _SURE_BESIDE_QUOTE if quoted else _SURE_TRAILING
    )


def _may_trail(items: Sequence[Item], cue: Cue, before: Stretch, after: int) -> bool:
    """Whether unquoted words before a cue are what was said, rather than when or where."""
    end = len(items)
    if Frame.BARE not in cue.verb.frames and not any(item.kind is Kind.QUOTE for item in items[after:end]):
        return False
    if after < end and items[after].kind in (Kind.WORD, Kind.COLON, Kind.QUOTE):
        return False
    goes_on = after + 1 < end and items[after].kind is Kind.COMMA
    opener = items[before[0]].word
    if goes_on and items[after + 1].kind is Kind.QUOTE:
        return not (opener in PREPOSITIONS or opener in SUBORDINATORS or before[1] - before[0] == 1)
    return goes_on or (has_verb(items, *before) and _is_enough(items, before))


def _resumed(items: Sequence[Item], before: Stretch, after: int) -> list[Stretch]:
    """What goes on behind a cue in the middle of the words: "A," she said, "B"."""
    end = len(items)
    if items[before[1] - 1].kind is Kind.QUOTE:
        return _quoted_on(items, after)
    if after + 1 >= end or items[after].kind is not Kind.COMMA:
        return []
    start = after + 1
    if items[start].kind is not Kind.QUOTE and (
        items[start].kind is not Kind.WORD or resumes(items, start, end)
    ):
        return []
    return [(start, clause_end(items, start, end))]


def _quoted_on(items: Sequence[Item], after: int) -> list[Stretch]:
    """The next quotation behind a comma, unless another cue comes between."""
    for at in range(after, len(items)):
        if items[at].kind is Kind.QUOTE:
            return [(at, at + 1)] if at > 0 and items[at - 1].kind in (Kind.COMMA, Kind.DASH) else []
        if items[at].word in SPEECH_VERBS or items[at].kind in (Kind.SEMICOLON, Kind.COLON):
            return []
    return []


def _past_addressee(items: Sequence[Item], cue: Cue) -> int:
    """Past the person told: "told reporters", "told a crowd in Cleveland", "told The Times"."""
    at, end = cue.last, len(items)
    if Frame.PERSON not in cue.verb.frames or at >= end or items[at].kind is not Kind.WORD:
        return at
    if items[at].word in INTRODUCERS:
        return at
    if items[at].word in _OBJECT_PRONOUNS:
        return at + 1
    addressee = phrase_after(items, at, end)
    return addressee.last if addressee is not None else at


def _forward(items: Sequence[Item], cue: Cue, speaker: Phrase, certainty: float) -> Statement | None:
    """She said (that) …; she told them: "…"; she vowed to …; she called it …"""
    end = len(items)
    if Frame.BELIEF in cue.verb.frames:
        certainty = min(certainty, _SURE_BELIEF)
    at = _past_addressee(items, cue)
    start = skip_adverbials(items, at, end)
    if start >= end:
        return None
    content = (
        _quoted_content(items, cue, start)
        or _clause_content(items, cue, speaker, at, start)
        or _infinitive_content(items, cue)
    )
    if content is None and Frame.THING in cue.verb.frames:
        content, certainty = _thing_content(items, cue), min(certainty, _SURE_THING)
    if content is None:
        return None
    return Statement(content, (cue.first, cue.last), speaker, certainty)


def _quoted_content(items: Sequence[Item], cue: Cue, start: int) -> tuple[Stretch, ...] | None:
    """Said, "A" and "B"; said: "A"; said "A" was …; an empty one for "said:" at the end."""
    end = len(items)
    if not cue.verb.frames & (Frame.QUOTE | Frame.CLAUSE):
        return None
    opener = items[start]
    if opener.kind is Kind.COLON and start + 1 >= end:
        return ()
    if opener.kind in (Kind.COLON, Kind.COMMA) and start + 1 < end and items[start + 1].kind is Kind.QUOTE:
        return _quotations(items, start + 1)
    if opener.kind is Kind.COLON:
        return ((start + 1, clause_end(items, start + 1, end)),)
    if opener.kind is Kind.QUOTE:
        if ends_in_comma(opener) or start + 1 >= end or items[start + 1].kind is not Kind.WORD:
            return _quotations(items, start)
        if Frame.CLAUSE in cue.verb.frames:
            return ((start, clause_end(items, start, end)),)
        return ((start, start + 1),)
    return None


def _quotations(items: Sequence[Item], start: int) -> tuple[Stretch, ...]:
    """A quotation and those that go on with it: "A" and "B", "A" - a remark - "B"."""
    found = [(start, start + 1)]
    for at in range(start + 1, len(items)):
        previous = items[at - 1]
        if items[at].kind is Kind.QUOTE and (
            previous.word in ("and", "or", "but") or previous.kind in (Kind.DASH, Kind.QUOTE)
        ):
            found.append((at, at + 1))
        elif items[at].word in SPEECH_VERBS:
            break
    return tuple(found)


def _clause_content(
    items: Sequence[Item], cue: Cue, speaker: Phrase, at: int, start: int
) -> tuple[Stretch, ...] | None:
    end = len(items)
    frames = cue.verb.frames
    to_comma = speaker.first > 0 and items[speaker.first - 1].word in _LEADS_CLAUSE_TO_COMMA
    told = at > cue.last
    if told and items[start].word not in INTRODUCERS:
        that = next(
            (i for i in range(at, min(end, at + _LONGEST_ADDRESSEE)) if items[i].word == "that"), None
        )
        start = that if that is not None and not has_verb(items, at, that) else start
    opener = items[start]
    if opener.kind is not Kind.WORD or not frames & Frame.CLAUSE:
        return None
    content = (start, clause_end(items, start, end, to_comma=to_comma))
    if opener.word in INTRODUCERS and opener.word not in ("who", "where"):
        return (content,) if _is_enough(items, content) else None
    if Frame.BARE not in frames or not _may_open_clause(opener, frames):
        return None
    return (content,) if _is_enough(items, content) and has_verb(items, *content) else None


def _may_open_clause(opener: Item, frames: Frame) -> bool:
    word = opener.word
    if Frame.BELIEF in frames:
        return word in SUBJECT_PRONOUNS or word in DETERMINERS or opener.capitalised or word == "there"
    if word in CONJUNCTIONS or word in PREPOSITIONS - {"like", "during", "in", "under", "within", "despite"}:
        return word in ("no", "neither")
    return word in SUBJECT_PRONOUNS or word not in SUBORDINATORS


def _infinitive_content(items: Sequence[Item], cue: Cue) -> tuple[Stretch, ...] | None:
    """Vowed to go on; urged them to go on."""
    end = len(items)
    start = cue.last
    if Frame.INFINITIVE in cue.verb.frames:
        start = skip_adverbials(items, start, end) if items[start].word != "to" else start
        if start < end and items[start].word == "to":
            return ((start, clause_end(items, start, end)),)
    if Frame.PERSON_INFINITIVE in cue.verb.frames and items[start].kind is Kind.WORD:
        addressee = (
            start + 1
            if items[start].word in _OBJECT_PRONOUNS
            else getattr(phrase_after(items, start, end), "last", start)
        )
        to = addressee + 1 if addressee < end and items[addressee].word == "not" else addressee
        if addressee > start and to < end and items[to].word == "to":
            return ((start, clause_end(items, start, end)),)
    return None


_OBJECT_JOINTS = {
    "accuse": "of", "describe": "as", "blame": "for", "criticize": "for", "criticise": "for", "praise": "for",
    "dismiss": "as", "denounce": "as", "condemn": "as", "characterize": "as", "characterise": "as",
    "portray": "as", "hail": "as", "applaud": "for", "deride": "as", "liken": "to", "blast": "for", "slam": "for",
}  # fmt: skip


def _thing_content(items: Sequence[Item], cue: Cue) -> tuple[Stretch, ...] | None:
    """Called it "a farce"; accused them of theft; denied the charge."""
    end = len(items)
    start = cue.last
    lemma = cue.verb.lemma
    if lemma == "call" and items[start].word in ("for", "on"):
        start += 1
    if start >= end or items[start].kind is not Kind.WORD or items[start].word in PREPOSITIONS | CONJUNCTIONS:
        return None
    content = (start, clause_end(items, start, end))
    within = items[content[0] : content[1]]
    quoted = any(item.kind is Kind.QUOTE for item in within)
    joint = _OBJECT_JOINTS.get(lemma)
    if not quoted and joint is not None and all(item.word != joint for item in within):
        return None
    if not quoted and lemma in ("call", "label", "brand", "dub", "mock", "question") and start == cue.last:
        return None
    return (content,) if _is_enough(items, content) else None


def _introduced(items: Sequence[Item]) -> Statement | None:
    """ "He issued a statement: "…" and the like: a noun of speaking, a colon or comma, and a quotation."""
    for at in range(1, len(items) - 1):
        if items[at].kind in (Kind.COLON, Kind.COMMA) and items[at + 1].kind is Kind.QUOTE:
            noun = next((i for i in range(at - 1, max(0, at - 8), -1) if items[i].word in SPEECH_NOUNS), None)
            speaker = main_subject(items, at)
            if noun is None or speaker is None:
                return None
            return Statement(_quotations(items, at + 1), (noun, noun + 1), speaker, _SURE_THING)
    return None


def _as_stated(items: Sequence[Item]) -> Statement | None:
    """The aim is "…", as stated in the invitation."""
    for at in range(2, len(items) - 2):
        verb = SPEECH_VERBS.get(items[at + 1].word) if items[at].word == "as" else None
        if verb is None or Form.PARTICIPLE not in verb.forms or items[at + 2].word not in ("in", "by"):
            continue
        speaker = phrase_after(items, at + 3, len(items))
        before = _before(items, 0, at)
        if speaker is None or before is None:
            return None
        return Statement((before,), (at, at + 3), speaker, _SURE_JOINED)
    return None


def _headed_by_name(items: Sequence[Item]) -> Statement | None:
    """Mila Thorne: "…"; "…" — Mila Thorne; From Chairwoman Mila Thorne: "…" """
    quotes = [at for at, item in enumerate(items) if item.kind is Kind.QUOTE]
    if not quotes:
        return None
    first = quotes[0]
    if first >= 2 and items[first - 1].kind is Kind.COLON:
        start = 1 if items[0].word == "from" else 0
        phrase = phrase_before(items, first - 1, start)
        if phrase is not None and phrase.first == start and items[phrase.last - 1].capitalised:
            return Statement(_quotations(items, first), (first - 1, first), phrase, _SURE_JOINED)
    if first == 0 and len(items) > 2 and items[1].kind is Kind.DASH and items[2].capitalised:
        phrase = phrase_after(items, 2, len(items))
        ends = (
            phrase.role[1] if phrase is not None and phrase.role else phrase.last if phrase is not None else 0
        )
        if phrase is not None and (ends >= len(items) or items[ends].kind in (Kind.STOP, Kind.COMMA)):
            return Statement(((0, 1),), (1, 2), phrase, _SURE_JOINED)
    return None
