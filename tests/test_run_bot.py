"""The command line: in this process with the small embedding model, and once as a real process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine, Run

import run_bot
from bot.manage import SAMPLE, SAMPLE_COLLECTION
from bot.wording import EMPTY_COLLECTION
from data.settings import PREFIX, TOKEN_VARIABLE

ROOT = Path(run_bot.__file__).parent

FERRY = """---
title: Petrel to sail at dawn
date: 2025-03-04
source: Harbour Herald
---

The ferry Petrel leaves Kelmhaven at dawn on Friday. Captain Ida Brandt commands the ferry Petrel.
"""
OTTERS = """---
title: Otters return
date: 2025-03-05
source: Radio Orrevane
---

Three young otters were released into the river at Brackwater. The warden Elspeth Moor raised the otters.
"""
WHO = "Who commands the ferry Petrel?"
CAPTAIN = "Captain Ida Brandt commands the ferry Petrel."


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "ferry.md").write_text(FERRY, "utf-8")
    (folder / "otters.md").write_text(OTTERS, "utf-8")
    return folder


@pytest.fixture
def filled(command: CommandLine, articles: Path) -> CommandLine:
    """The command line over a home with two articles."""
    assert command("ingest", str(articles)).code == 0
    return command


def ids(command: CommandLine) -> dict[str, str]:
    """The article ids by title, as `articles list` shows them."""
    rows = [line.split("  ", 3) for line in command("articles", "list").out.splitlines()]
    return {title: article_id for _, article_id, _, title in rows}


def records(out: str) -> list[Any]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_folder_is_taken_in_and_counted(command: CommandLine, articles: Path) -> None:
    run = command("ingest", str(articles))
    assert (run.code, run.out) == (0, "")
    assert "2 added, 0 updated, 0 unchanged, 0 skipped." in run.err


def test_taking_a_folder_in_again_changes_nothing(filled: CommandLine, articles: Path) -> None:
    assert "0 added, 0 updated, 2 unchanged" in filled("ingest", str(articles)).err


def test_a_quiet_ingestion_says_nothing(command: CommandLine, articles: Path) -> None:
    assert command("ingest", "--quiet", str(articles)) == Run(0, "", "")


def test_a_path_that_is_missing_fails_and_says_so(command: CommandLine) -> None:
    run = command("ingest", "nowhere")
    assert (run.code, run.out) == (1, "")
    assert "nowhere: does not exist" in run.err


@pytest.mark.parametrize("place", ["", " "])
def test_an_empty_path_is_wrong_usage_and_takes_in_nothing(
    command: CommandLine, articles: Path, place: str
) -> None:
    run = command("ingest", str(articles), place)
    assert (run.code, run.out) == (2, "")
    assert "one of the places is empty" in run.err
    assert command("articles", "list").out.strip() == ""


def test_own_articles_cannot_be_put_into_the_sample_collection(command: CommandLine, articles: Path) -> None:
    run = command("ingest", str(articles), "--collection", SAMPLE_COLLECTION)
    assert (run.code, run.out) == (2, "")
    assert "the collection sample is the one that comes with" in run.err
    assert command("articles", "list").out.strip() == ""
    assert "2 added" in command("ingest", str(articles), "--collection", "samples").err


def test_a_missing_path_beside_a_good_one_is_told_of(command: CommandLine, articles: Path) -> None:
    run = command("ingest", "nowhere", str(articles))
    assert run.code == 0
    assert "nowhere: does not exist" in run.err
    assert "2 added" in run.err


def test_a_question_is_answered_word_for_word(filled: CommandLine) -> None:
    run = filled("ask", WHO)
    assert run.code == 0
    assert CAPTAIN in run.out


def test_an_answer_as_json_cites_the_article(filled: CommandLine) -> None:
    run = filled("ask", "--json", WHO)
    (record,) = records(run.out)
    assert record["found"]
    assert CAPTAIN in record["answer"]
    citation = next(one for one in record["citations"] if one["text"] == CAPTAIN)
    assert (citation["title"], citation["date"]) == ("Petrel to sail at dawn", "2025-03-04")
    assert citation["end"] - citation["start"] == len(CAPTAIN)


def test_filters_of_the_command_line_narrow_the_search(filled: CommandLine) -> None:
    (record,) = records(filled("ask", "--json", "--source", "Radio Orrevane", WHO).out)
    assert CAPTAIN not in [one["text"] for one in record["citations"]]
    (record,) = records(filled("ask", "--json", "--until", "2024-01-01", WHO).out)
    assert (record["found"], record["passages"]) == (False, [])


def test_an_outlet_is_known_by_part_of_its_name_and_an_unknown_one_is_wrong_usage(
    filled: CommandLine, tmp_path: Path
) -> None:
    (record,) = records(filled("ask", "--json", "--source", "herald", WHO).out)
    assert CAPTAIN in record["answer"]
    batch = tmp_path / "batch.jsonl"
    batch.write_text(json.dumps({"id": 1, "question": WHO}), "utf-8")
    for words in (["--json", WHO], [WHO], ["--batch", str(batch)]):
        run = filled("ask", "--source", "Moon", *words)
        assert (run.code, run.out) == (2, "")
        assert "No outlet here is called Moon." in run.err


def test_a_filter_that_cannot_be_read_is_wrong_usage(filled: CommandLine) -> None:
    run = filled("ask", "Who sails? since:soon")
    assert (run.code, run.out) == (2, "")
    assert "since:soon" in run.err


@pytest.mark.parametrize("words", [["ask"], ["ask", "Who?", "--batch", "-"], ["ask", "--batch", "missing"]])
def test_asking_without_one_source_of_questions_is_wrong_usage(
    command: CommandLine, words: list[str]
) -> None:
    run = command(*words)
    assert (run.code, run.out) == (2, "")


@pytest.mark.parametrize("question", ["", " \n"])
def test_an_empty_question_is_wrong_usage(command: CommandLine, question: str) -> None:
    run = command("ask", question)
    assert (run.code, run.out) == (2, "")
    assert "the question is empty" in run.err


@pytest.mark.parametrize("words", [["ask", WHO], ["quotes"]])
@pytest.mark.parametrize("option", ["--since", "--until"])
@pytest.mark.parametrize("day", ["banana", "2025-02-30"])
def test_a_date_that_cannot_be_read_is_told_in_a_sentence(
    command: CommandLine, words: list[str], option: str, day: str
) -> None:
    run = command(*words, option, day)
    assert (run.code, run.out) == (2, "")
    assert f"'{option}': {day} is not a date I can read." in run.err
    assert "2025-03-14." in run.err
    assert "Value error" not in run.err


def test_a_batch_prints_only_json_and_keeps_the_order(filled: CommandLine, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    lines = [
        json.dumps({"id": 1, "question": WHO}),
        "not json",
        json.dumps({"id": "b", "question": "Otters?"}),
    ]
    batch.write_text("\n".join(lines), "utf-8")
    run = filled("ask", "--batch", str(batch))
    first, bad, last = records(run.out)
    assert run.code == 0
    assert (first["id"], bad["id"], last["id"]) == (1, None, "b")
    assert CAPTAIN in first["answer"]
    assert bad["error"] == "line 2 is not JSON"


def test_a_batch_may_come_from_standard_input(filled: CommandLine) -> None:
    run = filled("ask", "--batch", "-", stdin=json.dumps({"id": 7, "question": WHO}).encode())
    (record,) = records(run.out)
    assert (record["id"], record["found"]) == (7, True)


@pytest.mark.parametrize("question", [WHO, "Who said that otters are back?"])
def test_asking_in_a_home_without_articles_says_that_there_are_none(
    filled: CommandLine, tmp_path: Path, question: str
) -> None:
    elsewhere = ["--home", str(tmp_path / "typo")]
    run = filled("ask", question, *elsewhere)
    assert (run.code, run.out, run.err) == (0, EMPTY_COLLECTION + "\n", "")
    line = json.dumps({"id": 7, "question": question}).encode()
    for words in (["--json", question], ["--batch", "-"]):
        run = filled("ask", *words, *elsewhere, stdin=line)
        (record,) = records(run.out)
        assert (run.code, record["found"], record["passages"]) == (0, False, [])
        assert run.err == EMPTY_COLLECTION + "\n"
    assert filled("ask", "--json", question).err == ""


def test_articles_are_listed_newest_first(filled: CommandLine) -> None:
    assert list(ids(filled)) == ["Otters return", "Petrel to sail at dawn"]


def test_an_article_is_shown_with_its_text(filled: CommandLine) -> None:
    run = filled("articles", "show", ids(filled)["Petrel to sail at dawn"])
    assert run.code == 0
    assert CAPTAIN in run.out
    assert "Harbour Herald" in run.out


@pytest.mark.parametrize("verb", ["show", "remove", "restore"])
def test_an_unknown_id_fails(filled: CommandLine, verb: str) -> None:
    run = filled("articles", verb, "unknown")
    assert (run.code, run.out) == (1, "")
    assert run.err


def test_a_removed_article_stays_away_until_it_is_restored(filled: CommandLine, articles: Path) -> None:
    ferry = ids(filled)["Petrel to sail at dawn"]
    assert "Removed 1 article." in filled("articles", "remove", ferry).err
    assert "1 removed before and left out" in filled("ingest", str(articles)).err
    assert filled("articles", "show", ferry).code == 1
    assert "1 removed article may come in again." in filled("articles", "restore", ferry).err
    assert "1 added" in filled("ingest", str(articles)).err
    assert CAPTAIN in filled("ask", WHO).out


def test_removing_without_saying_what_is_wrong_usage(filled: CommandLine) -> None:
    assert filled("articles", "remove").code == 2


@pytest.mark.parametrize("words", [["ask", WHO], ["chat"]])
def test_a_home_whose_word_index_cannot_be_made_is_told_in_one_sentence(
    filled: CommandLine, tmp_path: Path, words: list[str]
) -> None:
    (tmp_path / "home" / "words").write_text("in the way", "utf-8")
    run = filled(*words)
    assert (run.code, run.out) == (1, "")
    assert run.err.startswith(f"The word index in {tmp_path / 'home' / 'words'}")
    assert run.err.endswith("choose another home with --home.\n")
    assert len(run.err.splitlines()) == 1


def test_the_status_counts_articles_by_collection(filled: CommandLine) -> None:
    run = filled("status")
    assert run.code == 0
    assert "articles     2" in run.out
    assert "2025-03-04 to 2025-03-05" in run.out


@pytest.mark.parametrize(
    ("name", "value"),
    [("NEWSDESK_THRESHOLD", "much"), ("NEWSDESK_ACCESS", "all"), ("NEWSDESK_TOKEN", "1")],
)
def test_a_wrong_setting_is_told_in_one_sentence(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    run = command("status")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(name)
    assert len(run.err.strip().splitlines()) == 1


def test_the_sample_leaves_when_somebodys_own_articles_come(command: CommandLine, articles: Path) -> None:
    assert command("chat", stdin=b"").code == 0
    assert f"  {SAMPLE_COLLECTION}\n" in command("status").out
    run = command("ingest", str(articles))
    assert "The sample collection (" in run.err
    assert len(ids(command)) == 2
    command("chat", stdin=b"")
    assert len(ids(command)) == 2


def test_a_real_process_answers_piped_questions_line_by_line(tmp_path: Path) -> None:
    """The packaged model over one article of the sample, through the shell's own door."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment.pop(TOKEN_VARIABLE, None)

    def run(words: list[str], stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "run_bot.py"), *words, "--home", str(tmp_path / "home")],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=environment,
            timeout=120,
            check=False,
        )

    taken = run(["ingest", str(SAMPLE / "2024-12-03-lantern-bridge-closed.md")])
    assert (taken.returncode, taken.stdout) == (0, ""), taken.stderr
    talk = run(["chat"], "At what time was the bridge closed?\n\nhello\n")
    assert talk.returncode == 0, talk.stderr
    assert "Traceback" not in talk.stderr
    question, greeting = talk.stdout.index("> At what time"), talk.stdout.index("> hello")
    assert "21:40" in talk.stdout[question:greeting]


def test_a_home_written_before_the_command_is_that_of_the_command(
    filled: CommandLine, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    for words in (["status"], ["feeds", "list"], ["articles", "list"]):
        assert filled("--home", str(elsewhere), *words).code == 0
    assert f"home         {elsewhere}" in filled("--home", str(elsewhere), "status").out


def test_a_preview_of_subscriptions_takes_the_levels_by_the_names_that_the_bot_has_for_them(
    command: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "ferry.md").write_text(FERRY, "utf-8")
    assert command("ingest", "ferry.md").code == 0
    (tmp_path / "wanted.jsonl").write_text('{"id": 1, "text": "mentions of Petrel"}\n', "utf-8")
    for level in ("wide", "medium", "middle", "Strict"):
        run = command("alerts", "--preview", "wanted.jsonl", "--strictness", level)
        assert (run.code, json.loads(run.out)["reason"]) == (0, "it names Petrel")
    refused = command("alerts", "--preview", "wanted.jsonl", "--strictness", "loose")
    assert refused.code == 2
    assert "wide, medium or strict" in refused.err
