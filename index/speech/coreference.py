"""Who a speaker is within an article, pure: pronouns, short names, descriptions, documents and capitals
to the fullest name that the article gives, with the role as printed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.speech.cast import Cast, Entity
from index.speech.governments import GOVERNMENT_OF
from index.speech.names import ORGANISATION_WORDS, TITLES, Bearer, Name
from index.speech.outline import Item, Kind, Sentence
from index.speech.roles import printed, role_with_name
from index.speech.speakers import Phrase, main_subject
from index.speech.word_classes import DETERMINERS, PREPOSITIONS, SUBJECT_PRONOUNS, word_set

_DOCUMENT_KINDS = (
    word_set("memo note letter message email e-mail cable dispatch"),
    word_set("statement release communique communiqué declaration"),
    word_set("report study survey paper review"),
    word_set("tweet post"),
    word_set("lawsuit complaint petition filing affidavit"),
    word_set("ruling decision verdict order opinion"),
    word_set("ad advertisement video"),
    word_set("speech address"),
    word_set("article story editorial column book"),
    word_set("invitation"),
)
DOCUMENTS = frozenset(word for kind in _DOCUMENT_KINDS for word in kind)
"""Writings that can be said to say something in their author's stead."""

_CALLINGS = TITLES | word_set(
    """driver pilot engineer architect scientist researcher astronomer biologist historian economist analyst
    author writer novelist poet journalist reporter actor actress singer musician rapper artist painter
    designer director producer player striker goalkeeper defender midfielder swimmer rower runner athlete
    referee teacher lawyer prosecutor doctor surgeon nurse farmer fisherman baker shopkeeper builder
    politician lawmaker candidate ambassador diplomat activist campaigner businessman businesswoman
    entrepreneur billionaire chairman chairwoman veteran soldier priest student pensioner"""
)
_SUBJECT_OF = {"his": "he", "her": "she", "their": "they"}
_DESCRIPTION_REACH = 5  # sentences that "the driver" looks back over
_REACH = 12  # sentences that a pronoun looks back over
_DOCUMENT_REACH = 25
_SPEAKER_REACH = 4

# What a candidate for a pronoun scores for being named, being the subject (by where it stands) and having
# just spoken, each divided by how many sentences ago; and the lead over the next that makes it clear.
_NAMED, _SUBJECT, _SPEAKER = 0.6, 0.9, 0.8
_SAME_PARAGRAPH = 0.3
_SUBJECT_WITHIN = 4
_CLEAR_LEAD = 0.3


class _Sure:
    """How certain a name found in each way is; set by hand, for ordering."""

    NAMED = 1.0
    AS_PRINTED = 0.95
    CLEAR_PRONOUN = 0.9
    DESCRIPTION = 0.85
    DOCUMENT = 0.8
    GROUP = 0.7
    ONE_OF_SEVERAL = 0.6
    UNKNOWN = 0.5
    FIRST_PERSON = 0.4


@dataclass(frozen=True, slots=True)
class Identity:
    """Who that is, with the role as printed, and how certain that is (0-1).

    `is_named` where the name is a name and not a description.
    """

    name: str
    role: str
    certainty: float
    bearer: Bearer = Bearer.UNKNOWN
    is_named: bool = False


class Coreference:
    """Resolves the speakers of one article, in order. `heard` tells it who spoke, which decides what a later
    "she" means."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._cast = Cast(sentences)
        self._spoke: list[tuple[int, Identity]] = []
        self._issued: list[tuple[int, Identity, frozenset[str]]] = []

    def heard(self, number: int, identity: Identity, documents: frozenset[str]) -> None:
        """Somebody has spoken in sentence `number`, perhaps in one of those `documents`."""
        if identity.name:
            self._spoke.append((number, identity))
            if documents:
                self._issued.append((number, identity, documents))

    def who(self, number: int, phrase: Phrase, content: Sequence[tuple[int, int]] = ()) -> Identity:
        """Who the speaker `phrase` of sentence `number` is, whose words are the stretches `content` of it."""
        items = self._sentences[number].items
        word = items[phrase.first].word.partition("'")[0] if phrase.last - phrase.first == 1 else ""
        word = _SUBJECT_OF.get(word, word)
        if word in ("he", "she"):
            return self._person_before(number, phrase.first, word, content)
        if word in ("it", "they"):
            return self._group_before(number)
        if word in ("i", "we", "me"):
            return Identity("", "", _Sure.FIRST_PERSON)
        name = self._head_name(number, phrase) or self._apposed_name(number, phrase)
        return self._named(number, phrase, name) if name is not None else self._described(number, phrase)

    def _head_name(self, number: int, phrase: Phrase) -> Name | None:
        """The name that is the head of the phrase: "Mila Thorne of the union", "director of the union Mila
        Thorne"; none in "the mission to the United Nations"."""
        items = self._sentences[number].items
        inside = [
            one
            for one in self._cast.names[number]
            if phrase.first <= one.title_first
            and one.last <= phrase.last
            and not all(word.lower() in TITLES for word in one.words)
        ]
        within = range(phrase.first + 1, phrase.last)
        preposition = next((at for at in within if items[at].word in PREPOSITIONS), phrase.last)
        for name in inside:
            bracketed = name.last < phrase.last and items[name.last].kind is Kind.OPEN
            if name.last == preposition or bracketed or name.first < preposition < name.last == phrase.last:
                return name
        if not inside or inside[-1].last != phrase.last or len(inside[-1].words) < 2:
            return None
        before = items[inside[-1].title_first - 1].word
        return None if before in PREPOSITIONS or before in DETERMINERS else inside[-1]

    def _apposed_name(self, number: int, phrase: Phrase) -> Name | None:
        """Their leader, Mila Thorne, said: the name is behind the comma."""
        if phrase.role is None:
            return None
        return next((one for one in self._cast.names[number] if one.title_first == phrase.role[0]), None)

    def _named(self, number: int, phrase: Phrase, name: Name) -> Identity:
        entity = self._cast.entity_of(name, number)
        if entity is None:
            return self._described(number, phrase)
        rivals = self._cast.rivals(name)
        state = GOVERNMENT_OF.get(name.full.lower()) if not rivals else None
        if state is not None:
            known = self._cast.named(state)
            return Identity(known.name if known else state, "", _Sure.AS_PRINTED, Bearer.ORGANISATION, True)
        role = role_with_name(self._sentences[number].items, phrase, name)
        self._cast.give_role(entity, role)
        certainty = _Sure.ONE_OF_SEVERAL if len(rivals) > 1 else _Sure.NAMED
        return Identity(entity.name, role or entity.role, certainty, entity.bearer, True)

    def _described(self, number: int, phrase: Phrase) -> Identity:
        """ "The mayor" is the one mayor named; "the memo" is whoever issued it; else the words themselves."""
        items = self._sentences[number].items[phrase.first : phrase.last]
        words = [item for item in items if item.kind is Kind.WORD]
        described = _without_article(words)
        opener = words[0].word if words else ""
        head = _head(words)
        if head in DOCUMENTS and opener in ("the", "this", "that") and len(words) <= 3:
            issuer = self._issuer(number, head)
            if issuer is not None and issuer.name != described:
                return Identity(issuer.name, described, _Sure.DOCUMENT, issuer.bearer, issuer.is_named)
        if opener in ("the", "his", "her", "their"):
            holders = self._cast.called([item.word for item in words if item.word not in DETERMINERS])
            holders = holders or self._cast.organisations_called(head, number)
            if len(holders) == 1:
                return _identity(holders[0], _Sure.DESCRIPTION)
        if opener == "the" and head in _CALLINGS:
            bearer = self._only_person_before(number, phrase.first)
            if bearer is not None:
                self._cast.give_role(bearer, described)
                return _identity(bearer, _Sure.ONE_OF_SEVERAL)
        return Identity(described, "", _Sure.AS_PRINTED)

    def _only_person_before(self, number: int, position: int) -> Entity | None:
        """The one person named shortly before, of whom nothing is said yet: whom "the driver" takes up."""
        for reach in range(1, _DESCRIPTION_REACH + 1):
            named = {
                mention.entity.name: mention.entity
                for mention in self._cast.mentions_before(number, position, reach)
                if mention.entity.bearer is not Bearer.ORGANISATION and " " in mention.entity.name
            }
            if len(named) == 1:
                (only,) = named.values()
                return only if not only.role else None
        return None

    def _subject_before(self, number: int) -> Identity | None:
        """Who or what the sentence before is about, if that is in the same paragraph."""
        if number == 0 or self._sentences[number - 1].paragraph != self._sentences[number].paragraph:
            return None
        items = self._sentences[number - 1].items
        subject = main_subject(items, len(items))
        if subject is None or items[subject.first].word in SUBJECT_PRONOUNS:
            return None
        found = self.who(number - 1, subject)
        head = _head(items[subject.first : subject.last])
        body = head in ORGANISATION_WORDS and not found.is_named
        return replace(found, bearer=Bearer.ORGANISATION) if body else found

    def _issuer(self, number: int, head: str) -> Identity | None:
        """Who spoke in a document of that kind not long before."""
        kind = next(kind for kind in _DOCUMENT_KINDS if head in kind)
        for at, identity, documents in reversed(self._issued):
            if number - at > _DOCUMENT_REACH:
                break
            if documents & kind:
                return identity
        return None

    def _person_before(
        self, number: int, position: int, pronoun: str, content: Sequence[tuple[int, int]]
    ) -> Identity:
        """The person that "he" or "she" takes up; less certain where two are about as near.

        Names within the words that are attributed to the pronoun do not count.
        """
        scores: dict[str, float] = defaultdict(float)
        entities: dict[str, Entity] = {}
        for mention in self._cast.mentions_before(number, position, _REACH):
            inside = mention.sentence == number and any(
                first <= mention.first < last for first, last in content
            )
            fitness = self._fitness(mention.entity, pronoun)
            if inside or fitness is None:
                continue
            near = 1 / (1 + number - mention.sentence)
            score = near * (_NAMED + (_SUBJECT if mention.first <= _SUBJECT_WITHIN else 0.0)) + fitness
            if self._sentences[mention.sentence].paragraph == self._sentences[number].paragraph:
                score += _SAME_PARAGRAPH
            entities[mention.entity.name] = mention.entity
            scores[mention.entity.name] = max(scores[mention.entity.name], score)
        for at, spoke in self._spoke[-2:]:
            if spoke.name in scores:
                scores[spoke.name] += _SPEAKER / (1 + number - at)
        if not scores:
            return self._last_speaker(number, pronoun)
        best, *others = sorted(scores, key=lambda name: -scores[name])
        clear = not others or scores[best] - scores[others[0]] >= _CLEAR_LEAD
        return _identity(entities[best], _Sure.CLEAR_PRONOUN if clear else _Sure.ONE_OF_SEVERAL)

    def _fitness(self, entity: Entity, pronoun: str) -> float | None:
        """How well a name suits "he" or "she" beside where it stands; None if it cannot be meant."""
        wrong = Bearer.WOMAN if pronoun == "he" else Bearer.MAN
        if entity.bearer in (wrong, Bearer.ORGANISATION) or entity.name.lower() in GOVERNMENT_OF:
            return None
        if entity.bearer is not Bearer.UNKNOWN:
            return 0.2 if entity.bearer is not Bearer.PERSON else 0.1
        if " " not in entity.name and all(spoke.name != entity.name for _, spoke in self._spoke[-8:]):
            return None
        womanly = entity.name.partition(" ")[0].endswith(("a", "ie", "ine", "elle", "ette"))
        return (0.2 if womanly is (pronoun == "she") else -0.2) - (0.0 if entity.role else 0.2)

    def _last_speaker(self, number: int, pronoun: str) -> Identity:
        wrong = Bearer.WOMAN if pronoun == "he" else Bearer.MAN
        for at, spoke in reversed(self._spoke[-_SPEAKER_REACH:]):
            if number - at <= _REACH and spoke.bearer not in (wrong, Bearer.ORGANISATION):
                return Identity(spoke.name, spoke.role, _Sure.ONE_OF_SEVERAL, spoke.bearer, spoke.is_named)
        return Identity("", "", _Sure.UNKNOWN)

    def _group_before(self, number: int) -> Identity:
        """ "It" and "they" take up the body that the sentence before is about, else the last speaker that is
        no person; a guess."""
        about = self._subject_before(number)
        if about is not None and about.bearer is Bearer.ORGANISATION:
            return replace(about, certainty=_Sure.GROUP)
        for at, spoke in reversed(self._spoke[-_SPEAKER_REACH:]):
            body = spoke.bearer is Bearer.ORGANISATION or (spoke.bearer is Bearer.UNKNOWN and not spoke.role)
            if number - at <= _SPEAKER_REACH and body:
                return Identity(spoke.name, spoke.role, _Sure.GROUP, spoke.bearer, spoke.is_named)
        if about is not None and about.bearer is Bearer.UNKNOWN and about.is_named:
            return replace(about, certainty=_Sure.ONE_OF_SEVERAL)
        return Identity("", "", _Sure.UNKNOWN)


def _identity(entity: Entity, certainty: float) -> Identity:
    return Identity(entity.name, entity.role, certainty, entity.bearer, True)


def _head(words: Sequence[Item]) -> str:
    """The noun of a phrase: the last word before its first preposition."""
    head = ""
    for item in words:
        if head and item.word in PREPOSITIONS:
            break
        if item.word not in DETERMINERS:
            head = item.word
    return head


def _without_article(words: Sequence[Item]) -> str:
    start = 1 if len(words) > 1 and words[0].word in ("the", "a", "an") else 0
    return printed(words, start, len(words))
