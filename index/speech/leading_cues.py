"""Words behind their cue, pure: she said (that) …; she told them: "…"; she vowed to …; she called it …"""

from collections.abc import Sequence
from dataclasses import replace

from index.speech.clauses import (
    INTRODUCERS,
    NAMING,
    clause_end,
    ends_in_comma,
    has_verb,
    is_predicate,
    list_end,
    skip_adverbials,
    verb_behind_comma,
    verb_too_many,
    word_behind_comma,
)
from index.speech.cues import Cue
from index.speech.noun_phrases import leads_to_occasion
from index.speech.outline import Item, Kind
from index.speech.reported_speech import Certainty, Statement, Stretch, is_enough, quotations_from
from index.speech.speakers import Phrase, phrase_after
from index.speech.speech_verbs import SPEECH_VERBS, Frame
from index.speech.word_classes import (
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    is_adverb,
    word_set,
)

_LEADS_CLAUSE_TO_COMMA = word_set("while although though when after as because since")
_NO_WORDS = word_set("grin smile laugh beam chuckle giggle sob groan moan grunt shrug nod")
_OF_WORKS = word_set("read sing recite")
_OBJECT_RELATIVES = word_set("what which that whom who")
_OBJECT_PRONOUNS = word_set("me him her us them you it")
_LONGEST_ADDRESSEE = 25
_LONGEST_ASIDE = 15
_MAY_OPEN_CLAUSE = word_set("like during in under within despite")
_CONCESSIONS = word_set("although though if while unless")
_NEEDS_MARKS = word_set("call label brand dub mock question")
_OBJECT_JOINTS = {
    "accuse": "of", "describe": "as", "blame": "for", "criticize": "for", "criticise": "for", "praise": "for",
    "dismiss": "as", "denounce": "as", "condemn": "as", "characterize": "as", "characterise": "as",
    "portray": "as", "hail": "as", "applaud": "for", "deride": "as", "liken": "to", "blast": "for",
    "slam": "for", "reject": "as", "dispute": "as",
}  # fmt: skip
_CLAIMS = word_set(
    """claim claims accusation accusations allegation allegations criticism criticisms suggestion suggestions
    assertion assertions insinuation insinuations idea notion rumour rumours rumor rumors report reports
    figure figures finding findings account version argument arguments complaint complaints conclusion
    conclusions characterisation characterization speculation comparison comparisons explanation"""
)
_REFUSED = word_set(
    """bail access entry permission asylum parole visa licence license request requests motion petition
    application applications appeal appeals"""
)
_OF_OCCASIONS = word_set("in on at during after before via")
_DENIALS = word_set("deny reject dispute refute rebut dismiss")
_OBJECT_PREPOSITIONS = {"warn": ("against", "of", "about"), "insist": ("on",), "complain": ("about", "of")}


def words_behind(items: Sequence[Item], cue: Cue, speaker: Phrase, certainty: float) -> Statement | None:
    """The statement whose words follow the cue, of a speaker already known; None where none do."""
    statement = _any_words_behind(items, cue, speaker, certainty)
    within = speaker.relative or (speaker.first > 0 and items[speaker.first - 1].word == "whose")
    if statement is None or not within or not statement.content:
        return statement
    return replace(statement, content=_within_relative_clause(items, cue, speaker, statement.content))


def _any_words_behind(items: Sequence[Item], cue: Cue, speaker: Phrase, certainty: float) -> Statement | None:
    if cue.verb.lemma in NAMING:
        return _naming(items, cue, speaker)
    if cue.last >= len(items):
        return None
    at = past_addressee(items, cue)
    if items[at : at + 1] and items[at].word in _OBJECT_PRONOUNS and _announces(items, at + 1):
        at += 1  # denied it: "…"
    start = _behind_aside(items, skip_adverbials(items, at, len(items)))
    by_the_way = _reads_a_work(items, cue, speaker) or _only_smiles(items, cue, start)
    content = None if by_the_way else _quoted(items, cue, start)
    if cue.habitual:
        certainty = Certainty.HABITUAL
    elif content is None:
        content = _clause(items, cue, speaker, at, start)
    if content is None and not cue.habitual:
        content = _infinitive(items, cue)
    if content is None and Frame.THING in cue.verb.frames and not cue.habitual:
        content, certainty = _thing(items, cue), min(certainty, Certainty.OBJECT)
    if content is None:
        return None
    if Frame.BELIEF in cue.verb.frames:
        certainty = min(certainty, Certainty.BELIEF)
    return Statement(content, (cue.first, cue.last), speaker, certainty)


def _within_relative_clause(
    items: Sequence[Item], cue: Cue, speaker: Phrase, content: tuple[Stretch, ...]
) -> tuple[Stretch, ...]:
    """Of "The mayor, who says it is safe, will resign" the words before the sentence goes on."""
    *others, (first, last) = content
    leads = speaker.first == 0 or items[speaker.first - 1].kind is Kind.COMMA or not speaker.relative
    if items[speaker.last].kind is Kind.COMMA or not speaker.relative:
        end = verb_behind_comma(items, first, last, has_subject=Frame.THING not in cue.verb.frames)
        if end == last and leads:
            end = word_behind_comma(items, first, last)
    else:
        end = verb_too_many(items, first, last) if leads else last
    return (*others, (first, end))


def _behind_aside(items: Sequence[Item], at: int) -> int:
    """Said in a letter, seen by the Herald, that …: at its "that"; `at` where nothing is put between."""
    if at >= len(items) or items[at].kind is not Kind.COMMA:
        return at
    within = range(at + 1, min(len(items) - 1, at + _LONGEST_ASIDE))
    comma = next((index for index in within if items[index].kind is Kind.COMMA), at)
    return comma + 1 if comma > at and items[comma + 1].word == "that" else at


def _announces(items: Sequence[Item], at: int) -> bool:
    return [item.kind for item in items[at : at + 2]] == [Kind.COLON, Kind.QUOTE]


def past_addressee(items: Sequence[Item], cue: Cue) -> int:
    """The item behind the person told: "told reporters", "told a crowd in Cleveland", "told The Times"."""
    at, end = cue.last, len(items)
    if Frame.PERSON not in cue.verb.frames or at >= end or items[at].kind is not Kind.WORD:
        return at
    if items[at].word in INTRODUCERS:
        return at
    if items[at].word in _OBJECT_PRONOUNS:
        return at + 1
    addressee = phrase_after(items, at, end)
    return addressee.last if addressee is not None else at


def _naming(items: Sequence[Item], cue: Cue, speaker: Phrase) -> Statement | None:
    """She called it "a farce"; in what others describe as a farce. Not: a man called "Gull"."""
    before = items[speaker.first - 1].word if speaker.first > 0 else ""
    at = cue.last
    if at >= len(items):
        return None
    if before not in _OBJECT_RELATIVES:
        if items[at].kind is Kind.QUOTE or _is_name_that_speaks(items, at):
            return None
        content = _thing(items, cue)
        return Statement(content, (cue.first, cue.last), speaker, Certainty.OBJECT) if content else None
    at += items[at].word == "as"
    if at < len(items) and items[at].kind is Kind.QUOTE:
        return Statement(((at, at + 1),), (cue.first, cue.last), speaker, Certainty.OBJECT)
    rest = (at, clause_end(items, at, len(items)))
    return Statement((rest,), (cue.first, cue.last), speaker, Certainty.OBJECT)


def _is_name_that_speaks(items: Sequence[Item], at: int) -> bool:
    """Whether what a man is called goes on with his own verb: "a man called Corwin Dace told me"."""
    behind = next((index for index in range(at, len(items)) if not items[index].capitalised), at)
    return behind > at and is_predicate(items, behind, len(items))


def _reads_a_work(items: Sequence[Item], cue: Cue, speaker: Phrase) -> bool:
    """She has read "Three Tides"; but: the sign read "Keep out"."""
    if cue.verb.lemma not in _OF_WORKS or items[cue.last].kind is not Kind.QUOTE:
        return False
    last = items[speaker.last - 1]
    return last.capitalised or last.word in SUBJECT_PRONOUNS


def _only_smiles(items: Sequence[Item], cue: Cue, start: int) -> bool:
    """She smiled, "Three Tides" under her arm; but: she smiled: "Come in." """
    return cue.verb.lemma in _NO_WORDS and start < len(items) and items[start].kind is not Kind.COLON


def _quoted(items: Sequence[Item], cue: Cue, start: int) -> tuple[Stretch, ...] | None:
    """Said, "A" and "B"; said: "A"; said "A" was …; none yet for a "said:" at the end of a paragraph."""
    end = len(items)
    if start >= end or not cue.verb.frames & (Frame.QUOTE | Frame.CLAUSE):
        return None
    opener = items[start]
    following = items[start + 1].kind if start + 1 < end else None
    if items[-1].kind in (Kind.COLON, Kind.SEMICOLON) and not has_verb(items, start, end):
        return () if Frame.QUOTE in cue.verb.frames else None
    if opener.kind in (Kind.COLON, Kind.COMMA) and following is Kind.QUOTE:
        return quotations_from(items, start + 1)
    if opener.kind is Kind.COLON:
        return ((start + 1, list_end(items, start + 1, end)),)
    if opener.kind is Kind.QUOTE and (ends_in_comma(opener) or following is not Kind.WORD):
        return quotations_from(items, start)
    last = clause_end(items, start, end) if Frame.CLAUSE in cue.verb.frames else start + 1
    return ((start, last),) if opener.kind is Kind.QUOTE else None


def _clause(
    items: Sequence[Item], cue: Cue, speaker: Phrase, at: int, start: int
) -> tuple[Stretch, ...] | None:
    """Said (that) the plan would fail. `at` is behind the addressee, `start` behind adverbials too."""
    end = len(items)
    frames = cue.verb.frames
    if at > cue.last:
        start = _that_behind(items, at, start)
    if start >= end or items[start].kind is not Kind.WORD or not frames & Frame.CLAUSE:
        return None
    to_comma = speaker.first > 0 and items[speaker.first - 1].word in _LEADS_CLAUSE_TO_COMMA
    content = (start, clause_end(items, start, end, to_comma=to_comma, has_subject=True))
    opener = items[start]
    if opener.word in INTRODUCERS and opener.word not in ("who", "where"):
        return (content,) if is_enough(items, content) else None
    if Frame.BARE not in frames or not _may_open_clause(opener, frames):
        return None
    if Frame.THING in frames:  # "denied wrongdoing, and the man who did it is dead" is no clause
        commas = (index for index in range(*content) if items[index].kind is Kind.COMMA)
        return (content,) if has_verb(items, start, next(commas, content[1])) else None
    return (content,) if is_enough(items, content) and has_verb(items, *content) else None


def _that_behind(items: Sequence[Item], at: int, start: int) -> int:
    """Behind a long addressee the clause begins at its "that": told a crowd on the quay in the rain that …;
    told those who had asked that …"""
    if start < len(items) and items[start].word in INTRODUCERS - {"who"}:
        return start
    for index in range(at, min(len(items), at + _LONGEST_ADDRESSEE)):
        if items[index].word == "that":
            asked = items[at].word == "who" and items[index - 1].word not in SPEECH_VERBS
            return index if asked or not has_verb(items, at, index) else start
    return start


def _may_open_clause(opener: Item, frames: Frame) -> bool:
    word = opener.word
    if Frame.BELIEF in frames:
        return word in SUBJECT_PRONOUNS or word in DETERMINERS or opener.capitalised or word == "there"
    if word in CONJUNCTIONS or word in PREPOSITIONS - _MAY_OPEN_CLAUSE:
        return False
    return word not in SUBORDINATORS or word in _CONCESSIONS


def _infinitive(items: Sequence[Item], cue: Cue) -> tuple[Stretch, ...] | None:
    """Vowed to go on; urged them to go on."""
    start, end = cue.last, len(items)
    if Frame.INFINITIVE in cue.verb.frames:
        at = start if items[start].word == "to" else skip_adverbials(items, start, end)
        if at < end and items[at].word == "to":
            return ((at, clause_end(items, at, end)),)
    if Frame.PERSON_INFINITIVE in cue.verb.frames and _asks_somebody_to(items, start):
        return ((start, clause_end(items, start, end)),)
    return None


def _asks_somebody_to(items: Sequence[Item], start: int) -> bool:
    """Whether a person and an infinitive follow: them to go on, the board not to go on."""
    if items[start].kind is not Kind.WORD:
        return False
    if items[start].word in _OBJECT_PRONOUNS:
        last = start + 1
    else:
        addressee = phrase_after(items, start, len(items))
        last = addressee.last if addressee is not None else start
    return any(items[at].word == "to" for at in range(start + 1, min(last + 2, len(items))))


def _thing(items: Sequence[Item], cue: Cue) -> tuple[Stretch, ...] | None:
    """Called it "a farce"; accused them of theft; denied the charge."""
    start, end = cue.last, len(items)
    lemma = cue.verb.lemma
    if lemma == "call" and items[start].word in ("for", "on"):
        start += 1
    elif items[start].word in _OBJECT_PREPOSITIONS.get(lemma, ()) and start + 2 < end:
        return ((start, clause_end(items, start, end)),)
    if start >= end or items[start].kind is not Kind.WORD or items[start].word in PREPOSITIONS | CONJUNCTIONS:
        return None
    content = (start, clause_end(items, start, end))
    within = items[content[0] : content[1]]
    quoted = any(item.kind is Kind.QUOTE for item in within)
    joint = _OBJECT_JOINTS.get(lemma, "")
    rest = _rest_behind_aside(items, content[1], joint) if joint else None
    if rest is not None or quoted:
        return (content, rest) if rest is not None else (_without_occasion(items, *content),)
    without_joint = bool(joint) and all(item.word != joint for item in within)
    if lemma in _DENIALS and (without_joint or not joint):
        return _denied(items, lemma, *content)
    needs_marks = without_joint or (lemma in _NEEDS_MARKS and start == cue.last)
    return (content,) if len(within) >= 2 and not needs_marks else None


def _without_occasion(items: Sequence[Item], start: int, end: int) -> Stretch:
    """Called it "a farce" in an interview on Monday: the words without where they were said."""
    quote = max(at for at in range(start, end) if items[at].kind is Kind.QUOTE)
    behind = quote + 1
    says_where = (
        behind < end and items[behind].word in _OF_OCCASIONS and leads_to_occasion(items, behind, end)
    )
    return (start, behind if says_where else end)


def _denied(items: Sequence[Item], lemma: str, start: int, end: int) -> tuple[Stretch, ...] | None:
    """Denied the charge, rejected this: what is said not to be true, without when and what follows."""
    if _is_refusal(items, start, end) if lemma == "deny" else not _is_claim(items, start, end):
        return None
    if _is_bare_pronoun(items, start, end):
        return ((start, start + 1),)
    joints = (at for at in range(start, end - 1) if items[at].kind is Kind.COMMA)
    return ((start, next((at for at in joints if items[at + 1].word in ("and", "but", "saying")), end)),)


def _noun_of_object(items: Sequence[Item], start: int, end: int) -> str:
    """ "Claims" of "the opposition's claims about the bridge"."""
    last = start
    while last + 1 < end and items[last + 1].kind is Kind.WORD:
        following = items[last + 1].word
        if following in PREPOSITIONS or following in SUBORDINATORS or is_adverb(following):
            break
        last += 1
    return items[last].word


def _is_bare_pronoun(items: Sequence[Item], start: int, end: int) -> bool:
    return items[start].word in ("this", "that", "it") and skip_adverbials(items, start + 1, end) == end


def _is_claim(items: Sequence[Item], start: int, end: int) -> bool:
    """What somebody else says: disputed the figures, rejected this; not: rejected the plan."""
    if items[start].word != "it" and _is_bare_pronoun(items, start, end):
        return True
    return _noun_of_object(items, start, end) in _CLAIMS


def _is_refusal(items: Sequence[Item], start: int, end: int) -> bool:
    """Denied them entry, denied the firm a licence, denied bail: nothing is said not to be true."""
    if items[start].word in _OBJECT_PRONOUNS or items[start].word.endswith(("self", "selves")):
        return items[start].word != "it" or skip_adverbials(items, start + 1, end) < end
    given = any(
        items[at].word in ("a", "an", "any") and items[at - 1].kind is Kind.WORD
        and items[at - 1].word not in PREPOSITIONS | CONJUNCTIONS | SUBORDINATORS
        and not items[at - 1].word.endswith("ing")
        for at in range(start + 1, end)
    )  # fmt: skip
    return given or _noun_of_object(items, start, end) in _REFUSED


def _rest_behind_aside(items: Sequence[Item], at: int, joint: str) -> Stretch | None:
    """Accused the organisers, who come from five countries, of lying: the part behind the aside."""
    for index in range(at + 1, len(items)):
        if items[index - 1].kind is Kind.COMMA and items[index].word == joint:
            return (index, clause_end(items, index, len(items)))
        if items[index].kind not in (Kind.WORD, Kind.COMMA):
            break
    return None
