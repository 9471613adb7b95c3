"""A wrong speaker: readers report it with a button, administrators say for good whose words they are.

A report is kept without who made it. A correction is kept by article and words, so that it holds when the
article is taken in anew, and applies to the same words in other articles too.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot import browse, wording_speech
from bot.actions import (
    Citation,
    CorrectSpeaker,
    KeepSpeaker,
    OpenStatement,
    ReportSpeaker,
    ReviewSpeaker,
    checksum,
)
from bot.markup import bold, escaped, excerpt, one_line
from bot.memory import Visitor
from bot.render import Button, Reply, button, say
from data.model import Article
from data.statements import Statement
from data.store import Store
from index.newsroom import Newsroom

_PAGE = 8
_CANDIDATES = 6
_WORDS = 160

SpeakerAction = OpenStatement | ReportSpeaker | ReviewSpeaker | CorrectSpeaker | KeepSpeaker


def on_press(room: Newsroom, action: SpeakerAction, now: datetime, visitor: Visitor) -> Reply:
    """The reply to a button about somebody's words."""
    if isinstance(action, OpenStatement):
        return open_statement(room.store, action.citation, visitor)
    found = _find(room.store, action.citation)
    if found is None:
        return say(wording_speech.STATEMENT_GONE)
    if isinstance(action, ReportSpeaker):
        room.store.statements.report_speaker(found[1], now)
        return say(wording_speech.REPORTED)
    if not visitor.is_administrator:
        return say(wording_speech.ONLY_ADMINISTRATORS)
    return _settle(room, action, found, now, visitor)


def _settle(
    room: Newsroom,
    action: ReviewSpeaker | CorrectSpeaker | KeepSpeaker,
    found: tuple[Article, Statement],
    now: datetime,
    visitor: Visitor,
) -> Reply:
    article, statement = found
    match action:
        case ReviewSpeaker(citation):
            visitor.memory.correcting = citation
            return _review(room, article, statement, citation)
        case KeepSpeaker():
            room.store.statements.dismiss_report(statement)
            return say(wording_speech.KEPT)
        case CorrectSpeaker(_, name):
            return _correct_to_candidate(room, statement, name, now)


def open_statement(store: Store, citation: Citation, visitor: Visitor) -> Reply:
    """The passage around somebody's words, with a button to say that the speaker is wrong."""
    reply = browse.open_citation(store, citation)
    if _find(store, citation) is None:
        return reply
    action = ReviewSpeaker(citation) if visitor.is_administrator else ReportSpeaker(citation)
    return replace(reply, buttons=(*reply.buttons, (button(wording_speech.WRONG_SPEAKER, action),)))


def list_reports(room: Newsroom, visitor: Visitor) -> Reply:
    """What readers have reported, with a button each."""
    if not visitor.is_administrator:
        return say(wording_speech.ONLY_ADMINISTRATORS)
    reports = room.store.statements.reports()[:_PAGE]
    if not reports:
        return say(wording_speech.NO_REPORTS)
    articles = room.store.articles_by_key({one.statement.article_key for one in reports})
    lines, buttons = [bold(escaped(wording_speech.REPORTS))], []
    for number, one in enumerate(reports, start=1):
        article = articles[one.statement.article_key]
        words = one_line(one.statement.span.of(article.text), _WORDS)
        lines.append(escaped(f"{number}. {words} — {one.statement.attribution.speaker_name} ({one.times}×)"))
        buttons.append(button(str(number), ReviewSpeaker(Citation.of(article, one.statement.span))))
    return Reply("\n".join(lines), (tuple(buttons[:5]), *((tuple(buttons[5:]),) if buttons[5:] else ())))


def correct(room: Newsroom, words: str, now: datetime, visitor: Visitor) -> Reply:
    """`/correct NAME, role` for the statement that was opened last."""
    if not visitor.is_administrator:
        return say(wording_speech.ONLY_ADMINISTRATORS)
    if visitor.memory.correcting is None:
        return say(wording_speech.NOTHING_OPEN)
    name, _, role = (part.strip() for part in words.partition(","))
    if not name:
        return say(wording_speech.HOW_TO_CORRECT)
    found = _find(room.store, visitor.memory.correcting)
    if found is None:
        return say(wording_speech.STATEMENT_GONE)
    visitor.memory.correcting = None
    return _correct(room, found[1], name, role, now)


def _review(room: Newsroom, article: Article, statement: Statement, citation: Citation) -> Reply:
    times = next((one.times for one in room.store.statements.reports() if one.statement == statement), 0)
    heading = wording_speech.review(one_line(statement.attribution.speaker_name, 80), times)
    shown = excerpt(article.text, statement.span, statement.span, 800)
    rows: list[tuple[Button, ...]] = [
        (button(name, CorrectSpeaker(citation, checksum(name))),) for name, _ in _candidates(room, statement)
    ]
    rows.append((button(wording_speech.NOBODY, CorrectSpeaker(citation, 0)),))
    rows.append((button(wording_speech.RIGHT_AS_IT_IS, KeepSpeaker(citation)),))
    return Reply(f"{escaped(shown.of(article.text))}\n\n{escaped(heading)}", tuple(rows))


def _candidates(room: Newsroom, statement: Statement) -> list[tuple[str, str]]:
    """Names and roles of the others who speak in the article, nearest first."""
    own = statement.attribution.speaker_name
    others = sorted(
        room.store.statements.of_articles([statement.article_key]),
        key=lambda one: abs(one.span.start - statement.span.start),
    )
    roles: dict[str, str] = {}
    for one in others:
        name = one.attribution.speaker_name
        if name and name != own:
            roles[name] = roles.get(name) or one.attribution.role
    return list(roles.items())[:_CANDIDATES]


def _correct_to_candidate(room: Newsroom, statement: Statement, check: int, now: datetime) -> Reply:
    if check == 0:
        return _correct(room, statement, "", "", now)
    for name, role in _candidates(room, statement):
        if checksum(name) == check:
            return _correct(room, statement, name, role, now)
    return say(wording_speech.STATEMENT_GONE)


def _correct(room: Newsroom, statement: Statement, name: str, role: str, now: datetime) -> Reply:
    """The same words by the same wrong speaker are corrected in every article that has them."""
    wrong = statement.attribution.speaker_name
    same: Sequence[Statement] = [
        one
        for one in room.store.statements.with_words(statement.words_hash)
        if one.attribution.speaker_name == wrong
    ]
    for one in same:
        room.store.statements.correct(one, name, role, now)
    return say(wording_speech.corrected(name, role, len(same)) if name else wording_speech.STRUCK_OUT)


def _find(store: Store, citation: Citation) -> tuple[Article, Statement] | None:
    """The article and the statement cited, if the article still says so."""
    article = store.article(citation.article_key)
    if article is None or not citation.holds(article):
        return None
    statement = store.statements.at(article.same_as or article.key, citation.span)
    return (article, statement) if statement else None
