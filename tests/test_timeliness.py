"""Which passage comes first when a question asks about now, or names a day."""

from datetime import datetime

from data.model import Article, Passage, Span
from index.answer import RankedPassage
from index.questions import read_question
from index.timeliness import prefer_timely


def passages(*published: tuple[str, float]) -> list[RankedPassage]:
    """A passage for each (day, score), best first."""
    return [
        RankedPassage(
            Article(n, "test", day, "", "Words.", published=datetime.fromisoformat(day) if day else None),
            Passage(n, n, 0, (Span(0, 6),)),
            score,
            0.5,
            0.5,
            (),
        )
        for n, (day, score) in enumerate(published, start=1)
    ]


def order(question: str, *published: tuple[str, float]) -> list[str]:
    found = prefer_timely(read_question(question), passages(*published))
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    return [one.article.article_id for one in found]


OLD, NEW = ("2024-12-13", 1.0), ("2026-10-14", 0.9)


def test_the_newest_wins_where_now_is_asked_for() -> None:
    assert order("What does the bridge cost now?", OLD, NEW) == ["2026-10-14", "2024-12-13"]


def test_where_nothing_is_said_of_time_the_order_stays() -> None:
    assert order("What does the bridge cost?", OLD, NEW) == ["2024-12-13", "2026-10-14"]


def test_a_far_better_passage_stays_first_however_old() -> None:
    assert order("What does it cost now?", ("2024-12-13", 1.5), NEW)[0] == "2024-12-13"


def test_what_was_written_on_the_day_wins_where_a_day_is_named() -> None:
    assert order("What did it cost on 14 October 2026?", OLD, NEW)[0] == "2026-10-14"
    assert order("What did it cost in December 2024?", NEW, ("2024-12-13", 0.85))[0] == "2024-12-13"


def test_news_of_a_day_may_be_printed_some_days_later() -> None:
    assert order("What happened on 11 October 2026?", OLD, NEW)[0] == "2026-10-14"
    assert order("What happened on 1 October 2026?", OLD, NEW)[0] == "2024-12-13"


def test_articles_without_a_date_are_neither_new_nor_of_a_day() -> None:
    assert order("What does it cost now?", ("", 1.0), NEW)[0] == "2026-10-14"
    assert order("What did it cost in May 2025?", ("", 1.0), NEW) == ["", "2026-10-14"]
    assert order("What does it cost now?", ("", 1.0)) == [""]
