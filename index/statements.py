# ruff: noqa: PLR0911, PLR0912
"""The attributed statements of one sentence, pure: cue, speaker and content as stretches of its items.

Who the speaker is, and whose the quotations without a cue are, is decided over the whole article by
`index/quotes.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.clauses import clause_end, has_verb, resumes, skip_adverbials
from index.cues import VERBS, Form, Frame, Verb
from index.outline import Item, Kind
from index.speakers import Phrase, phrase_after, phrase_before
from index.word_classes import (
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    FUTURE,
    INDEFINITES,
    MODALS,
    NEGATIONS,
    POSSESSIVES,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    has_auxiliary,
    is_adverb,
    may_be_finite,
    word_set,
)

Stretch = tuple[int, int]
"""Items `first:last` of a sentence."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one cue attributes. `content` is empty where the words stand in the next paragraph."""

    content: tuple[Stretch, ...]
    cue: Stretch
    speaker: Phrase | None
    certainty: float


@dataclass(frozen=True, slots=True)
class _Cue:
    first: int
    at: int
    last: int
    verb: Verb
    gerund: bool = False


def statements_in(items: Sequence[Item]) -> list[Statement]:
    """The statements of a sentence, in order of their cues; their contents never overlap."""
    found: list[Statement] = []
    free = 0
    last_speaker: Phrase | None = None
    at = 0
    while at < len(items):
        if items[at].kind is not Kind.WORD:
            at += 1
            continue
        statement = _statement_at(items, at, free, last_speaker, bool(found))
        at += 1
        if statement is None:
            continue
        found.append(statement)
        last_speaker = statement.speaker or last_speaker
        taken = max((last for _, last in statement.content), default=0)
        free = max(free, taken, statement.cue[1], statement.speaker.last if statement.speaker else 0)
        at = max(at, free)
    return found


def _statement_at(
    items: Sequence[Item], at: int, free: int, last_speaker: Phrase | None, later: bool
) -> Statement | None:
    word = items[at].word
    if word == "according" and at + 1 < len(items) and items[at + 1].word == "to":
        return _according_to(items, at, free)
    verb = VERBS.get(word)
    if verb is None or items[at].capitalised:
        return None
    cue = _read_cue(items, at, verb, free)
    if cue is None:
        return None
    return _attribute(items, cue, free, last_speaker)


def _end(items: Sequence[Item]) -> int:
    return len(items)


def _according_to(items: Sequence[Item], at: int, free: int) -> Statement | None:
    end = _end(items)
    speaker = phrase_after(items, at + 2, end)
    if speaker is None:
        return None
    after = speaker.role[1] if speaker.role else speaker.last
    leads = all(
        (item.kind is not Kind.QUOTE and item.word in CONJUNCTIONS | {","}) or is_adverb(item.word)
        for item in items[free:at]
    )
    if leads:
        if after < end and items[after].kind is Kind.COMMA:
            after += 1
        content = (after, clause_end(items, after, end))
        if content[1] - content[0] < 2:
            return None
        return Statement((content,), (at, at + 2), speaker, 0.9)
    before = _before(items, free, at)
    if before is None:
        return None
    contents = [before]
    if after + 2 < end and items[after].kind is Kind.COMMA and not has_verb(items, *before):
        contents.append((after + 1, clause_end(items, after + 1, end)))
    return Statement(tuple(contents), (at, at + 2), speaker, 0.9)


def _before(items: Sequence[Item], free: int, end: int) -> Stretch | None:
    """The content that ends before `items[end]`, without what joins it to the rest."""
    while end > free and items[end - 1].kind in (Kind.COMMA, Kind.DASH):
        end -= 1
    while free < end and (
        items[free].kind in (Kind.COMMA, Kind.SEMICOLON, Kind.DASH, Kind.OPEN, Kind.CLOSE, Kind.STOP)
        or (free > 0 and items[free].word in CONJUNCTIONS)
    ):
        free += 1
    return (free, end) if end > free else None


def _read_cue(items: Sequence[Item], at: int, verb: Verb, free: int) -> _Cue | None:
    """The verb with its auxiliaries and adverbs; None where it does not report that something was said."""
    first = at
    helpers: set[str] = set()
    while first > free and items[first - 1].kind is Kind.WORD:
        word = items[first - 1].word
        if has_auxiliary(word) and word.partition("'")[0] not in SUBJECT_PRONOUNS:
            helpers.add(word)
        elif is_adverb(word) and word not in DETERMINERS - NEGATIONS and word not in INDEFINITES:
            if word in NEGATIONS:
                return None
        else:
            break
        first -= 1
    glued = items[first - 1].word if first > free and items[first - 1].kind is Kind.WORD else ""
    head, mark, tail = glued.partition("'")
    if mark and head in SUBJECT_PRONOUNS:
        helpers.add("'" + tail)
    if any("n't" in helper or helper == "cannot" for helper in helpers) or helpers & (MODALS | FUTURE):
        return None
    if Form.ING in verb.forms:
        if helpers & BE:
            return _Cue(first, at, at + 1, verb)
        return _gerund(items, first, at, verb, free)
    if helpers & BE:
        return None
    if glued == "to":
        return None
    if Form.BASE in verb.forms and not verb.forms & Form.PAST and not helpers:
        if (
            glued in ("i", "we", "they", "you")
            or (glued.endswith("s") and not glued.endswith(("'s", "ss")))
            or glued in _PLURALS
        ):
            return None if _is_noun(items, first, at, verb) else _Cue(first, at, at + 1, verb)
        return None
    if verb.may_be_noun and _is_noun(items, first, at, verb):
        return None
    if glued in POSSESSIVES or glued in ("the", "a", "an"):
        return None
    return _Cue(first, at, at + 1, verb)


_PLURALS = word_set("people many some others critics police most few both")


def _is_noun(items: Sequence[Item], first: int, at: int, verb: Verb) -> bool:
    if first == 0:
        return False
    before = items[first - 1]
    if before.kind is not Kind.WORD:
        return before.kind in (Kind.OPEN, Kind.OTHER)
    if before.word in SUBJECT_PRONOUNS or before.word in ("who", "which", "that"):
        return False
    if before.word in DETERMINERS or before.word in PREPOSITIONS or before.word.endswith(("'s", "s'")):
        return before.word not in ("some", "many", "most", "others", "both", "all", "few")
    if at + 1 >= len(items):
        return False
    after = items[at + 1]
    if after.kind in (Kind.QUOTE, Kind.COMMA, Kind.COLON, Kind.STOP):
        return not before.capitalised and verb.lemma not in ("note", "state")
    return after.word in PREPOSITIONS and not before.capitalised


def _gerund(items: Sequence[Item], first: int, at: int, verb: Verb, free: int) -> _Cue | None:
    if not verb.frames & (Frame.QUOTE | Frame.CLAUSE | Frame.PERSON_CLAUSE):
        return None
    if first == 0:
        return None
    before = items[first - 1]
    if (
        before.kind in (Kind.COMMA, Kind.DASH)
        or (before.kind is Kind.QUOTE)
        or before.word in ("statement", "by", "and", "tweet", "letter", "email")
    ):
        return _Cue(first, at, at + 1, verb, gerund=True)
    return None


def _attribute(items: Sequence[Item], cue: _Cue, free: int, last_speaker: Phrase | None) -> Statement | None:
    end = _end(items)
    if cue.gerund:
        speaker = last_speaker or _main_subject(items, cue.first)
        return _forward(items, cue, speaker, end, 0.85 if last_speaker else 0.7)
    left = items[cue.first - 1] if cue.first > 0 else None
    if left is None:
        return None
    if (
        cue.verb.frames & Frame.QUOTE
        and cue.first > free
        and left.kind in (Kind.COMMA, Kind.QUOTE, Kind.DASH)
    ):
        inverted = _inverted(items, cue, free, end)
        if inverted is not None:
            return inverted
    if left.kind is Kind.WORD and left.word in CONJUNCTIONS:
        speaker = last_speaker or _main_subject(items, cue.first - 1)
        return _forward(items, cue, speaker, end, 0.8 if last_speaker else 0.7)
    speaker = phrase_before(items, cue.first, free)
    if speaker is None:
        return None
    return _trailing(items, cue, speaker, free, end) or _forward(items, cue, speaker, end, 0.9)


def _main_subject(items: Sequence[Item], before: int) -> Phrase | None:
    """The subject of the first verb of the sentence."""
    for at in range(1, before):
        item = items[at]
        if item.kind is Kind.WORD and (has_auxiliary(item.word) or _looks_finite(items, at)):
            phrase = phrase_before(items, at)
            if phrase is not None and not phrase.relative:
                return phrase
    return None


def _looks_finite(items: Sequence[Item], at: int) -> bool:
    return may_be_finite(items[at].word) and not items[at].capitalised


def _inverted(items: Sequence[Item], cue: _Cue, free: int, end: int) -> Statement | None:
    """ "…," said Mila Thorne, the mayor."""
    if not cue.verb.forms & (Form.PAST | Form.PRESENT):
        return None
    start = cue.last
    speaker = phrase_after(items, start, end)
    if speaker is None:
        return None
    if speaker.last < end and items[speaker.last].kind is Kind.WORD and speaker.last - start < 12:
        following = items[speaker.last].word
        if has_auxiliary(following) or (_looks_finite(items, speaker.last)):
            return None
    before = _before(items, free, cue.first)
    if before is None:
        return None
    contents = [before]
    after = speaker.role[1] if speaker.role else speaker.last
    after = skip_adverbials(items, after, end)
    contents += _resumed(items, before, after, end)
    return Statement(tuple(contents), (cue.first, cue.last), speaker, 0.95)


def _trailing(items: Sequence[Item], cue: _Cue, speaker: Phrase, free: int, end: int) -> Statement | None:
    """ "…," she said, or: The plan, she said, would fail."""
    if not cue.verb.frames & (Frame.QUOTE | Frame.CLAUSE | Frame.PERSON_CLAUSE):
        return None
    if speaker.first <= free or speaker.relative:
        return None
    joint = items[speaker.first - 1]
    if joint.kind not in (Kind.COMMA, Kind.QUOTE, Kind.DASH):
        return None
    before = _before(items, free, speaker.first)
    if before is None:
        return None
    after = _past_addressee(items, cue, end)
    after = skip_adverbials(items, after, end)
    quoted = joint.kind is Kind.QUOTE
    if after < end and items[after].kind is Kind.WORD and not quoted:
        return None
    if after < end and items[after].kind is Kind.COLON:
        return None
    if (
        not quoted
        and after + 1 < end
        and items[after].kind is Kind.COMMA
        and items[after + 1].kind is Kind.QUOTE
        and not has_verb(items, *before)
    ):
        return None
    if after < end and items[after].kind is Kind.QUOTE and not quoted:
        return None
    if not quoted and not has_verb(items, *before) and not (after < end and items[after].kind is Kind.COMMA):
        return None
    contents = [before, *_resumed(items, before, after, end)]
    return Statement(tuple(contents), (cue.first, cue.last), speaker, 0.95 if quoted else 0.85)


def _resumed(items: Sequence[Item], before: Stretch, after: int, end: int) -> list[Stretch]:
    """What goes on behind a cue in the middle of the words: "A," she said, "B"."""
    if after + 1 >= end or items[after].kind is not Kind.COMMA:
        return []
    start = after + 1
    following = items[start]
    quoted = items[before[1] - 1].kind is Kind.QUOTE
    if following.kind is Kind.QUOTE:
        return [(start, clause_end(items, start, end))]
    if quoted or following.kind is not Kind.WORD:
        return []
    if resumes(items, start, end):
        return []
    return [(start, clause_end(items, start, end))]


def _past_addressee(items: Sequence[Item], cue: _Cue, end: int) -> int:
    """Past the person told: "told reporters", "told a crowd in Cleveland", "told The Times"."""
    at = cue.last
    if not cue.verb.frames & Frame.PERSON_CLAUSE or at >= end or items[at].kind is not Kind.WORD:
        return at
    if items[at].word in ("that", "how", "why", "what", "if", "whether"):
        return at
    if items[at].word in _OBJECT_PRONOUNS:
        return at + 1
    addressee = phrase_after(items, at, end)
    return addressee.last if addressee is not None else at


_OBJECT_PRONOUNS = word_set("me him her us them you it")


def _forward(
    items: Sequence[Item], cue: _Cue, speaker: Phrase | None, end: int, certainty: float
) -> Statement | None:
    """She said (that) …; she told them: "…"."""
    frames = cue.verb.frames
    at = _past_addressee(items, cue, end)
    start = skip_adverbials(items, at, end)
    if start >= end:
        return None
    opener = items[start]
    colon = opener.kind is Kind.COLON
    if colon and start + 1 >= end:
        return Statement((), (cue.first, cue.last), speaker, certainty)
    if (
        opener.kind in (Kind.COLON, Kind.COMMA)
        and start + 1 < end
        and (items[start + 1].kind is Kind.QUOTE or colon)
    ):
        if not frames & (Frame.QUOTE | Frame.CLAUSE | Frame.PERSON_CLAUSE):
            return None
        content = (start + 1, clause_end(items, start + 1, end))
        return Statement((content,), (cue.first, cue.last), speaker, certainty)
    if opener.kind is Kind.COMMA:
        return None
    if opener.kind is Kind.QUOTE and frames & (Frame.QUOTE | Frame.CLAUSE | Frame.PERSON_CLAUSE):
        content = (start, clause_end(items, start, end))
        return Statement((content,), (cue.first, cue.last), speaker, certainty)
    if opener.kind is not Kind.WORD:
        return None
    if opener.word in ("that", "how", "why", "whether", "if", "what") and frames & (
        Frame.CLAUSE | Frame.PERSON_CLAUSE
    ):
        content = (start, clause_end(items, start, end))
        return _checked(items, content, cue, speaker, certainty)
    told = bool(frames & Frame.PERSON_CLAUSE) and at > cue.last
    if (frames & Frame.CLAUSE or told) and opener.word not in PREPOSITIONS | CONJUNCTIONS:
        content = (start, clause_end(items, start, end))
        if has_verb(items, *content):
            return _checked(items, content, cue, speaker, certainty - 0.05)
    return None


def _checked(
    items: Sequence[Item], content: Stretch, cue: _Cue, speaker: Phrase | None, certainty: float
) -> Statement | None:
    if content[1] - content[0] < 3:
        return None
    return Statement((content,), (cue.first, cue.last), speaker, certainty)
