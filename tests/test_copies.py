"""One story that several outlets print counts once, unless they differ."""

from test_evidence import passage

from index.copies import without_copies

STORY = (
    "The Lantern Bridge will open to buses on Monday morning, the ministry of transport said in Kelmhaven."
)
RETOLD = "The Lantern Bridge will open to buses on Monday morning, the ministry of transport said."
OTHER = "Rents on the Ropewalk have doubled in the year since the ferry began to sail by night."


def kept(*texts: str, limit: int = 9) -> list[int]:
    found = [passage(key, (text, 0.5), score=2.0 - key / 10) for key, text in enumerate(texts, start=1)]
    return [one.article.key for one in without_copies(found, limit)]


def test_what_a_better_passage_of_another_article_says_is_left_out() -> None:
    assert kept(STORY, OTHER, RETOLD) == [1, 2]


def test_another_figure_makes_it_another_statement() -> None:
    assert kept(f"{STORY} It cost 61.", f"{STORY} It cost 38.", f"{STORY} It cost 61.") == [1, 2]


def test_passages_of_one_article_are_never_copies_of_each_other() -> None:
    found = passage(1, (STORY, 0.5)), passage(1, (RETOLD, 0.5))
    assert len(without_copies(found, 9)) == 2


def test_no_more_are_kept_than_asked_for() -> None:
    assert kept(STORY, RETOLD, OTHER, "Otters swim in the river Kelm.", limit=2) == [1, 3]


def test_a_denial_is_no_copy_of_what_it_denies() -> None:
    assert kept(STORY, STORY.replace("will open", "will not open")) == [1, 2]
