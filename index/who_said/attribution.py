"""Who said what: where a question about speech becomes statements, or one of several refusals.

`answer_speech` = find whom the question means, take that person's statements under its filters, keep those
that are about its topic, and join the same words of several articles into one. Whoever is asked about but
never speaks of the topic is said never to have spoken of it; nothing else is shown in its place.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from data.model import Article, Filters, Span, SpeechKind
from data.statements import Statement
from data.store import Store
from index.answer import Answer, CitedSentence
from index.answering import Desk
from index.embedder import Vectors
from index.questions import Question, kind_of
from index.retrieval import inverse_document_frequencies, retrieve
from index.who_said.hearing import Heard, Nearness, hear
from index.who_said.lookup import How, Lookup, find_people, has_role
from index.who_said.name_forms import words_of
from index.who_said.people import People, Person, role_of
from index.who_said.speech_acts import act_of_cue, contradicts, denies_before, doubts
from index.who_said.speech_questions import (
    PRONOUNS,
    Act,
    Form,
    SpeechQuestion,
    act_of,
    with_pronouns_resolved,
)
from index.who_said.wording_check import Compared, compare
from index.words import terms

_PASSAGES = 30  # read for who said something
_MANY_ARTICLES = 400  # of one speaker: beyond, the search engine chooses those whose statements are read

# When a statement is about a topic. Each line is enough by itself.
_OWN_WORDS = 0.60  # of the topic, in the sentences that the words stand in
_WORDS_AROUND = 0.85  # with the sentence before and the title
_SIMILAR = 0.47  # cosine of topic and sentence
_HALF_AROUND, _HALF_SIMILAR = 0.50, 0.36
_PART_AROUND, _REST_IN_ARTICLE = 0.40, 0.95  # "passenger counts" where the article is about passengers

# When a statement is what somebody remembers.
_REMEMBERED = 0.62
_ACT_FITS, _ACT_MISSING = 0.10, -0.15
_CHARGED = re.compile(r" (?:of|for) ")
_CHARGE, _CHARGE_SIMILAR = 0.50, 0.35  # of what somebody is accused of
_ACCUSED, _ACCUSATION_SIMILAR = 0.30, 0.45  # of who is accused, or of the whole
_AS_GOOD = 0.12  # others this near to the best are shown too

_SURE = 0.5  # certainty from which a speaker is stated rather than supposed
_SENTENCES_APART = 4  # within which a denial answers what somebody said
_HEARER_WITHIN = 60  # characters behind the cue: "told the assembly’s transport committee"
_SAME_MATTER = 0.45  # cosine of two statements that are about one thing


@dataclass(frozen=True, slots=True)
class Source:
    """One place where a statement stands."""

    article: Article
    statement: Statement


@dataclass(frozen=True, slots=True)
class Said:
    """Words of one person, with every place where they stand, the first one's shown. `score` orders them."""

    person: Person
    sources: tuple[Source, ...]
    score: float
    compared: Compared | None = None

    @property
    def statement(self) -> Statement:
        """The one to show."""
        return self.sources[0].statement

    @property
    def article(self) -> Article:
        """Where the one to show stands."""
        return self.sources[0].article

    @property
    def role(self) -> str:
        """What the speaker is, as the article to show has it."""
        return role_of(self.statement.attribution.speaker_name, self.statement.attribution.role)

    @property
    def sure(self) -> bool:
        """Whether the speaker may be stated as a fact."""
        return self.statement.attribution.certainty >= _SURE


class Unmet(Enum):
    """What a question asks for that none of somebody's statements has."""

    ACT = "done by saying it"
    HEARER = "said to that person"


@dataclass(frozen=True, slots=True)
class Statements:
    """Statements that answer, best or newest first; never empty. `people` are those asked about, if any;
    `how` they were found. `unmet` is what was asked for besides, and none of them has: then all are shown."""

    question: SpeechQuestion
    said: tuple[Said, ...]
    people: tuple[Person, ...] = ()
    how: How = How.NAME
    unmet: tuple[Unmet, ...] = ()

    @property
    def times(self) -> int:
        """How often somebody is quoted with them; the same words of two articles are twice."""
        return len({source.statement.key for one in self.said for source in one.sources})


@dataclass(frozen=True, slots=True)
class NeverSaid:
    """People who are quoted, but not on this, or not then. `quoted`: how many statements they have."""

    question: SpeechQuestion
    people: tuple[Person, ...]
    quoted: int
    how: How = How.NAME


@dataclass(frozen=True, slots=True)
class NobodySaid:
    """No statement is near what somebody remembers."""

    question: SpeechQuestion


@dataclass(frozen=True, slots=True)
class UnknownSpeaker:
    """Nobody of this name is quoted; `closest` are spelt a little like it. An empty name: a pronoun without
    anybody before it."""

    question: SpeechQuestion
    closest: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class WhichSpeaker:
    """Several people may be meant."""

    question: SpeechQuestion
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a check: whether the person said exactly, nearly or not these words. `said` are the true
    words, of this person or (`others`) of somebody else."""

    question: SpeechQuestion
    people: tuple[Person, ...]
    said: tuple[Said, ...]
    others: bool = False


Outcome = Statements | NeverSaid | NobodySaid | UnknownSpeaker | WhichSpeaker | Checked
Chooser = Callable[[Person], bool]


def answer_speech(
    desk: Desk,
    people: People,
    question: SpeechQuestion,
    before: str = "",
    chosen: Chooser | None = None,
    topic: str = "",
) -> Outcome:
    """The outcome of a question about speech. `before` is the person that a pronoun means, `topic` what "it"
    means; `chosen` tells which of several people was picked."""
    meant = next((one for one in people.everyone if one.identity == before), None)
    if question.form is Form.WHO:
        named = with_pronouns_resolved(question, meant.name if meant else "", "")
        return _who_said(desk, people, named) if named.about else UnknownSpeaker(named, ())
    look = _look_up(people, question.speaker, before)
    if look is None:
        return UnknownSpeaker(replace(question, speaker=""), ())
    if chosen is not None:
        look = replace(look, found=tuple(filter(chosen, look.found or look.closest)))
    if not look.found:
        return UnknownSpeaker(question, look.closest)
    another = meant.name if meant and meant not in look.found else ""
    answer = {Form.CHECK: _checked, Form.AGAINST: _against}.get(question.form, _what_said)
    return answer(desk, people, with_pronouns_resolved(question, another, topic), look)


def _look_up(people: People, words: str, before: str) -> Lookup | None:
    """Whom the words mean; None for a pronoun that means nobody."""
    if words.lower() not in PRONOUNS:
        return find_people(people, words)
    meant = tuple(one for one in people.everyone if one.identity == before)
    return Lookup(meant, How.NAME) if meant else None


# What somebody said


def _what_said(desk: Desk, people: People, question: SpeechQuestion, look: Lookup) -> Outcome:
    statements = _statements_of(desk, people, look)
    wanted, unmet = _said_so(desk, question, statements)
    said = _about(desk, people, question, wanted, look.found)
    if not said and len(wanted) < len(statements):
        said = _about(desk, people, question, statements, look.found)
        unmet = (Unmet.HEARER,) if question.hearer else ()
    speakers = tuple(one for one in look.found if any(item.person == one for item in said))
    several = look.how is How.NAME and sum(one.named for one in look.found) > 1
    if several and len(speakers) != 1:
        return WhichSpeaker(question, speakers or look.found)
    if not said:
        return NeverSaid(question, look.found, len(statements), look.how)
    if (
        Unmet.ACT not in unmet
        and _asks_for_act(question)
        and not any(_does(one, question.act) for one in said)
    ):
        unmet = (*unmet, Unmet.ACT)
    return Statements(question, tuple(said), speakers, look.how, unmet)


def _said_so(
    desk: Desk, question: SpeechQuestion, statements: Sequence[Statement]
) -> tuple[Sequence[Statement], tuple[Unmet, ...]]:
    """The statements made to the hearer asked for and, where there is no topic, by the act asked for; all of
    them where none is, and what that leaves unmet."""
    wanted: list[tuple[Unmet, Callable[[Heard], bool]]] = []
    if question.hearer:
        wanted.append((Unmet.HEARER, lambda one: _told_to(one, question.hearer)))
    if _asks_for_act(question) and not question.about:
        wanted.append((Unmet.ACT, lambda one: _does(one, question.act)))
    unmet = []
    for lack, is_met in wanted if statements else ():
        if fitting := [one.statement for one in hear(desk.store, statements) if is_met(one)]:
            statements = fitting
        else:
            unmet.append(lack)
    return statements, tuple(unmet)


def _asks_for_act(question: SpeechQuestion) -> bool:
    """Whether it asks for more than words: for a promise, say. Calling something is done with any words."""
    return question.act not in (Act.SAY, Act.CALL)


def _does(one: Heard | Said, act: Act) -> bool:
    """Whether the cue has a verb of this act, as a question would have it."""
    cue = one.statement.attribution.cue
    return cue is not None and any(act_of(word) is act for word in cue.of(one.article.text).split())


def _told_to(one: Heard, hearer: str) -> bool:
    """Whether the words right behind a statement's cue name this hearer: "told the assembly"."""
    found, text = one.statement.attribution, one.article.text
    if found.cue is None:
        return False
    end = found.cue.end + _HEARER_WITHIN
    end = min([end, *(span.start for span in found.content if span.start >= found.cue.end)])
    behind = text[found.cue.end : end].split("\n")[0]
    wanted = words_of(hearer)
    return bool(wanted) and wanted[-1] in words_of(behind)


def _statements_of(desk: Desk, people: People, look: Lookup) -> list[Statement]:
    """All statements of the people found, alone or with others; of somebody found by a role, those made in
    that role."""
    wanted = people.with_others(look.found)
    names = {name for person in wanted for name in person.names}
    return [
        one
        for one in desk.store.statements.of_speakers(names)
        if people.of(one.attribution.speaker_name, one.attribution.role) in wanted
        and (
            look.how is not How.ROLE
            or not role_of(one.attribution.speaker_name, one.attribution.role)
            or has_role(one.attribution.role, one.attribution.speaker_name, look.role_terms)
        )
    ]


def _about(
    desk: Desk,
    people: People,
    question: SpeechQuestion,
    statements: Sequence[Statement],
    speakers: Sequence[Person],
) -> list[Said]:
    """Those of the statements that are about the question's topic and under its filters, best first; newest
    first where there is no topic."""
    if not question.about:
        return _newest_first(_joined(desk, people, hear(desk.store, statements), question.filters))
    own_names = {term for person in speakers for name in person.names for term in terms(name)}
    rarity, vector = _weighed(desk, question.about, own_names)
    near = {}
    for one in hear(desk.store, _preselected(desk, question, statements, vector)):
        nearness = one.nearness(rarity, vector)
        if _is_about(nearness):
            near[one.statement.key] = (one, _relevance(nearness))
    said = _joined(desk, people, [one for one, _ in near.values()], question.filters)
    scored = [replace(one, score=near[one.statement.key][1]) for one in said]
    return sorted(scored, key=lambda one: one.score, reverse=True)


def _weighed(desk: Desk, words: str, without: Iterable[str] = ()) -> tuple[dict[str, float], Vectors]:
    """The rarity of the words' terms and the words' vector."""
    asked = dict.fromkeys(terms(words))
    left = [term for term in asked if term not in set(without)] or list(asked)
    rarity = inverse_document_frequencies(*desk.engine.document_frequencies(left))
    return rarity, desk.embedder.embed([words])[0]


def _preselected(
    desk: Desk, question: SpeechQuestion, statements: Sequence[Statement], vector: Vectors
) -> Sequence[Statement]:
    articles = {one.article_key for one in statements}
    if len(articles) <= _MANY_ARTICLES:
        return statements
    among = replace(question.filters, article_keys=tuple(articles))
    hits = {one.article_key for one in desk.engine.search(terms(question.about), vector, among)}
    return [one for one in statements if one.article_key in hits]


def _is_about(nearness: Nearness) -> bool:
    return (
        nearness.sentences >= _OWN_WORDS
        or nearness.around >= _WORDS_AROUND
        or nearness.similarity >= _SIMILAR
        or (nearness.around >= _HALF_AROUND and nearness.similarity >= _HALF_SIMILAR)
        or (nearness.around >= _PART_AROUND and nearness.article >= _REST_IN_ARTICLE)
    )


def _relevance(nearness: Nearness) -> float:
    return (
        0.4 * nearness.content + 0.3 * nearness.sentences + 0.1 * nearness.around + 0.5 * nearness.similarity
    )


# Who said something


def _who_said(desk: Desk, people: People, question: SpeechQuestion) -> Outcome:
    rarity, vector = _weighed(desk, question.about)
    asked = Question(question.about, tuple(rarity), kind_of(question.about), question.filters)
    passages = retrieve(desk.store, desk.engine, asked, vector, rarity, _PASSAGES)
    read = {one.article.key: one.article for one in passages}
    statements = [one for one in desk.store.statements.of_articles(read) if one.attribution.speaker_name]
    found = []
    fits = _accusation_asked_for(desk, question, vector)
    for one in hear(desk.store, statements):
        likeness = _likeness(question, one, one.nearness(rarity, vector))
        if likeness >= _REMEMBERED and fits(one):
            found.append((likeness, one))
    if not found:
        return NobodySaid(question)
    best = max(likeness for likeness, _ in found)
    scores = {one.statement.key: likeness for likeness, one in found if likeness >= best - _AS_GOOD}
    kept = [one for _, one in found if one.statement.key in scores]
    said = [
        replace(one, score=max(scores[source.statement.key] for source in one.sources))
        for one in _joined(desk, people, kept, question.filters)
    ]
    if not said:
        return NobodySaid(question)
    return Statements(question, tuple(sorted(said, key=lambda one: one.score, reverse=True)))


def _accusation_asked_for(desk: Desk, question: SpeechQuestion, vector: Vectors) -> Callable[[Heard], bool]:
    """Whether a statement accuses whom the question names of what it names; anything fits another question.

    One part alone is no answer: the same body is accused of many things, and many of the same thing. Whom it
    accuses may go by another name where all else is alike.
    """
    accused, _, charge = _CHARGED.sub("\n", question.about, count=1).partition("\n")
    if question.act is not Act.ACCUSE:
        return lambda one: True
    (whom, _), (what, what_vector) = _weighed(desk, accused), _weighed(desk, charge)

    def fits(one: Heard) -> bool:
        if set(whom) <= set(terms(one.statement.attribution.speaker_name)):
            return False  # it is the one who accuses
        if not charge:
            return _does(one, Act.ACCUSE)
        charged, named = one.nearness(what, what_vector), one.nearness(whom, None)
        if charged.sentences < _CHARGE and charged.similarity < _CHARGE_SIMILAR:
            return False
        return named.around >= _ACCUSED or one.similarity(vector) >= _ACCUSATION_SIMILAR

    return fits


def _likeness(question: SpeechQuestion, one: Heard, nearness: Nearness) -> float:
    """How likely these are the words that somebody remembers, 0 to about 1.2."""
    likeness = (
        0.40 * nearness.content
        + 0.20 * nearness.sentences
        + 0.10 * nearness.around
        + 0.40 * nearness.similarity
    )
    compared = compare(question.about, one.article.text, one.statement.attribution.content)
    if compared is not None:
        likeness = max(likeness, 0.3 + 0.7 * compared.likeness)
    if question.act is not Act.SAY:
        cue = one.statement.attribution.cue
        fits = cue is not None and act_of_cue(cue.of(one.article.text)) is question.act
        likeness += _ACT_FITS if fits else _ACT_MISSING
    return likeness


# Who contradicted somebody


def _against(desk: Desk, people: People, question: SpeechQuestion, look: Lookup) -> Outcome:
    statements = _statements_of(desk, people, look)
    if look.how is How.NAME and sum(one.named for one in look.found) > 1:
        return WhichSpeaker(question, look.found)
    told = hear(desk.store, statements)
    if question.about:
        rarity, vector = _weighed(desk, question.about)
        told = [one for one in told if _is_about(one.nearness(rarity, vector))]
    wanted, names = (
        set(look.found),
        frozenset(term for one in look.found for name in one.names for term in terms(name)),
    )
    others = [
        one
        for one in hear(desk.store, desk.store.statements.of_articles({one.article.key for one in told}))
        if one.statement.attribution.speaker_name
        and people.of(one.statement.attribution.speaker_name, one.statement.attribution.role) not in wanted
        and _answers(one, told, names)
    ]
    said = _newest_first(_joined(desk, people, others, question.filters))
    if not said:
        return NeverSaid(question, look.found, len(statements), look.how)
    return Statements(question, tuple(said), look.found, look.how)


def _answers(one: Heard, told: Sequence[Heard], names: frozenset[str]) -> bool:
    """Whether a statement denies something near one of theirs, or speaks against them by name."""
    text, attribution = one.article.text, one.statement.attribution
    cue = attribution.cue.of(text) if attribution.cue else ""
    here = [other for other in told if other.article.key == one.article.key]
    near = [other for other in here if abs(other.position - one.position) <= _SENTENCES_APART]
    if contradicts(cue) or denies_before(text, one.statement.span.start):
        return bool(near or names & one.sentences)
    words = " ".join(span.of(text) for span in attribution.content)
    alike = max(
        (float((one.vectors @ other.vectors.T).max()) for other in near if len(other.vectors)), default=0.0
    )
    return doubts(words) and alike >= _SAME_MATTER


# Whether somebody really said it


def _checked(desk: Desk, people: People, question: SpeechQuestion, look: Lookup) -> Outcome:
    own = _compared(question, hear(desk.store, _statements_of(desk, people, look)))
    said = _with_comparison(desk, people, question, own)
    if said:
        return Checked(question, look.found, said)
    rarity, vector = _weighed(desk, question.about)
    asked = Question(question.about, tuple(rarity), kind_of(question.about), question.filters)
    passages = retrieve(desk.store, desk.engine, asked, vector, rarity, _PASSAGES)
    statements = desk.store.statements.of_articles({one.article.key for one in passages})
    others = _compared(question, hear(desk.store, statements))
    said = _with_comparison(desk, people, question, others)
    return Checked(question, look.found, said, others=bool(said))


def _compared(question: SpeechQuestion, heard: Iterable[Heard]) -> list[tuple[Heard, Compared]]:
    found = []
    for one in heard:
        compared = compare(question.about, one.article.text, one.statement.attribution.content)
        if compared is not None and one.statement.attribution.kind is not SpeechKind.INDIRECT:
            found.append((one, compared))
    return found


def _with_comparison(
    desk: Desk, people: People, question: SpeechQuestion, found: Sequence[tuple[Heard, Compared]]
) -> tuple[Said, ...]:
    """The items that are as near as the nearest."""
    if not found:
        return ()
    best = max(compared.likeness for _, compared in found)
    nearest = {one.statement.key: compared for one, compared in found if compared.likeness == best}
    heard = [one for one, _ in found if one.statement.key in nearest]
    said = _joined(desk, people, heard, question.filters)
    return tuple(replace(one, compared=nearest[one.statement.key]) for one in said)


# The same words in several articles


def _joined(desk: Desk, people: People, heard: Sequence[Heard], filters: Filters) -> list[Said]:
    """One item for the same words of the same person, with all articles under the filters that have them."""
    bearers = desk.store.bearers({one.article.key for one in heard}, filters)
    items: dict[tuple[str, tuple[str, ...]], list[Source]] = {}
    speakers: dict[tuple[str, tuple[str, ...]], Person] = {}
    for one in heard:
        found = one.statement.attribution
        person = people.of(found.speaker_name, found.role)
        words = tuple(word for span in found.content for word in words_of(span.of(one.article.text)))
        same = (person.identity, words)
        speakers[same] = person
        items.setdefault(same, []).extend(
            Source(article, one.statement) for article in bearers.get(one.article.key, ())
        )
    return [Said(speakers[same], _earliest_first(sources), 0.0) for same, sources in items.items() if sources]


def _earliest_first(sources: Sequence[Source]) -> tuple[Source, ...]:
    """Whoever printed it first comes first; what has no date comes last."""
    return tuple(sorted(sources, key=lambda one: (_day(one.article) or "9", one.article.key)))


def _newest_first(said: Iterable[Said]) -> list[Said]:
    """The order of the days; within an article that of its text."""
    in_text_order = sorted(said, key=lambda one: one.statement.span)
    return sorted(in_text_order, key=lambda one: (_day(one.article), one.article.key), reverse=True)


def _day(article: Article) -> str:
    return article.day.isoformat() if article.day else ""


def newest(desk: Desk, people: People, filters: Filters, limit: int) -> list[Said]:
    """The newest statements under these filters."""
    statements: list[Statement] = []
    offset = 0
    while len(statements) < limit and (articles := desk.store.latest(limit, offset, filters)):
        offset += limit
        keys = [one.same_as or one.key for one in articles]
        found = desk.store.statements.of_articles(keys)
        statements += [one for one in found if one.attribution.speaker_name]
    return _newest_first(_joined(desk, people, hear(desk.store, statements), filters))[:limit]


def most_quoted(desk: Desk, people: People, about: str, filters: Filters) -> list[tuple[Person, int]]:
    """Named people with how many statements they have, on a topic and under filters if given, most first."""
    if not about and not filters:
        return [(one, one.statements) for one in people.everyone if one.named]
    if about:
        rarity, vector = _weighed(desk, about)
        candidates = desk.engine.search(terms(about), vector, filters)
        statements = desk.store.statements.of_articles({one.article_key for one in candidates})
        heard = hear(desk.store, statements)
        kept = [one.statement for one in heard if _is_about(one.nearness(rarity, vector))]
    else:
        kept = desk.store.statements.of_articles(desk.store.article_keys(filters))
    counts: dict[Person, int] = {}
    for one in kept:
        person = people.of(one.attribution.speaker_name, one.attribution.role)
        if person.named:
            counts[person] = counts.get(person, 0) + 1
    return sorted(counts.items(), key=lambda found: (-found[1], found[0].name))


# Whose words an ordinary answer quotes


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose words a cited sentence is, as its article has it."""

    name: str
    role: str
    sure: bool


def speakers_of(store: Store, people: People, answer: Answer) -> dict[CitedSentence, Speaker]:
    """The speaker of each cited sentence most of which is one person's words, unless the sentence itself
    names them."""
    owners = {one.article.same_as or one.article.key for one in answer.sentences}
    by_article: dict[int, list[Statement]] = {}
    for statement in store.statements.of_articles(owners):
        by_article.setdefault(statement.article_key, []).append(statement)
    found = {}
    for one in answer.sentences:
        for statement in by_article.get(one.article.same_as or one.article.key, ()):
            attribution = statement.attribution
            if not attribution.speaker_name or _shared(one.span, attribution.content) * 2 < len(one.text):
                continue
            person = people.of(attribution.speaker_name, attribution.role)
            if set(words_of(person.name)[-1:]) - set(words_of(one.text)):
                sure = attribution.certainty >= _SURE
                role = role_of(attribution.speaker_name, attribution.role)
                found[one] = Speaker(person.name, role, sure)
            break
    return found


def _shared(sentence: Span, content: Sequence[Span]) -> int:
    """How many characters of a sentence are attributed words."""
    return sum(max(0, min(sentence.end, span.end) - max(sentence.start, span.start)) for span in content)
