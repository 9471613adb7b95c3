"""Who a speaker is within an article, pure: pronouns, short names, descriptions, documents and capitals
to the fullest name that the article gives, with the role as printed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.speech.cast import Cast, Entity
from index.speech.given_names import FEMALE, MALE
from index.speech.governments import GOVERNMENT_OF
from index.speech.names import CALLINGS, ORGANISATION_WORDS, TITLES, Bearer, Name
from index.speech.outline import Item, Kind, Sentence
from index.speech.roles import fuller_role, printed, role_with_name
from index.speech.speakers import Phrase, main_subject
from index.speech.speech_verbs import SPEECH_VERBS
from index.speech.word_classes import (
    DETERMINERS,
    INDEFINITES,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    may_be_finite,
    word_set,
)

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

_CALLINGS = TITLES | CALLINGS
_ARTICLES = word_set("the a an")
_JOINTS = word_set("and nor")
_CROWDS = word_set(
    """people police women men officials critics residents voters workers supporters opponents experts
    campaigners ministers lawmakers parents teachers doctors nurses scientists researchers protesters
    witnesses activists neighbours analysts economists prosecutors lawyers investigators firefighters farmers
    students children families patients customers shoppers passengers fans"""
)  # who are no name, though they begin a sentence
_NO_NAMES = (_CROWDS | DETERMINERS | INDEFINITES) - _ARTICLES
_OWNERS = word_set("his her its their")
_BODIES = (Bearer.ORGANISATION, Bearer.SEVERAL)  # whom "they" and no "she" takes up
_SUBJECT_OF = {"his": "he", "her": "she", "their": "they"}
_DESCRIPTION_REACH = 5  # sentences that "the driver" looks back over
_REACH = 12  # sentences that a pronoun looks back over
_DOCUMENT_REACH = 25
_SPEAKER_REACH = 4

# What a candidate for a pronoun scores for being named, being the subject (by where it stands) and having
# just spoken, each divided by how many sentences ago; and the lead over the next that makes it clear.
_NAMED, _SUBJECT, _SPEAKER = 0.6, 0.9, 0.8
_SAME_PARAGRAPH = 0.4
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
        joint = self._joint(number, phrase)
        if joint is not None:
            return joint
        name = self._head_name(number, phrase) or self._apposed_name(number, phrase)
        return self._named(number, phrase, name) if name is not None else self._described(number, phrase)

    def _joint(self, number: int, phrase: Phrase) -> Identity | None:
        """ "Mila Thorne and Mayor Orla Fenn", "the mayor and Thorne" as several by their full names, without
        roles; None in "Thorne of Fenn and Marsh", where one speaks."""
        items = self._sentences[number].items
        parts = self._joined_parts(number, phrase)
        names = [self._name_of_part(number, part) for part in parts]
        if len(parts) > 1 and all(
            item.word.rstrip(".") in TITLES for item in items[phrase.first : parts[0].last]
        ):
            names = [printed(items, phrase.first, phrase.last)]  # "Mr and Mrs Thorne"
        elif len(parts) > 1:
            names = [*self._listed_before(number, phrase), *names]
        else:
            names = self._listed_behind(number, phrase)
        if not names or "" in names or len(set(names)) < len(names):
            return None
        joined = " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
        return Identity(joined, "", _Sure.NAMED, Bearer.SEVERAL, True)

    def _listed_before(self, number: int, phrase: Phrase) -> list[str]:
        """The first of "Mila Thorne, Orla Fenn and Teo Brandle said", whom a comma parts from the phrase."""
        items = self._sentences[number].items
        listed: list[str] = []
        end = phrase.first - 1
        while end > 0 and items[end].kind is Kind.COMMA:
            name = next((one for one in self._cast.names[number] if one.last == end), None)
            if (
                name is None
                or not _is_full(name)
                or (name.title_first and items[name.title_first - 1].kind is Kind.WORD)
            ):
                break
            listed.insert(0, name.full)
            end = name.title_first - 1
        return listed

    def _listed_behind(self, number: int, phrase: Phrase) -> list[str]:
        """ "Said Mila Thorne, Orla Fenn and Teo Brandle"; "Thorne, the mayor, and Orla Fenn, an engineer"."""
        if phrase.role is None:
            return []
        items = self._sentences[number].items
        first, last = phrase.role
        joint = next((at for at in range(first + 1, last - 1) if items[at].word in _JOINTS), None)
        head = self._head_name(number, Phrase(phrase.first, phrase.last))
        if joint is None or head is None:
            return []
        names = [one for one in self._cast.names[number] if first <= one.title_first and one.last <= last]
        opening = [one for one in names if one.title_first == first and one.last == joint and _is_full(one)]
        ends = (last, *(at for at in range(joint, last) if items[at].kind is Kind.COMMA))
        closing = [
            one for one in names if one.title_first == joint + 1 and one.last in ends and _is_full(one)
        ]
        if not closing or not (opening or items[joint - 1].kind is Kind.COMMA):
            return []
        found = [self._cast.entity_of(one, number) for one in (head, *opening, *closing)]
        return [one.name for one in found if one is not None]

    def _joined_parts(self, number: int, phrase: Phrase) -> list[Phrase]:
        """The phrase in parts, where "and" joins names or a definite description and a name."""
        items = self._sentences[number].items
        joints = [
            at
            for at in range(phrase.first + 1, phrase.last - 1)
            if items[at].word in _JOINTS
            and not any(name.first < at < name.last for name in self._cast.names[number])
        ]
        if not joints:
            return []
        left, right = Phrase(phrase.first, joints[-1]), Phrase(joints[-1] + 1, phrase.last)
        name, other = self._head_name(number, right), self._head_name(number, left)
        leads = items[right.first].word == "the" or items[right.first].capitalised
        # "The chef and baker Mila Thorne" is one, "Orla Fenn and the baker Mila Thorne" are two.
        full = other is not None and _is_full(other) and other.last == left.last
        if name is None or not (leads or full or name.title_first == right.first):
            return []
        alone = right.last - right.first == 1
        if alone and any(item.word in PREPOSITIONS for item in items[left.first : left.last]):
            return []
        return [left, right]

    def _name_of_part(self, number: int, part: Phrase) -> str:
        """The full name of one of several joined; a definite description as it stands; else empty."""
        items = self._sentences[number].items
        name = self._head_name(number, part)
        entity = self._cast.entity_of(name, number) if name is not None else None
        if name is None or entity is None:
            definite = items[part.first].word == "the" and part.last - part.first > 1
            return self._described(number, part).name if definite else ""
        alone = part.first == 0 and len(name.words) == 1 and part.last == 1
        return "" if alone and not self._is_known(name) else entity.name

    def _is_known(self, name: Name) -> bool:
        """Whether a word that begins a sentence is a given name, or somebody's name elsewhere too."""
        word = name.full.lower()
        if word in MALE or word in FEMALE:
            return True
        return bool(self._cast.rivals(name)) or self._cast.times_mentioned(name.full) > 1

    def _head_name(self, number: int, phrase: Phrase) -> Name | None:
        """The name that is the head of the phrase: "Mila Thorne of the union", "director of the union Mila
        Thorne"; none in "the mission to the United Nations"."""
        items = self._sentences[number].items
        inside = [
            one
            for one in self._cast.names[number]
            if phrase.first <= one.title_first and one.last <= phrase.last and not _is_office(one)
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
        leads = before in PREPOSITIONS or before in DETERMINERS or before in _JOINTS
        return None if leads else inside[-1]

    def _apposed_name(self, number: int, phrase: Phrase) -> Name | None:
        """Their leader, Mila Thorne, said: the name is behind the comma."""
        items = self._sentences[number].items
        if phrase.role is None or any(one.word in _JOINTS for one in items[phrase.first : phrase.last]):
            return None
        first, last = phrase.role
        for name in self._cast.names[number]:
            between = items[first : name.title_first]
            apposed = name.title_first >= first and (name.title_first == first or name.last == last)
            if apposed and name.last <= last and not any(map(_starts_clause, between)):
                return name
        return None

    def _named(self, number: int, phrase: Phrase, name: Name) -> Identity:
        entity = self._cast.entity_of(name, number)
        if entity is None:
            return self._described(number, phrase)
        if name.first == 0 and name.full.lower() in _CROWDS:
            return Identity(name.full.lower(), "", _Sure.NAMED)
        rivals = self._cast.rivals(name)
        state = GOVERNMENT_OF.get(name.full.lower()) if not rivals else None
        if state is not None:
            known = self._cast.named(state)
            return Identity(known.name if known else state, "", _Sure.AS_PRINTED, Bearer.ORGANISATION, True)
        role = role_with_name(self._sentences[number].items, phrase, name)
        self._cast.give_role(entity, role)
        certainty = _Sure.ONE_OF_SEVERAL if len(rivals) > 1 else _Sure.NAMED
        told = fuller_role(role, entity.role) if role else entity.role
        return Identity(entity.name, told, certainty, entity.bearer, True)

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
        if opener in _OWNERS:
            return self._owned(number, phrase, words)
        if opener == "the":
            holders = self._cast.called([item.word for item in words if item.word not in DETERMINERS])
            holders = holders or self._cast.organisations_called(head, number)
            if len(holders) == 1:
                return _identity(holders[0], _Sure.DESCRIPTION)
        if opener == "the" and head in _CALLINGS:
            bearer = self._only_person_before(number, phrase.first)
            if bearer is not None:
                self._cast.give_role(bearer, described)
                return _identity(bearer, _Sure.ONE_OF_SEVERAL)
        return Identity(self._as_noun(number, phrase, described), "", _Sure.AS_PRINTED)

    def _as_noun(self, number: int, phrase: Phrase, described: str) -> str:
        """A description that begins its sentence, "Her lawyer", without the capital of that place."""
        opener = self._sentences[number].items[0].word
        if phrase.first > 0 or opener not in _NO_NAMES:
            return described
        return described[:1].lower() + described[1:]

    def _owned(self, number: int, phrase: Phrase, words: Sequence[Item]) -> Identity:
        """ "Her spokesman" is the one named as hers, else "Mila Thorne's spokesman"; never another's."""
        opener, described = words[0].word, [item.word for item in words[1:]]
        holders = [one for one in self._cast.called(described) if one.belongs_to == opener]
        if len(holders) == 1:
            return _identity(holders[0], _Sure.DESCRIPTION)
        plain = " ".join([opener, *(item.text for item in words[1:])])
        if opener not in ("his", "her"):
            return Identity(plain, "", _Sure.AS_PRINTED)
        owner = self._person_before(number, phrase.first, "he" if opener == "his" else "she", ())
        known = owner.bearer is (Bearer.MAN if opener == "his" else Bearer.WOMAN)
        if not known or owner.certainty < _Sure.CLEAR_PRONOUN:
            return Identity(plain, "", _Sure.AS_PRINTED)
        return Identity(f"{owner.name}'s {plain.partition(' ')[2]}", "", owner.certainty)

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
            bearers = (mention.entity, *mention.others)
            entity = next((one for one in bearers if self._fitness(one, pronoun) is not None), None)
            if inside or entity is None:
                continue
            fitness = self._fitness(entity, pronoun) or 0.0
            near = 1 / (1 + number - mention.sentence)
            score = near * (_NAMED + (_SUBJECT if mention.first <= _SUBJECT_WITHIN else 0.0)) + fitness
            if self._sentences[mention.sentence].paragraph == self._sentences[number].paragraph:
                score += _SAME_PARAGRAPH
            entities[entity.name] = entity
            scores[entity.name] = max(scores[entity.name], score)
        for at, spoke in self._spoke[-2:]:
            if spoke.name in scores:
                scores[spoke.name] += _SPEAKER / (1 + number - at)
        if not scores:
            return self._last_speaker(number, pronoun)
        about = self._cast.subject() if self._tells_of_somebody(number, pronoun) else None
        if about is not None and self._fitness(about, pronoun) is not None:
            certain = set(scores) == {about.name}
            return _identity(about, _Sure.CLEAR_PRONOUN if certain else _Sure.ONE_OF_SEVERAL)
        best, *others = sorted(scores, key=lambda name: -scores[name])
        clear = not others or scores[best] - scores[others[0]] >= _CLEAR_LEAD
        return _identity(entities[best], _Sure.CLEAR_PRONOUN if clear else _Sure.ONE_OF_SEVERAL)

    def _tells_of_somebody(self, number: int, pronoun: str) -> bool:
        """Whether the paragraph names nobody, and begins by telling of the pronoun's person what is no
        speech: "She never married. …" It goes back to whom the article is about."""
        first = number - self._sentences[number].position
        opener = self._sentences[first].items
        if first == number or opener[0].word != pronoun or any(item.word in SPEECH_VERBS for item in opener):
            return False
        named = self._cast.mentions_before(number, len(self._sentences[number].items), number - first)
        return all(self._fitness(one.entity, pronoun) is None for one in named)

    def _fitness(self, entity: Entity, pronoun: str) -> float | None:
        """How well a name suits "he" or "she" beside where it stands; None if it cannot be meant."""
        wrong = Bearer.WOMAN if pronoun == "he" else Bearer.MAN
        if entity.bearer in (wrong, Bearer.ORGANISATION) or entity.name.lower() in GOVERNMENT_OF:
            return None
        if entity.name.lower() in (FEMALE if pronoun == "he" else MALE):
            return None
        womanly = entity.name.partition(" ")[0].endswith(("a", "ie", "ine", "elle", "ette"))
        if entity.bearer is Bearer.PERSON:
            return 0.1 if womanly is (pronoun == "she") else 0.0
        if entity.bearer is not Bearer.UNKNOWN:
            return 0.2
        if " " not in entity.name and all(spoke.name != entity.name for _, spoke in self._spoke[-8:]):
            return None
        return (0.2 if womanly is (pronoun == "she") else -0.2) - (0.0 if entity.role else 0.2)

    def _last_speaker(self, number: int, pronoun: str) -> Identity:
        wrong = Bearer.WOMAN if pronoun == "he" else Bearer.MAN
        for at, spoke in reversed(self._spoke[-_SPEAKER_REACH:]):
            if number - at <= _REACH and spoke.bearer not in (wrong, *_BODIES):
                return Identity(spoke.name, spoke.role, _Sure.ONE_OF_SEVERAL, spoke.bearer, spoke.is_named)
        return Identity("", "", _Sure.UNKNOWN)

    def _group_before(self, number: int) -> Identity:
        """ "It" and "they" take up the body that the sentence before is about, else the last speaker that is
        no person; a guess."""
        about = self._subject_before(number)
        if about is not None and about.bearer is Bearer.ORGANISATION:
            return replace(about, certainty=_Sure.GROUP)
        for at, spoke in reversed(self._spoke[-_SPEAKER_REACH:]):
            body = spoke.bearer in _BODIES or (spoke.bearer is Bearer.UNKNOWN and not spoke.role)
            if number - at <= _SPEAKER_REACH and body:
                return Identity(spoke.name, spoke.role, _Sure.GROUP, spoke.bearer, spoke.is_named)
        if about is not None and about.bearer is Bearer.UNKNOWN and about.is_named:
            return replace(about, certainty=_Sure.ONE_OF_SEVERAL)
        return Identity("", "", _Sure.UNKNOWN)


def _starts_clause(item: Item) -> bool:
    """Whether more than a role is told: "which runs", "a rival of", "founded by"."""
    word = item.word
    closed = word in PREPOSITIONS or word in SUBORDINATORS or word in RELATIVES or word in _JOINTS
    return closed or may_be_finite(word) or word.endswith("ing")


def _is_office(name: Name) -> bool:
    """Whether it names no one: "Mayor", "U.N. Secretary-General"."""
    parts = [part for word in name.words for part in word.lower().split("-") if "." not in part.rstrip(".")]
    return bool(parts) and all(part in TITLES for part in parts)


def _is_full(name: Name) -> bool:
    """Whether it is a name of several words that are no office: not "Labour MP"."""
    return not name.is_surname and name.words[-1].lower() not in TITLES | CALLINGS


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
    start = 1 if len(words) > 1 and words[0].word in _ARTICLES else 0
    return printed(words, start, len(words))
