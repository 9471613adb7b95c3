"""Who may talk to the bot, pure."""

from data.settings import Settings


def is_admitted(settings: Settings, user_id: int | None, chat_id: int | None) -> bool:
    """Whether this person, or everybody in this chat, is let in. Administrators always are."""
    if settings.access == "open" or user_id in settings.administrators:
        return True
    return user_id in settings.allowed or chat_id in settings.allowed
