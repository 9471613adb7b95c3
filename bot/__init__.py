"""How we talk: the Telegram bot and the same conversation in a terminal."""
