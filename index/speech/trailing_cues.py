"""Words before or around their cue, pure: "…," she said; "…," said the mayor; the plan, she said, failed."""

from collections.abc import Sequence

from index.speech.clauses import clause_end, has_verb, is_subject_with_aside, resumes, skip_adverbials
from index.speech.cues import Cue
from index.speech.leading_cues import past_addressee
from index.speech.outline import Item, Kind
from index.speech.reported_speech import Certainty, Statement, Stretch, behind, content_before, is_enough
from index.speech.speakers import Phrase, phrase_after
from index.speech.speech_verbs import SPEECH_VERBS, Form, Frame
from index.speech.word_classes import (
    CONJUNCTIONS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    is_adverb,
    word_set,
)

_LIKE_A_CLAUSE = 5  # words
_BREAKS = (Kind.STOP, Kind.COMMA, Kind.SEMICOLON, Kind.DASH, Kind.CLOSE, Kind.COLON)
_PLACES = word_set("outside inside upstairs downstairs backstage nearby")


def words_before_inverted(items: Sequence[Item], cue: Cue, free: int) -> Statement | None:
    """ "…," said Mila Thorne, the mayor. And without marks: The plan failed, said the mayor."""
    if Frame.INVERTED not in cue.verb.frames or not cue.verb.forms & (Form.PAST | Form.PRESENT):
        return None
    left = items[cue.first - 1]
    before = content_before(items, free, cue.first)
    if before is None or left.kind not in (Kind.COMMA, Kind.DASH, Kind.QUOTE):
        return None
    speaker = phrase_after(items, cue.last, len(items))
    if speaker is None or items[cue.last].word == "that" or not _ends_inverted(items, speaker.last):
        return None
    quoted = items[before[1] - 1].kind is Kind.QUOTE
    if not quoted and not _is_unquoted_inversion(items, cue, speaker, before):
        return None
    after = skip_adverbials(items, behind(speaker), len(items))
    contents = (before, *_words_going_on(items, before, after))
    return Statement(contents, (cue.first, cue.last), speaker, Certainty.BESIDE_QUOTATION)


def _ends_inverted(items: Sequence[Item], at: int) -> bool:
    """Whether nothing follows the subject that would make it an object: said the plan would fail."""
    if at >= len(items) or items[at].kind not in (Kind.WORD, Kind.QUOTE):
        return True
    word = items[at].word
    follows_on = word in PREPOSITIONS or word in SUBORDINATORS or word.endswith("ing")
    return follows_on or skip_adverbials(items, at, len(items)) > at


def _is_unquoted_inversion(items: Sequence[Item], cue: Cue, speaker: Phrase, before: Stretch) -> bool:
    if is_subject_with_aside(items, *before):
        return False
    pronoun = items[cue.last].word in SUBJECT_PRONOUNS
    quote = next((at for at in range(speaker.last, len(items)) if items[at].kind is Kind.QUOTE), len(items))
    # A name after "said" tells enough; else what stands before has to look like a clause.
    named = items[speaker.last - 1].capitalised and before[1] - before[0] >= _LIKE_A_CLAUSE
    said = named or has_verb(items, *before)
    return not pronoun and said and not has_verb(items, speaker.last, quote)


def words_before(items: Sequence[Item], cue: Cue, speaker: Phrase, free: int) -> Statement | None:
    """ "…," she said. And without marks: The plan, she said, would fail."""
    if speaker.first <= free or speaker.relative or not cue.verb.frames & (Frame.QUOTE | Frame.BARE):
        return None
    joint = items[speaker.first - 1]
    before = content_before(items, free, speaker.first)
    if joint.kind not in (Kind.COMMA, Kind.QUOTE, Kind.DASH) or before is None:
        return None
    end = len(items)
    quoted = items[before[1] - 1].kind is Kind.QUOTE
    after = _past_place(items, skip_adverbials(items, past_addressee(items, cue), end), end)
    if quoted:
        fits = joint.kind is Kind.QUOTE or after >= end or items[after].kind in _BREAKS
    else:
        fits = _fits_unquoted(items, cue, before, after)
    if not fits:
        return None
    contents = (before, *_words_going_on(items, before, after))
    certainty = Certainty.BESIDE_QUOTATION if quoted else Certainty.BARE_CLAUSE
    return Statement(contents, (cue.first, cue.last), speaker, certainty)


def _past_place(items: Sequence[Item], at: int, end: int) -> int:
    """ "…," he said outside: "…" """
    ends = at + 1 >= end or items[at + 1].kind is not Kind.WORD
    return at + 1 if at < end and items[at].word in _PLACES and ends else at


def _fits_unquoted(items: Sequence[Item], cue: Cue, before: Stretch, after: int) -> bool:
    """Whether unquoted words before a cue are what was said, rather than when or where."""
    end = len(items)
    if Frame.BARE not in cue.verb.frames and not any(item.kind is Kind.QUOTE for item in items[after:end]):
        return False
    if after < end and items[after].kind in (Kind.WORD, Kind.COLON, Kind.QUOTE):
        return False
    goes_on = after + 1 < end and items[after].kind is Kind.COMMA
    if goes_on and items[after + 1].kind is Kind.QUOTE:
        opener = items[before[0]].word
        if opener in PREPOSITIONS or opener in SUBORDINATORS:
            return False
        return has_verb(items, *before) or _begins_small(items[after + 1])
    tells = has_verb(items, *before) or (
        cue.verb.lemma == "say"
        and (after >= end - 1 or items[after].kind is Kind.SEMICOLON)
        and _is_no_adverbial(items[before[0]])
    )
    return goes_on or (tells and is_enough(items, before))


def _is_no_adverbial(opener: Item) -> bool:
    """Whether words are rather what was said than when or where, by the first of them."""
    word = opener.word
    return not (
        word in PREPOSITIONS
        or word in SUBORDINATORS
        or word in CONJUNCTIONS
        or is_adverb(word)
        or word.endswith(("ing", "ed"))
    )


def _begins_small(quote: Item) -> bool:
    """Whether quoted words begin in lower case, so that they go on with what stands before."""
    return next((character for character in quote.text if character.isalnum()), "A").islower()


def _words_going_on(items: Sequence[Item], before: Stretch, after: int) -> list[Stretch]:
    """What goes on behind a cue in the middle of the words: "A," she said, "B"."""
    end = len(items)
    if items[before[1] - 1].kind is Kind.QUOTE:
        return _next_quotation(items, after)
    if after + 1 >= end or items[after].kind is not Kind.COMMA:
        return []
    start = after + 1
    is_whole = has_verb(items, *before)  # "in June, he said, …" waits for what happened
    if items[start].kind is Kind.WORD and not (is_whole and resumes(items, start, end)):
        return [(start, clause_end(items, start, end))]
    return [(start, clause_end(items, start, end))] if items[start].kind is Kind.QUOTE else []


def _next_quotation(items: Sequence[Item], after: int) -> list[Stretch]:
    """The next quotation behind a comma or dash, unless another cue comes between."""
    if [item.kind for item in items[after : after + 2]] == [Kind.COLON, Kind.QUOTE]:
        return [(after + 1, after + 2)]
    for at in range(after, len(items)):
        if items[at].kind is Kind.QUOTE:
            joined = at > 0 and items[at - 1].kind in (Kind.COMMA, Kind.DASH, Kind.SEMICOLON)
            return [(at, at + 1)] if joined else []
        if items[at].word in SPEECH_VERBS or items[at].kind is Kind.COLON:
            break
    return []
