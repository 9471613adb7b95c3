"""The sender alone in a process of its own, for tests that kill it: home, token and address of the Bot API
are its arguments."""

import asyncio
import sys
from pathlib import Path

from telegram.ext import ApplicationBuilder

from bot.governor import Governor
from bot.notify import Notifier, Pauses
from data.store import Store


async def _send(home: Path, token: str, address: str) -> None:
    governor = Governor()
    application = ApplicationBuilder().token(token).base_url(f"{address}/bot").rate_limiter(governor).build()
    async with application.bot:
        pauses = Pauses(refusal=0.05, silence=0.05, outage=0.05, longest=0.2)
        await Notifier(Store(home), application.bot, governor, pauses=pauses).run()


if __name__ == "__main__":
    asyncio.run(_send(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
