"""The questions of the help and their answers, in the order in which they are read."""

from dataclasses import dataclass

from outreach.i18n import Phrase
from outreach.i18n import phrase as _


@dataclass(frozen=True, slots=True)
class Topic:
    """A question, its answers and further words under which it is found; ``steps``: the answers follow each other."""

    key: str
    audience: str
    question: Phrase
    answers: tuple[Phrase, ...]
    words: Phrase
    steps: bool = False


AUDIENCES = {
    "class": _("To come to a class"),
    "ticket": _("Tickets and changes"),
    "pages": _("About these pages"),
    "door": _("For volunteers at the door"),
}
_CANCEL = _("Please cancel, so that somebody else can have the seat. You can sign up again as long as seats are left.")
_FULL = _("All seats are taken. If you join the waiting list you get a number, and we call you when a seat is free.")
# The messages called words are for the search: what people may type, in any form of the word, with spaces between.
TOPICS = (
    Topic(
        "phone",
        "class",
        _("How do I sign up by telephone?"),
        (
            _("Call the number at the top of this page."),
            _("We name the days that are free, and you choose one."),
            _("You get a number of eight digits. Please write it down."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("telephone phone call say sign up"),
    ),
    Topic(
        "web",
        "class",
        _("How do I sign up on these pages?"),
        (
            _("Choose a class and fill in the form."),
            _("You need no account and no e-mail address. At the end you get a ticket with a number."),
            _("There is no time limit. Please take your time."),
            _("If something is wrong, the page says what. You can correct it."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("web internet online form sign up time limit"),
    ),
    Topic(
        "family",
        "class",
        _("Can I sign up for my mother or father?"),
        (
            _(
                "You can sign up for yourself, for somebody else such as your mother or father, "
                "or for two who come together."
            ),
            _("Write the name of the person who comes. The phone number may be yours."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("family parents mother father husband wife together two"),
    ),
    Topic(
        "bring",
        "class",
        _("What do I bring?"),
        (
            _("Bring your smartphone and your ticket, and your glasses if you use them."),
            _("The page of the class says what else you need."),
            _("If you have no smartphone, tell us when you sign up."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("bring take glasses charger borrow no smartphone"),
    ),
    Topic(
        "way",
        "class",
        _("How do I get there?"),
        (_("The page of each centre says how to come. It also opens the map of your phone."),),
        # translators: words for the search, with spaces between; no sentence
        _("way map bus walk car parking address wheelchair stairs"),
    ),
    Topic(
        "weather",
        "class",
        _("What if the place is closed, for example in a typhoon?"),
        (
            _("We tell everybody who has signed up."),
            _("The page of the class says it, too."),
            _("Do not go out in dangerous weather. Call us: we look for another day with you."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("typhoon snow rain earthquake weather closed cancelled"),
    ),
    Topic(
        "ticket",
        "ticket",
        _("What is a ticket?"),
        (
            _("A ticket is a page or a sheet of paper with a number of eight digits and a code."),
            _("At the door, show it or say the number."),
            _("A ticket on paper is as good as one on a phone."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("ticket code QR number door paper print"),
    ),
    Topic(
        "lost",
        "ticket",
        _("I have lost my ticket"),
        (
            _("Please come all the same. At the door we find you by your name."),
            _("Or call us: we tell you the number, or send you the ticket again."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("lost lose forget forgotten cannot find"),
    ),
    Topic(
        "cancel",
        "ticket",
        _("I cannot come"),
        (
            _("Please call us. Or open your ticket on these pages: there you can cancel or choose another day."),
            _CANCEL,
        ),
        # translators: words for the search, with spaces between; no sentence
        _("cancel change another day ill sick absent"),
    ),
    Topic(
        "full",
        "ticket",
        _("The class is full. What can I do?"),
        (
            _FULL,
            _("When a seat is free for you, we ask you whether you want it. Please come only then."),
            _("Please answer by the time that we tell you. After that the next person is asked."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("full waiting list wait offer seat free"),
    ),
    Topic(
        "draw",
        "ticket",
        _("What is a draw?"),
        (
            _("Everybody who signs up in time takes part, by phone, at the counter or on the web."),
            _(
                "If more people sign up than there are seats, the others get a number on the waiting list, "
                "in the order in which they were drawn."
            ),
            _("We tell everybody the result, by phone, by letter or by e-mail."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("draw lot lottery chance result"),
    ),
    Topic(
        "news",
        "ticket",
        _("How do you tell me when something changes?"),
        (
            _("We call you. If you gave us an e-mail address, we write to it."),
            _("If we cannot call you, we write a letter."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("news letter post mail e-mail call change"),
    ),
    Topic(
        "calendar",
        "pages",
        _("How do I put classes into my calendar?"),
        (
            _("Open the page of the class and look for “{heading}”.", heading=_("Put this class into my calendar")),
            _("You can also have all classes in your calendar."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("calendar reminder iPhone Google Outlook"),
    ),
    Topic(
        "letters",
        "pages",
        _("Can the letters be larger?"),
        (
            _("At the top of every page you can choose larger letters, other colours, furigana and your language."),
            _("Your choice stays until you change it. It also counts when you print."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("large letters size colours contrast dark furigana reading print"),
    ),
    Topic(
        "language",
        "pages",
        _("I do not speak much Japanese"),
        (
            _("Choose your language at the top of the page. There is easy Japanese, too."),
            _("Some texts of the city are in Japanese only."),
            _("If you cannot write kana, please call us: we sign you up."),
            _("Somebody who speaks Japanese may call for you."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("language foreign English translation kana interpreter"),
    ),
    Topic(
        "details",
        "pages",
        _("What happens to my details?"),
        (
            _(
                "Only to hold the class that you chose: to keep your seat, to call you when something changes, "
                "to welcome you at the door, and to count how many people came."
            ),
            _("When we no longer need them, they are erased."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("privacy personal data name address erase"),
    ),
    Topic(
        "words",
        "pages",
        _("I do not understand a word"),
        (_("The word list explains the words of these pages."),),
        # translators: words for the search, with spaces between; no sentence
        _("word meaning mean explain"),
    ),
    Topic(
        "door",
        "door",
        _("How do I help at the door?"),
        (
            _("Point your phone's camera at the code on the table or on the office's screen, and open the page."),
            _("Touch the class that you are there for."),
            _("Hold each ticket's code before the camera."),
            _("Green or yellow: come in. Red: ask a member of staff."),
            _("Touch “{first}”, then “{second}”.", first=_("More"), second=_("Finish for today")),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("volunteer door check in scan camera"),
        steps=True,
    ),
    Topic(
        "trouble",
        "door",
        _("No ticket, or it cannot be read?"),
        (
            _("Touch “{key}”: type the number on the paper list, or the 8 digits of the ticket.", key=_("By number")),
            _("Send nobody away. Ask a member of staff. They say yes? Touch “{key}”.", key=_("Let in all the same")),
            _("Nothing to install. Works without reception."),
        ),
        # translators: words for the search, with spaces between; no sentence
        _("volunteer number unreadable offline network battery"),
    ),
)
