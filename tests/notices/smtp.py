"""A real SMTP server in this process, which can be made to refuse, to be slow, and to hang up wherever it hurts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

# Where the server goes wrong; ``accepts`` nowhere. The last three have the whole message.
CLEAN = ("accepts", "greets_421", "silent", "hangs_up_at_once", "busy_rcpt", "no_such", "refuses_sender", "busy_data")
WITHIN = ("drops_within", "drops_at_end", "silent_at_end", "later_at_end", "refuses_at_end")
WAYS = (*CLEAN, *WITHIN)


@dataclass
class Post:
    """The server's state: how it behaves, what it took for delivery, how often it was called and fell silent."""

    port: int
    way: str = "accepts"
    taken: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    calls: int = 0
    held: int = 0
    served: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Its address, as OUTREACH_SMTP_URL holds it."""
        return f"smtp+plain://127.0.0.1:{self.port}"

    @property
    def messages(self) -> list[EmailMessage]:
        """What it took for delivery."""
        return [message_from_bytes(one, _class=EmailMessage, policy=default) for one in self.taken]

    def count(self, message_id: str) -> int:
        """How often it took this message."""
        return sum(str(one["Message-ID"]) == f"<{message_id}>" for one in self.messages)


@asynccontextmanager
async def post() -> AsyncIterator[Post]:
    """The server, on a free port of this machine."""
    made = Post(0)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        made.served.add(task)
        made.calls += 1
        try:
            await _Talk(made, made.way, reader, writer).whole()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            made.served.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in list(made.served):
            task.cancel()
        await asyncio.gather(*made.served, return_exceptions=True)
        await server.wait_closed()


@dataclass
class _Talk:
    """One connection; it behaves as the server did when it began."""

    post: Post
    way: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, line: str) -> None:
        self.writer.write(f"{line}\r\n".encode())
        await self.writer.drain()

    async def whole(self) -> None:
        match self.way:
            case "hangs_up_at_once":
                return
            case "silent":
                await self.reader.read()
                return
            case "greets_421":
                await self.say("421 too busy")
                return
        await self.say("220 post.example ESMTP")
        while line := (await self.reader.readline()).decode().strip():
            self.post.heard.append(line)
            if line.upper() == "DATA":
                if not await self.data():
                    return
            elif line.upper() == "QUIT":
                await self.say("221 bye")
                return
            else:
                await self.say(self.answer(line.upper()))

    def answer(self, line: str) -> str:
        if line.startswith("MAIL") and self.way == "refuses_sender":
            return "553 5.7.1 not your address"
        if line.startswith("RCPT") and self.way == "busy_rcpt":
            return "450 4.2.0 greylisted"
        if line.startswith("RCPT") and self.way == "no_such":
            return "550 5.1.1 no such user"
        return "250 fine"

    async def data(self) -> bool:
        """Take the message; False where the line is to be closed."""
        if self.way == "busy_data":
            await self.say("451 4.3.0 later")
            return True
        await self.say("354 go ahead")
        if self.way == "drops_within":
            await self.reader.read(100)
            self.writer.transport.abort()
            return False
        content = await self.reader.readuntil(b"\r\n.\r\n")
        if self.way in ("later_at_end", "refuses_at_end"):
            await self.say("451 4.3.0 later" if self.way == "later_at_end" else "554 5.6.0 looks like spam")
            return True
        self.post.taken.append(content[:-3].replace(b"\r\n..", b"\r\n."))
        if self.way == "drops_at_end":
            self.writer.transport.abort()
            return False
        if self.way == "silent_at_end":
            self.post.held += 1
            await self.reader.read()
            return False
        await self.say("250 2.0.0 taken")
        return True
