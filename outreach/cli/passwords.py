"""Passwords come from the keyboard or from standard input: an argument would show among the processes."""

import sys
from getpass import getpass

from outreach.cli.trouble import Trouble


def asked(what: str, *, stdin: bool) -> str:
    """The password: one line of standard input, or typed twice without being shown."""
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Trouble("there is no keyboard to ask for the password; use --password-stdin")
    first = getpass(f"{what}: ")
    if getpass(f"{what}, again: ") != first:
        raise Trouble("the two passwords differ; nothing was changed")
    return first
