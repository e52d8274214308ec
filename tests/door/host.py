"""Phones at the door, driven from Python: the page's own JavaScript in node (phone_host.mjs), one line per command."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outreach import clock

SCRIPT = Path(__file__).with_name("phone_host.mjs")
Answer = dict[str, Any]
# Takes what a phone asks, returns the answer's status and body, or None where it is lost.
Server = Callable[[str, dict[str, Any]], tuple[int, Any] | None]


class Died(Exception):
    """The phone's page was killed in the middle of this."""


class NotDone(Exception):
    """The phone says that it could not do this; ``code`` is what its page is told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Ask:
    """A phone waits for the server's answer to this."""

    path: str
    body: Any


class Host:
    """One process of node with as many phones as a test wants."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(["node", str(SCRIPT)], stdin=pipe, stdout=pipe, text=True, bufsize=1)

    def tell(self, command: dict[str, Any]) -> Any:
        """The answer to one command; raises Died, NotDone, or AssertionError with what broke."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(command) + "\n")
        said = self.process.stdout.readline()
        assert said, "the phones' process has ended"
        answer = json.loads(said)
        if "broken" in answer:
            raise AssertionError(answer["broken"])
        if "died" in answer:
            raise Died
        if "error" in answer:
            raise NotDone(answer["error"])
        return Ask(**answer["ask"]) if "ask" in answer else answer["result"]

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@contextmanager
def hosted() -> Iterator[Host]:
    """A process of node, for as long as it is wanted."""
    host = Host()
    try:
        yield host
    finally:
        host.close()


@dataclass
class Phone:
    """One phone; ``now`` says the true time in milliseconds."""

    host: Host
    name: str
    now: Callable[[], int] = field(default=lambda: round(clock.now().timestamp() * 1000))

    def do(self, verb: str, **facts: Any) -> Any:
        """What came of it; an Ask where the phone waits for the server."""
        return self.host.tell({"phone": self.name, "do": verb, "t": self.now(), **facts})

    def tell(self, told: tuple[int, Any] | None, **facts: Any) -> Any:
        """Give the phone the server's answer, or None where it is lost."""
        said: dict[str, Any] = {"lost": True} if told is None else {"status": told[0], "body": told[1]}
        return self.do("answer", **said, **facts)

    def ask(self, server: Server, verb: str, **facts: Any) -> Any:
        """Do something for which the phone asks the server, until it needs nothing more."""
        came = self.do(verb, **facts)
        while isinstance(came, Ask):
            came = self.tell(server(came.path, came.body))
        return came

    def dump(self) -> dict[str, list[tuple[Any, Any]]]:
        """Everything in its storage: keys and values by store."""
        kept: dict[str, list[tuple[Any, Any]]] = self.do("dump")
        return kept

    def records(self) -> list[dict[str, Any]]:
        """Its log, record by record, with whether each one was acknowledged."""
        rows = [row for _seq, row in self.dump()["log"]]
        return [{**json.loads(row["body"]), "sent": row["sent"]} for row in rows]
