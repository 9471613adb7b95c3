"""Who says what in an article's text: every attributed statement with its speaker, pure.

`find_attributions` reads the text once, in order: its outline, the statements of each sentence, whose the
quotations without a cue of their own are, and who each speaker is within the article.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from data.model import Attribution, Span, SpeechKind
from index.speech.clauses import skip_adverbials
from index.speech.coreference import DOCUMENTS, Coreference, Identity
from index.speech.cues import read_cue
from index.speech.headlines import in_sentence_case
from index.speech.interviews import Turn, interview_turns
from index.speech.letters import Letter, letter_in
from index.speech.outline import Item, Kind, Sentence, outline
from index.speech.reported_speech import Statement
from index.speech.speakers import main_subject, phrase_before
from index.speech.speech_verbs import Frame
from index.speech.statements import is_nobody, may_hold_statements, statements_in
from index.speech.word_classes import word_set

VERSION = "5"  # raise it when the same article would give other attributions

_WORD = re.compile(r"\w+")
_POSTPONED_WITHIN = 12  # words between a quoted question and "the mayor asked"

_SAME_PARAGRAPH, _REOPENED, _NEXT_PARAGRAPH, _AHEAD, _SUBJECT_BEFORE = 0.95, 0.95, 0.75, 0.7, 0.5
_IN_TURN = 0.5  # of two who have just answered each other, one who is not named again
_UNCLOSED = 0.6
_TURN, _LETTER = 0.85, 0.85
_WRITERS = frozenset(("i", "we", "you"))  # in a letter: its own words, and what it tells its reader
_SOMEBODY_KNOWN = word_set("he she him his her")
_STRANGERS = word_set(
    """man woman boy girl child mother father passenger neighbour resident villager visitor tourist customer
    shopper commuter witness student teenager pensioner nurse doctor teacher driver worker trader farmer
    fisherman"""
)
_SHORTEST_OF_TURN = 4  # words


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who is speaking at one place, for the quotations near it that have no cue."""

    speaker: Span
    identity: Identity
    certainty: float
    sentence: int
    cue: Span | None = None
    awaits: bool = False
    """The words announced by a colon stand in the next sentence."""
    quoted: bool = False
    listed: bool = False
    """The words announced by a colon may be several quotations."""


def find_attributions(text: str) -> list[Attribution]:
    """Every attributed statement of `text`, in text order.

    Spans of content are whole words with their quotation marks; they never overlap. No text raises, and
    the time taken grows with its length.
    """
    return sorted(_Reading(text).attributions(), key=lambda one: one.content[0])


class _Reading:
    """One article being read from its first sentence to its last."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentences = _with_postponed_cues(in_sentence_case(outline(text)))
        self._turns = interview_turns(self._sentences)
        self._letter = letter_in(self._sentences)
        self._coreference = Coreference(self._sentences)
        self._exchanges = _exchanges(self._sentences)
        self._voice: _Voice | None = None
        self._other: _Voice | None = None  # who spoke in the paragraph before that of `_voice`
        self._waiting: list[int] = []

    def attributions(self) -> Iterator[Attribution]:
        turn_ends = 0
        for number, sentence in enumerate(self._sentences):
            if number in self._turns:
                yield from self._in_turn(self._turns[number])
                turn_ends = self._turns[number].last
            if self._letter and number == self._letter.first:
                yield from self._in_letter(self._letter)
                turn_ends = self._letter.last
            if number < turn_ends or not may_hold_statements(sentence.items):
                continue
            statements = statements_in(sentence.items)
            if statements:
                yield from self._stated(number, statements)
            elif _is_quotation_only(sentence.items):
                yield from self._uncued(number)

    def _in_turn(self, turn: Turn) -> Iterator[Attribution]:
        """What is said in a turn of an interview, sentence by sentence."""
        sentences = self._sentences[turn.first : turn.last]
        identity = self._coreference.who(turn.first, turn.speaker)
        self._coreference.heard(turn.first, identity, frozenset())
        voice = _Voice(turn.speaker.span(sentences[0].items), identity, _TURN, turn.first)
        starts = [sentences[0].items[turn.words_from].start, *(one.items[0].start for one in sentences[1:])]
        held: int | None = None
        for sentence, begins in zip(sentences, starts, strict=True):
            start, end = begins if held is None else held, sentence.items[-1].end
            held = start
            if len(self._text[start:end].split()) < _SHORTEST_OF_TURN and sentence is not sentences[-1]:
                continue  # "No." goes with what follows
            yield self._attribution((Span(start, end),), SpeechKind.DIRECT, voice, 1.0)
            held = None

    def _in_letter(self, letter: Letter) -> Iterator[Attribution]:
        """The paragraphs of a letter are the words of who signed it, around what it has others say."""
        identity = self._coreference.who(letter.signature, letter.signed)
        signed = letter.signed.span(self._sentences[letter.signature].items)
        voice = _Voice(signed, identity, _LETTER, letter.first)
        held: Span | None = None
        for number in range(letter.first, letter.last):
            sentence = self._sentences[number]
            words = Span(sentence.items[0].start, sentence.items[-1].end)
            others = [one for one in statements_in(sentence.items) if not _is_of_writer(sentence, one)]
            if held is not None and (others or sentence.position == 0):
                yield self._attribution((held,), SpeechKind.DIRECT, voice, 1.0)
                held = None
            if others:
                yield from self._stated(number, others)
            else:
                held = words if held is None else Span(held.start, words.end)
        if held is not None:
            yield self._attribution((held,), SpeechKind.DIRECT, voice, 1.0)

    def _stated(self, number: int, statements: Sequence[Statement]) -> Iterator[Attribution]:
        items = self._sentences[number].items
        quoted = any(item.kind is Kind.QUOTE for item in items)
        for statement in statements:
            identity = self._identity(number, statement)
            cue = Span(items[statement.cue[0]].start, items[statement.cue[1] - 1].end)
            voice = _Voice(
                statement.speaker.span(items),
                identity,
                statement.certainty,
                number,
                cue,
                not statement.content,
                quoted,
                not statement.content,
            )
            self._coreference.heard(number, identity, _documents_outside(items, statement))
            yield from self._attributed_waiting(number, voice, items, statement)
            self._speaks(voice)
            spans = tuple(Span(items[first].start, items[last - 1].end) for first, last in statement.content)
            if spans:
                yield self._attribution(spans, _kind(items, statement), voice, _closing(items, statement))
        self._waiting.clear()

    def _identity(self, number: int, statement: Statement) -> Identity:
        """Who makes a statement. "She" behind "one of them was a nurse" is nobody named before; an editor
        behind a letter is the paper's."""
        items = self._sentences[number].items
        opener = items[statement.speaker.first].word
        identity = self._coreference.who(number, statement.speaker, statement.content)
        if opener in ("he", "she") and statement.speaker.first == 0 and self._meets_stranger(number):
            return Identity("", "", identity.certainty)
        if (
            self._letter
            and number > self._letter.signature
            and items[statement.speaker.last - 1].word == "editor"
        ):
            return Identity("editor", "", 1.0)
        return identity

    def _meets_stranger(self, number: int) -> bool:
        """Whether the sentence before is about somebody who is new and has no name."""
        before = self._sentences[number - 1] if number else None
        if before is None or before.paragraph != self._sentences[number].paragraph:
            return False
        words = [item for item in before.items if item.kind is Kind.WORD]
        if any(item.capitalised for item in words[1:]) or any(item.word in _SOMEBODY_KNOWN for item in words):
            return False
        subject = main_subject(before.items, len(before.items))
        if subject is None or subject.first > 0:
            return False
        head = before.items[subject.last - 1].word
        return words[0].word == "one" or (words[0].word in ("a", "an") and head in _STRANGERS)

    def _speaks(self, voice: _Voice) -> None:
        """Takes note of who speaks now, and to whom that seems to be an answer."""
        before = self._voice
        if before is not None:
            paragraphs = [self._sentences[one.sentence].paragraph for one in (before, voice)]
            if before.identity.name == voice.identity.name or not (before.quoted and voice.quoted):
                self._other = None
            elif paragraphs[1] == paragraphs[0] + 1:
                self._other = before
            elif paragraphs[1] != paragraphs[0]:
                self._other = None
        self._voice = voice

    def _attributed_waiting(
        self, number: int, voice: _Voice, items: Sequence[Item], statement: Statement
    ) -> Iterator[Attribution]:
        """Quotations just before that had no speaker: they are of whoever goes on speaking here."""
        goes_on = bool(statement.content) and statement.content[0][0] == 0 and items[0].kind is Kind.QUOTE
        if goes_on:
            for earlier in self._waiting:
                yield self._quotation(earlier, replace(voice, cue=None), _AHEAD)
        self._waiting.clear()

    def _uncued(self, number: int) -> Iterator[Attribution]:
        """A quotation without a cue of its own keeps the speaker of the one before."""
        if not _is_closed(self._sentences[number].items):
            return
        if self._answers(number):
            if self._voice is not None and self._other is not None:
                answer = replace(self._other, sentence=number, cue=None, quoted=True)
                self._speaks(answer)
                yield self._quotation(number, answer, _IN_TURN)
            return
        certainty = self._carried(number)
        if self._voice is not None and certainty:
            yield self._quotation(number, self._voice, certainty)
            self._voice = replace(self._voice, sentence=number, cue=None, awaits=False, quoted=True)
            return
        subject = self._subject_before(number)
        if subject is not None:
            yield self._quotation(number, subject, 1.0)
            self._voice = replace(subject, sentence=number, quoted=True)
            return
        self._waiting.append(number)

    def _answers(self, number: int) -> bool:
        """Whether a quotation stands in an exchange, where others answer whoever spoke last."""
        voice, here = self._voice, self._sentences[number]
        if voice is not None:
            before = self._sentences[voice.sentence]
            last = before.items[-1].quotation
            if here.paragraph == before.paragraph or voice.listed or (last is not None and last.goes_on):
                return False
        return here.paragraph in self._exchanges

    def _carried(self, number: int) -> float:
        """How certain it is (0-1) that the last voice goes on in sentence `number`; 0 where it has ended."""
        voice, here = self._voice, self._sentences[number]
        if voice is None:
            return 0.0
        before = self._sentences[voice.sentence]
        if here.paragraph == before.paragraph:
            return _SAME_PARAGRAPH
        if voice.sentence != number - 1 or here.paragraph != before.paragraph + 1:
            return 0.0
        last = before.items[-1].quotation
        if voice.awaits or (last is not None and last.goes_on):
            return _REOPENED
        if not voice.quoted:
            return 0.0
        return _NEXT_PARAGRAPH if self._other is None else _IN_TURN

    def _subject_before(self, number: int) -> _Voice | None:
        """Mila Thorne is against it. "It is too dear." """
        here = self._sentences[number]
        if number == 0 or self._sentences[number - 1].paragraph != here.paragraph:
            return None
        items = self._sentences[number - 1].items
        subject = main_subject(items, len(items))
        if subject is None or is_nobody(items, subject):
            return None
        identity = self._coreference.who(number - 1, subject)
        if not identity.is_named:
            return None
        return _Voice(subject.span(items), identity, _SUBJECT_BEFORE, number - 1)

    def _quotation(self, number: int, voice: _Voice, certainty: float) -> Attribution:
        spans = tuple(
            Span(item.start, item.end) for item in self._sentences[number].items if item.kind is Kind.QUOTE
        )
        cue = voice.cue if voice.awaits else None
        return self._attribution(spans, SpeechKind.DIRECT, replace(voice, cue=cue), certainty)

    def _attribution(
        self, spans: tuple[Span, ...], kind: SpeechKind, voice: _Voice, certainty: float
    ) -> Attribution:
        who = voice.identity
        certain = round(voice.certainty * who.certainty * certainty, 3)
        return Attribution(spans, kind, voice.cue, voice.speaker, who.name, who.role, certain)


def _with_postponed_cues(sentences: list[Sentence]) -> list[Sentence]:
    """ "Is it shut?" the mayor asked. is one sentence, although the question ends within it."""
    joined: list[Sentence] = []
    for sentence in sentences:
        before = joined[-1] if joined else None
        if before is not None and before.paragraph == sentence.paragraph and _postpones_cue(before, sentence):
            joined[-1] = replace(before, items=before.items + sentence.items)
        else:
            joined.append(sentence)
    return joined


def _postpones_cue(quoted: Sentence, sentence: Sentence) -> bool:
    last, items = quoted.items[-1], sentence.items
    if last.kind is not Kind.QUOTE or last.text.rstrip("\"”’'»“ ")[-1:] not in ("?", "!", "…", "—", "."):
        return False
    for at in range(1, min(len(items), _POSTPONED_WITHIN)):
        cue = read_cue(items, at, 0)
        if cue is None:
            continue
        subject = phrase_before(items, cue.first) if Frame.QUOTE in cue.verb.frames else None
        after = skip_adverbials(items, cue.last, len(items))
        ends = after >= len(items) or items[after].kind in (Kind.STOP, Kind.COMMA)
        return subject is not None and subject.first == 0 and ends and not cue.joined
    return False


def _is_quotation_only(items: Sequence[Item]) -> bool:
    return all(item.kind in (Kind.QUOTE, Kind.STOP, Kind.COMMA, Kind.OTHER) for item in items)


def _exchanges(sentences: Sequence[Sentence]) -> frozenset[int]:
    """The paragraphs of nothing but closed quotations that stand beside another such."""
    bare: list[int] = []
    for paragraph, group in groupby(sentences, lambda sentence: sentence.paragraph):
        if all(_is_quotation_only(one.items) and _is_said_out(one.items) for one in group):
            bare.append(paragraph)
    return frozenset(
        paragraph for before, after in pairwise(bare) if after == before + 1 for paragraph in (before, after)
    )


def _is_said_out(items: Sequence[Item]) -> bool:
    """Whether its quotations end here, and do not go on in the next paragraph."""
    return all(
        item.quotation is None or (item.quotation.closed and not item.quotation.goes_on) for item in items
    )


def _is_of_writer(sentence: Sentence, statement: Statement) -> bool:
    """Whether a statement within a letter is its own, or tells its reader what they said."""
    return sentence.items[statement.speaker.first].word in _WRITERS


def _is_closed(items: Sequence[Item]) -> bool:
    return all(item.quotation is None or item.quotation.closed for item in items)


def _closing(items: Sequence[Item], statement: Statement) -> float:
    """Less certain where a quotation mark is missing."""
    return 1.0 if all(_is_closed(items[first:last]) for first, last in statement.content) else _UNCLOSED


def _documents_outside(items: Sequence[Item], statement: Statement) -> frozenset[str]:
    """In what it was said: "in a note", "on Thursday in a short statement", outside of the words
    themselves."""
    return frozenset(
        item.word
        for at, item in enumerate(items)
        if item.word in DOCUMENTS
        and any(before.word in ("in", "via", "through") for before in items[max(0, at - 3) : at])
        and not any(first <= at < last for first, last in statement.content)
    )


def _kind(items: Sequence[Item], statement: Statement) -> SpeechKind:
    quoted = plain = 0
    for first, last in statement.content:
        for item in items[first:last]:
            if item.kind is Kind.QUOTE:
                quoted += len(_WORD.findall(item.text))
            elif item.kind is Kind.WORD and item.word != "that":
                plain += 1
    if not quoted:
        return SpeechKind.INDIRECT
    return SpeechKind.MIXED if plain else SpeechKind.DIRECT
