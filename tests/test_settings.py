"""Where settings come from, which source wins, and what is said of a wrong one."""

import re
from pathlib import Path

import pytest

from data.settings import Settings, SettingsError, read_settings

# Every setting: a right value as the environment writes it, another as TOML does, and what they mean.
EVERY = [
    ("access", "allow-list", '"open"', "allow-list", "open"),
    ("administrators", "1, 2,", "[3, -4]", (1, 2), (3, -4)),
    ("allowed", "-100123", "5", (-100123,), (5,)),
    ("allow_private_addresses", "yes", "false", True, False),
    ("contact", "desk@example.org", '"https://example.org"', "desk@example.org", "https://example.org"),
    ("feed_minutes", "30", "45", 30, 45),
    ("max_file_mb", "7", "8", 7, 8),
    ("model", "small", '"large"', "small", "large"),
    ("model_languages", "en,de", '["fr"]', ("en", "de"), ("fr",)),
    ("precision", "float32", '"bfloat16"', "float32", "bfloat16"),
    ("reading_model", "none", '"small"', "none", "small"),
    ("threshold", "0.25", "1", 0.25, 1.0),
    ("watched_folder", "/srv/in", '"/srv/new"', Path("/srv/in"), Path("/srv/new")),
]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory of one's own, no variables set; the home that is the default there."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NEWSDESK_{name.upper()}", raising=False)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    default = tmp_path / "data" / "state"
    default.mkdir(parents=True)
    return default


def write(path: Path, *lines: str) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def refusal() -> str:
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert refused.value.exit_code == 2
    return str(refused.value)


def test_without_any_source_the_defaults_stand() -> None:
    settings = read_settings()
    assert settings.home == Path("data/state")
    assert settings.telegram_bot_token is None
    assert str(settings.telegram_api) == "https://api.telegram.org/"
    assert (settings.access, settings.allowed, settings.administrators) == ("open", (), ())
    assert (settings.threshold, settings.max_file_mb, settings.model_languages) == (0.5, 50, ("en",))


@pytest.mark.parametrize(("name", "spelt", "toml", "first", "last"), EVERY)
def test_environment_goes_before_env_file_before_toml(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, spelt: str, toml: str, first: object, last: object
) -> None:
    variable = f"NEWSDESK_{name.upper()}"
    write(home / "newsdesk.toml", f"{name} = {toml}")
    assert getattr(read_settings(), name) == last
    write(Path(".env"), f'{variable}="{spelt}"')
    assert getattr(read_settings(), name) == first
    as_environment = ",".join(map(str, last)) if isinstance(last, tuple) else str(last)
    monkeypatch.setenv(variable, as_environment)
    assert getattr(read_settings(), name) == last


@pytest.mark.parametrize("contact", ["two\nlines", "Jürgen", "a (b)"])
def test_a_contact_that_would_break_a_header_is_refused(
    monkeypatch: pytest.MonkeyPatch, contact: str
) -> None:
    monkeypatch.setenv("NEWSDESK_CONTACT", contact)
    assert "may hold ASCII characters only, and no parentheses" in refusal()


def test_the_list_above_leaves_no_setting_out() -> None:
    apart = {"home", "telegram_bot_token", "telegram_api"}
    assert {name for name, *_ in EVERY} == set(Settings.model_fields) - apart


def test_the_home_comes_from_the_command_line_then_environment_then_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(Path(".env"), "NEWSDESK_HOME=from-file")
    assert read_settings().home == Path("from-file")
    monkeypatch.setenv("NEWSDESK_HOME", "from-environment")
    assert read_settings().home == Path("from-environment")
    given = tmp_path / "given"
    given.mkdir()
    write(given / "newsdesk.toml", "max_file_mb = 3")
    settings = read_settings(given)
    assert (settings.home, settings.max_file_mb) == (given, 3)


def test_a_tilde_in_the_home_is_the_users_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(Path(".env"), "NEWSDESK_HOME=~/archive")
    assert read_settings().home == tmp_path / "archive"
    assert read_settings(Path("~")).home == tmp_path
    with pytest.raises(
        SettingsError, match=r"The home ~nobody-here/x begins with ~, and there is no such user"
    ):
        read_settings(Path("~nobody-here/x"))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (
            "administrators = true",
            "administrators in data/state/newsdesk.toml is True. Input should be a number. Telegram ids",
        ),
        (
            "allowed = [5, true]",
            "allowed in data/state/newsdesk.toml is True. Input should be a number. Telegram ids",
        ),
        (
            "threshold = true",
            "threshold in data/state/newsdesk.toml is True. Input should be a number. Confidence",
        ),
        (
            "max_file_mb = false",
            "max_file_mb in data/state/newsdesk.toml is False. Input should be a number. Files",
        ),
        (
            "feed_minutes = true",
            "feed_minutes in data/state/newsdesk.toml is True. Input should be a number. Min",
        ),
    ],
)
def test_a_truth_value_is_no_number(home: Path, line: str, complaint: str) -> None:
    write(home / "newsdesk.toml", line)
    assert refusal().startswith(complaint)


def test_the_token_is_read_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    write(Path(".env"), "TELEGRAM_BOT_TOKEN=1:file")
    from_file = read_settings().telegram_bot_token
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "2:environment")
    settings = read_settings()
    assert from_file
    assert settings.telegram_bot_token
    assert from_file.get_secret_value() == "1:file"
    assert settings.telegram_bot_token.get_secret_value() == "2:environment"
    assert "2:environment" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("access", "closed", "Input should be 'open' or 'allow-list'. Who may use the bot."),
        ("administrators", "ann", "Input should be a valid integer"),
        ("allowed", "1,two", "Input should be a valid integer"),
        ("allow_private_addresses", "maybe", "Input should be a valid boolean"),
        ("max_file_mb", "0", "Input should be greater than or equal to 1. Files larger than this"),
        ("max_file_mb", "5000", "Input should be less than or equal to 2048"),
        ("max_file_mb", "many", "Input should be a valid integer"),
        ("model_languages", "en,english", "Input should be two small letters, such as en or de. ISO 639-1"),
        ("model_languages", "EN", "Input should be two small letters"),
        ("precision", "int8", "Input should be 'auto', 'float32' or 'bfloat16'"),
        ("telegram_api", "telegram", "Input should be a valid URL"),
        ("telegram_api", "ftp://example.org", "URL scheme should be 'http' or 'https'"),
        ("threshold", "", "Input should be a valid number"),
        ("threshold", "1.5", "Input should be less than or equal to 1. Confidence under which"),
        ("threshold", "-0.1", "Input should be greater than or equal to 0"),
        ("threshold", "nan", "Input should be"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_should_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, complaint: str
) -> None:
    monkeypatch.setenv(f"NEWSDESK_{name.upper()}", value)
    said = refusal()
    wrong = value.rpartition(",")[2]
    assert said.startswith(f"NEWSDESK_{name.upper()} is '{wrong}'. ")
    assert complaint in said
    assert "\n" not in said


def test_each_wrong_value_has_its_line(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("NEWSDESK_THRESHOLD", "high")
    write(Path(".env"), "NEWSDESK_ACCESS=closed")
    write(home / "newsdesk.toml", "max_file_mb = -1")
    assert [line.split(".")[0] for line in refusal().splitlines()] == [
        "NEWSDESK_ACCESS is 'closed'",
        "NEWSDESK_THRESHOLD is 'high'",
        "max_file_mb in data/state/newsdesk",
    ]


@pytest.mark.parametrize("name", ["NEWSDESK_ACESS", "NEWSDESK_", "NEWSDESK_TELEGRAM_BOT_TOKEN"])
def test_a_misspelt_variable_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    said = refusal()
    assert said.startswith(f"{name} is not a setting. The settings are: NEWSDESK_ACCESS, ")
    monkeypatch.delenv(name)
    write(Path(".env"), f"{name}=x")
    assert refusal() == said


def test_other_variables_are_nobodys_business(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSPAPER", "x")
    write(Path(".env"), "OTHER=y")
    assert read_settings().access == "open"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"access = open\n", r"newsdesk\.toml cannot be read as TOML: Invalid value \(at line 1"),
        (b"model = '\xff'\n", r"newsdesk\.toml cannot be read as TOML: 'utf-8' codec"),
        (b"acess = 'open'\n", r"newsdesk\.toml sets acess\. Settings there are: access, "),
        (b"telegram_bot_token = '1:x'\n", r"newsdesk\.toml sets telegram_bot_token\. Settings there are"),
        (b"home = '/elsewhere'\n", r"newsdesk\.toml sets home\. Settings there are"),
        (
            b"[access]\nopen = true\n",
            r"access in data/state/newsdesk\.toml is \{'open': True\}\. Input should be 'open'",
        ),
    ],
)
def test_a_toml_file_that_is_wrong_is_refused(home: Path, content: bytes, complaint: str) -> None:
    (home / "newsdesk.toml").write_bytes(content)
    assert re.search(complaint, refusal())


def test_a_folder_in_the_place_of_the_toml_file_is_refused(home: Path) -> None:
    (home / "newsdesk.toml").mkdir()
    assert "newsdesk.toml cannot be read as TOML" in refusal()


def test_a_toml_file_may_be_empty(home: Path) -> None:
    write(home / "newsdesk.toml", "# nothing yet")
    assert read_settings().access == "open"


def test_an_env_file_that_cannot_be_read_is_refused() -> None:
    Path(".env").write_bytes(b"NEWSDESK_MODEL=caf\xe9\n")
    assert refusal().startswith(".env cannot be read: 'utf-8' codec")


def test_a_line_of_the_env_file_that_sets_nothing_is_named_but_not_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    write(Path(".env"), "# ours", "NEWSDESK_MODEL=small", "= 'a secret")
    assert refusal() == ".env cannot be read at line 3. Write NAME=value."
    assert caplog.text == ""
    write(Path(".env"), "# ours", "", "export NEWSDESK_MODEL=small")
    assert read_settings().model == "small"


def test_a_toml_file_may_begin_with_a_byte_order_mark(home: Path) -> None:
    (home / "newsdesk.toml").write_bytes(b"\xef\xbb\xbfthreshold = 0.25\n")
    assert read_settings().threshold == 0.25
