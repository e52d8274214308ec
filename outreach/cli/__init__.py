"""The command line: each command is loaded only when it is called, so that help comes at once.

Exit codes: 0 done; 1 refused, or something is wrong with the installation; 2 the command was mistyped; 130 stopped
by Ctrl-C.
"""

from collections.abc import Sequence

from cyclopts import App, CycloptsError

from outreach.cli.trouble import sentence

DONE, WRONG, MISTYPED, STOPPED = 0, 1, 2, 130
_COMMANDS = {
    "demo": ("serving:demo", "Show a demo with both sample cities, in a database of its own."),
    "serve": ("serving:serve", "Serve the cities of this installation."),
    "migrate": ("preparing:migrate", "Bring the database up to what this program expects."),
    "seed": ("preparing:seed", "Add the sample cities, or one of them; safe to repeat."),
    "export": ("exchange:export", "Write a city's data into a folder of files."),
    "import": ("exchange:bring_in", "Add a city from a folder of files: all of it or nothing."),
    "backup": ("keeping:backup", "Copy the whole database while it serves, and try the copy."),
    "restore": ("keeping:restore", "Put a backup into the database."),
    "restored": ("restored:restored", "Write down that a backup was put back, and what the ledger lost by it."),
    "verify": ("looking:verify", "Check that counters, rules, the audit trail and the ledgers are whole."),
    "erase": ("erasing:erase", "Erase the personal data whose time is over, as the server does every night."),
    "erase-after": ("erasing:erase_after", "Set after how many days a city erases a kind of data."),
    "doctor": ("looking:doctor", "Say what is wrong with this installation."),
}
_USER_COMMANDS = {
    "create": ("users:create", "Make an account for a member of staff."),
    "reset": ("users:reset", "Give an account a new password; its sign-ins end."),
    "list": ("users:show", "Show the accounts of a city."),
    "off": ("users:off", "Switch an account off; its sign-ins end."),
}
_KEYS_COMMANDS = {
    "new": ("keys:new", "Make a file with a fresh key, for a new installation."),
    "rotate": ("keys:rotate", "Add a fresh key and seal everything anew under it, while the server serves."),
}
_CENTRES_COMMANDS = {
    "import": ("centres:bring_in", "Bring a list of centres in: all of it or nothing; safe to repeat."),
    "export": ("centres:export", "Write a city's centres into a file, to be published as open data."),
}
_MAIL_COMMANDS = {
    "bounced": ("mail:bounced", "Note that a mail came back: whoever it was to tell is called instead."),
}
_FILES_COMMANDS = {
    "show": ("files:show", "Show what goes out by which rule, when next, and how the last one went."),
    "make": ("files:make", "Make what is due now, as the server does by itself."),
}
_FURIGANA_COMMANDS = {
    "suggest": ("furigana:suggest", "Show which words of a text have a sure reading, and propose some for the rest."),
}
_LOTTERY_COMMANDS = {
    "verify": ("lottery:verify", "Draw the lots of a class again from what was published, and compare."),
    "show": ("lottery:show", "Show the draws of a city, or what is published about one."),
}


def _filled(app: App, commands: dict[str, tuple[str, str]]) -> App:
    for name, (place, help_) in commands.items():
        app.command(f"outreach.cli.{place}", name=name, help=help_)
    return app


def _program() -> App:
    app = _filled(App(name="outreach", help="Smartphone classes for everyone in town.", version=_version), _COMMANDS)
    app.command(_filled(App(name="user", help="The accounts of staff: create, reset, list, off."), _USER_COMMANDS))
    app.command(_filled(App(name="keys", help="The keys of what is kept sealed: new, rotate."), _KEYS_COMMANDS))
    app.command(_filled(App(name="centres", help="Lists of centres: import, export."), _CENTRES_COMMANDS))
    app.command(_filled(App(name="mail", help="Mails that came back: bounced."), _MAIL_COMMANDS))
    app.command(_filled(App(name="files", help="Files that go out by a rule: show, make."), _FILES_COMMANDS))
    app.command(_filled(App(name="furigana", help="Readings above kanji: suggest."), _FURIGANA_COMMANDS))
    app.command(_filled(App(name="lottery", help="Seats drawn by lot: verify, show."), _LOTTERY_COMMANDS))
    return app


def _version() -> str:
    from importlib.metadata import version

    return version("outreach")


def run(words: Sequence[str]) -> int:
    """Run one command line; returns its exit code. What may be expected to go wrong is one sentence on stderr."""
    try:
        result = _program()(words, exit_on_error=False, result_action="return_value")
    except CycloptsError:
        return MISTYPED
    except KeyboardInterrupt:
        return STOPPED
    except Exception as trouble:
        if (told := sentence(trouble)) is None:
            raise
        return _refused(told)
    return result if isinstance(result, int) else DONE


def _refused(told: str) -> int:
    import sys

    print(f"outreach: {told}", file=sys.stderr)
    return WRONG
