"""A phone's own JavaScript, asked from Python: one process of node answers line by line."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

HOST = Path(__file__).with_name("ticket_host.mjs")
# Two checks of the page's source, as they stand there and taken out.
LOW_S = ("s <= ORDER / 2n", "s < ORDER")
ONE_SPELLING = ("=> written(bytes) === text", "=> true")


class Phone:
    """The modules of the door's page, in node."""

    def __init__(self, to: IO[str], from_: IO[str]) -> None:
        self._to, self._from = to, from_

    def tell(self, **what: Any) -> None:
        """Ask something; the answer is heard later, while we do something else."""
        self._to.write(json.dumps(what) + "\n")
        self._to.flush()

    def hear(self) -> Any:
        """What the modules say to the line before."""
        return json.loads(self._from.readline())

    def ask(self, **what: Any) -> Any:
        """What the modules say to one line."""
        self.tell(**what)
        return self.hear()

    def read(
        self, texts: Sequence[str], city_id: int, keys: dict[str, str], loose: Sequence[tuple[str, str]] = ()
    ) -> list[Any]:
        """What the phone makes of each text: lesson, day, reference and key, or why it is no ticket."""
        more = {"loose": list(loose)} if loose else {}
        said: list[Any] = self.ask(texts=list(texts), cityId=city_id, keys=keys, **more)
        return said


@contextmanager
def phone() -> Iterator[Phone]:
    """A phone that is asked for a while."""
    command = ["node", str(HOST)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as node:
        assert node.stdin is not None
        assert node.stdout is not None
        yield Phone(node.stdin, node.stdout)
        node.stdin.close()
