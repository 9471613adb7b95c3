"""Everything an operator can set, read once by the entry points.

Values come from the environment, then `.env` in the working directory, then `newsdesk.toml` in the home
folder, then the defaults below. docs/settings.md explains each in a sentence.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from data.errors import NewsdeskError

DEFAULT_HOME = Path("data/state")
PREFIX = "NEWSDESK_"
TOKEN_VARIABLE = "TELEGRAM_BOT_TOKEN"
TOML_NAME = "newsdesk.toml"


def _not_a_truth_value(value: object) -> object:
    """TOML has truth values, and to Python `true` is the number 1: an administrator, a threshold."""
    if isinstance(value, bool):
        raise PydanticCustomError("number", "Input should be a number")
    return value


Id = Annotated[int, BeforeValidator(_not_a_truth_value)]
Ids = Annotated[tuple[Id, ...], NoDecode]


def _language_code(value: str) -> str:
    if not re.fullmatch("[a-z]{2}", value):
        raise PydanticCustomError("language", "Input should be two small letters, such as en or de")
    return value


Languages = Annotated[tuple[Annotated[str, AfterValidator(_language_code)], ...], NoDecode]


class SettingsError(NewsdeskError):
    """A setting has a value that cannot be used. The message names it and says what it should be."""

    exit_code = 2


class Settings(BaseSettings):
    """One field a setting; `NEWSDESK_<NAME>` in the environment, `<name>` in the TOML file."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    home: Path = Field(DEFAULT_HOME, description="Folder where the database and the indexes live.")
    telegram_bot_token: SecretStr | None = Field(
        None, validation_alias=TOKEN_VARIABLE, description="The bot's token from @BotFather."
    )
    telegram_api: AnyHttpUrl = Field(
        AnyHttpUrl("https://api.telegram.org"), description="Where the Bot API lives, without /bot."
    )
    administrators: Ids = Field((), description="Telegram ids of the people who may manage the bot.")
    access: Literal["open", "allow-list"] = Field("open", description="Who may use the bot.")
    allowed: Ids = Field((), description="Telegram ids that an allow-list lets in, people or groups.")
    model: str = Field(
        "", description="A sentence-transformers model name or folder; empty: the packaged one."
    )
    model_languages: Languages = Field(
        ("en",), description="ISO 639-1 codes of the languages the model serves."
    )
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto", description="Arithmetic of the embedding model; auto: bfloat16 where the processor has it."
    )
    reading_model: str = Field(
        "",
        description="An extractive question answering model, name or folder; empty: the shipped one; none.",
    )
    threshold: Annotated[float, BeforeValidator(_not_a_truth_value)] = Field(
        0.5, ge=0.0, le=1.0, description="Confidence under which the bot says that it found no answer."
    )
    allow_private_addresses: bool = Field(
        False, description="Whether pages may be fetched from private and loopback addresses."
    )
    feed_minutes: Annotated[int, BeforeValidator(_not_a_truth_value)] = Field(
        15, ge=1, le=10_080, description="Minutes between two readings of a feed."
    )
    contact: str = Field(
        "", max_length=200, description="Address or page by which owners of read sites can reach you."
    )
    watched_folder: Path | None = Field(
        None, description="Folder whose new files the bot takes in by itself."
    )
    max_file_mb: Annotated[int, BeforeValidator(_not_a_truth_value)] = Field(
        50, ge=1, le=2048, description="Files larger than this many MiB are skipped."
    )

    @property
    def user_agent(self) -> str:
        """Who we say we are to the sites we read."""
        who = "+article reader" if not self.contact else f"+{self.contact}"
        return f"Newsdesk/0.1 ({who})"

    @field_validator("contact")
    @classmethod
    def _fit_for_a_header(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()) or set(value) & set("()"):
            raise ValueError("may hold ASCII characters only, and no parentheses")
        return value

    @field_validator("administrators", "allowed", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        return _split(value)

    @field_validator("model_languages", mode="before")
    @classmethod
    def _split_words(cls, value: object) -> object:
        return _split(value)


_TOML_NAMES = frozenset(Settings.model_fields) - {"home", "telegram_bot_token"}


def read_settings(home: Path | None = None) -> Settings:
    """All settings, validated. `home` (from the command line) wins over every other source of it.

    Raises SettingsError with one line for each wrong setting.
    """
    environment = {**_env_file(Path(".env")), **os.environ}
    _refuse_unknown_names(environment)
    where = _expanded(home or Path(environment.get(f"{PREFIX}HOME") or DEFAULT_HOME))
    toml = _toml_file(where / TOML_NAME)

    class HomeSettings(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            """Environment before `.env` before the home's TOML file."""
            return init_settings, env_settings, dotenv_settings, InitSettingsSource(settings_cls, toml)

    try:
        return HomeSettings(home=where)
    except ValidationError as error:
        lines = [_explain(detail, environment, where / TOML_NAME) for detail in error.errors()]
        raise SettingsError("\n".join(lines)) from None


def _env_file(path: Path) -> dict[str, str | None]:
    """The variables of `.env`. A line that is none is refused without being shown: it may hold the token."""
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8") as stream:
            bindings = list(parse_stream(stream))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from None
    for binding in bindings:
        if binding.error:
            raise SettingsError(f"{path} cannot be read at line {binding.original.line}. Write NAME=value.")
    return dict(dotenv_values(path))


def _expanded(home: Path) -> Path:
    """`~` meant as in a shell, which does not see what stands in `.env` or after `--home=`."""
    try:
        return home.expanduser()
    except RuntimeError:
        raise SettingsError(f"The home {home} begins with ~, and there is no such user.") from None


def _toml_file(path: Path) -> dict[str, Any]:
    """What the TOML file sets; its first character may be the byte order mark that some editors write."""
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read as TOML: {error}") from None
    for name in sorted(values.keys() - _TOML_NAMES):
        raise SettingsError(f"{path} sets {name}. Settings there are: {', '.join(sorted(_TOML_NAMES))}.")
    return values


def _split(value: object) -> object:
    """A comma-separated string as a list; a list or a single number (from TOML) as a list too."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [value] if isinstance(value, int) else value


def _refuse_unknown_names(environment: Mapping[str, str | None]) -> None:
    """A misspelt variable would be ignored in silence, and a misspelt access rule would open the bot."""
    known = {PREFIX + name.upper() for name in Settings.model_fields if name != "telegram_bot_token"}
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            raise SettingsError(f"{name} is not a setting. The settings are: {', '.join(sorted(known))}.")


def _explain(detail: ErrorDetails, environment: Mapping[str, str | None], toml: Path) -> str:
    """What is wrong with a value, named as it is where it was set."""
    name = str(detail["loc"][0]) if detail["loc"] else "settings"
    if name == TOKEN_VARIABLE:
        return f"{TOKEN_VARIABLE}: {detail['msg']}."
    variable = PREFIX + name.upper()
    where = variable if variable in environment else f"{name} in {toml}"
    return f"{where} is {detail['input']!r}. {detail['msg']}. {Settings.model_fields[name].description}"
