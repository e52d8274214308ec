"""What each form needs so that there is something for it to do: a draft to publish, a seat to give up."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from typing import Any

from outreach import accounts, clock, drafts, goal, questionnaires, registration
from outreach.audit import SYSTEM
from outreach.checkin import DoorPhone, PaperEntry, invitations, paper, rosters
from outreach.checkin.ticks import read_ticks
from outreach.cities import City
from outreach.courses import Course, changing
from outreach.goal import statements
from outreach.helpers import Helper
from outreach.lessons import Lesson, shifts
from outreach.notices import LetterBatch
from outreach.open_data import ImportRun
from outreach.open_data import population as towns
from outreach.people import Participant
from outreach.questionnaires import entering
from outreach.registration import Registration, merging
from outreach.venues import Room
from tests import world
from tests.checkin.phone import Phone, at_door
from tests.matrix import Scene
from tests.web.ready import Ready, door_card, door_sheet, door_today, given_up, paused

AHEAD = 14


async def readied(name: str, at: Scene) -> Ready:
    """Make ready what the form of this route needs."""
    prepare = READIED.get(name)
    return await prepare(at) if prepare else Ready()


def _of(row: Registration) -> dict[str, str]:
    return {"registration_id": str(row.id), "token": row.token, "participant_id": str(row.participant_id)}


async def _person(at: Scene) -> Participant:
    return await world.person(at.city, name="阿部 ヨネ", kana="アベ ヨネ")


async def _ahead(at: Scene, **over: Any) -> Lesson:
    return await world.lesson(at.city, day=world.working_day(AHEAD), **over)


async def _seat(at: Scene) -> Ready:
    row = await world.seat(await _ahead(at), await _person(at))
    return Ready(_of(row))


async def _offered(at: Scene) -> Ready:
    lesson = await _ahead(at, capacity=1)
    first = await world.seat(lesson, await world.person(at.city, name="菅原 トメ", kana="スガワラ トメ"))
    row = await world.seat(lesson, await _person(at))
    await registration.cancel(first, by=SYSTEM)
    return Ready(_of(row))


async def _stranger(at: Scene) -> Ready:
    return Ready({"participant_id": str((await _person(at)).id)})


async def _move(at: Scene) -> Ready:
    row = await world.seat(await _ahead(at), await _person(at))
    other = await world.lesson(at.city, day=world.working_day(AHEAD + 7))
    return Ready(_of(row), {"lesson_id": str(other.id)})


async def _arriving(at: Scene) -> Ready:
    row = await world.seat(at.lesson, await _person(at))
    return Ready(_of(row), {"registration_id": str(row.id)})


async def _invited_by_code(at: Scene) -> Ready:
    lesson = await world.held_lesson(at.city)
    secret = await invitations.invite_screen(at.city.id, lesson.centre_id, lesson.day, by=SYSTEM)
    return Ready(fields={"secret": secret, "pin": "", "public_key": Phone().public_key})


async def _phone(at: Scene) -> tuple[Phone, Lesson, Registration]:
    lesson = await world.held_lesson(at.city)
    return await at_door(lesson), lesson, await world.seat(lesson, await _person(at))


def _enveloped(phone: Phone, purpose: str, message: str) -> Ready:
    return Ready(fields={name: str(value) for name, value in phone.envelope(purpose, message).items()})


async def _records(at: Scene) -> Ready:
    phone, _lesson, seat = await _phone(at)
    phone.scan(seat)
    return _enveloped(phone, "sync", phone.message())


async def _without_ticket(at: Scene) -> Ready:
    phone, lesson, _seat = await _phone(at)
    return _enveloped(phone, "find", json.dumps({"at": phone.now, "lesson": lesson.id, "typed": "アベ"}))


async def _walked_in(at: Scene) -> Ready:
    phone, lesson, _seat = await _phone(at)
    told = {"at": phone.now, "lesson": lesson.id, "event": "0" * 32, "name": "阿部 ヨネ"}
    return _enveloped(phone, "walk-in", json.dumps(told))


async def _draft(at: Scene) -> Ready:
    lesson = await _ahead(at, status="draft")
    return Ready({"lesson_id": str(lesson.id)})


async def _unreported(at: Scene) -> Ready:
    lesson = await world.held_lesson(at.city)
    return Ready({"lesson_id": str(lesson.id)})


async def _all_sent(at: Scene) -> Ready:
    """No phone of the door holds anything back."""
    await DoorPhone.filter(city_id=at.city.id).update(lost_at=clock.now(), lost_by="system", lost_reason="落とした")
    return Ready()


async def _ticked(at: Scene) -> Ready:
    lesson = await world.held_lesson(at.city)
    await world.seat(lesson, await _person(at))
    return Ready({"roster_id": str(await rosters.print_list(lesson, by=SYSTEM))})


async def _to_check(at: Scene) -> Ready:
    ready = await _ticked(at)
    number = int(ready.objects["roster_id"])
    other = await world.staff(at.city, "clerk", "reader")
    entry = await paper.enter(at.city.id, number, read_ticks("1"), 2, by=other)
    came = (await PaperEntry.get(id=entry)).came
    return Ready(ready.objects, {"entry_id": str(entry), "came": str(came[0])})


async def _retired(at: Scene) -> Ready:
    course = await Course.get(id=at.objects["course_id"])
    await changing.retire(course, by=SYSTEM)
    return Ready()


async def _several(at: Scene) -> Ready:
    lessons = [await _ahead(at), await world.lesson(at.city, day=world.working_day(AHEAD + 7))]
    return Ready(several={"lessons": [str(lesson.id) for lesson in lessons]})


async def _to_change(at: Scene) -> Ready:
    return Ready(fields={"ids": str((await _ahead(at)).id)})


async def _early_draft(at: Scene) -> Ready:
    return Ready(fields={"ids": str((await world.lesson(at.city, day=date(2027, 2, 1), status="draft")).id)})


async def _own_draft(at: Scene) -> Ready:
    by = await world.staff(at.city, "coordinator")
    await drafts.keep(by, "0123456789abcdef", {"name": "阿部 ヨネ"})
    return Ready(fields={"draft_id": str((await drafts.unfinished(by))[0].id)})


async def _mails(at: Scene) -> Ready:
    await City.filter(id=at.city.id).update(mail_from="desk@example.jp")
    return await _seat(at)


async def _taking(at: Scene) -> Ready:
    lesson = await _ahead(at, helpers_wanted=2)
    return Ready(fields={"lesson_id": str(lesson.id)})


async def _helped(at: Scene) -> Ready:
    lesson = await world.held_lesson(at.city)
    await Lesson.filter(id=lesson.id).update(ends_at=clock.now())
    shift = await shifts.take(lesson, await Helper.get(id=at.objects["helper_id"]), "assistant", by=SYSTEM)
    return Ready({"shift_id": str(shift.id)})


async def _another_helper(at: Scene) -> Ready:
    other = await world.helper(at.city, name="千葉 みのる", kana="チバ ミノル")
    return Ready({"lesson_id": str((await _ahead(at)).id)}, {"helper_id": str(other.id), "reason": "手伝いたい"})


async def _own_feed(at: Scene) -> Ready:
    await accounts.new_feed(by=await world.staff(at.city, "coordinator"))
    return Ready()


async def _empty_centre(at: Scene) -> Ready:
    empty = await world.centre(at.city, "empty", name={"ja": "空会館"}, kana="カラカイカン")
    room = await Room.get(centre_id=empty.id)
    return Ready({"centre_id": str(empty.id), "room_id": str(room.id)})


async def _table(at: Scene) -> Ready:
    run = await world.import_run(at.city)
    fields = {"meaning-0": "", "meaning-1": "name", "meaning-2": "phone", "list": "会館", "identity": "0"}
    return Ready({"run_id": str(run.id)}, fields)


async def _read(at: Scene) -> Ready:
    run = await ImportRun.get(id=at.objects["run_id"])
    return Ready(fields={"digest": str(run.report["digest"])})


async def _stuck(at: Scene) -> Ready:
    long_ago = clock.now() - timedelta(hours=1)
    await ImportRun.filter(id=at.objects["run_id"]).update(state="reading", touched_at=long_ago)
    return Ready()


async def _clerk(at: Scene) -> Ready:
    return Ready(role="clerk")


async def _coordinator(at: Scene) -> Ready:
    await world.account(at.city, "coordinator")
    return Ready()


async def _other_password(at: Scene) -> Ready:
    return Ready(fields={"old": world.PASSWORD})


async def _one_week(at: Scene) -> Ready:
    return Ready(fields={"since": str(at.lesson.day), "until": str(at.lesson.day)})


async def _two_people(at: Scene) -> Ready:
    kept = await _person(at)
    gone = await world.person(at.city, name="阿部 よね", kana="アベ ヨネ", phone="019-622-0001")
    return Ready({"participant_id": str(kept.id)}, {"gone_id": str(gone.id)})


async def _merged(at: Scene) -> Ready:
    ready = await _two_people(at)
    kept, gone = int(ready.objects["participant_id"]), int(ready.fields["gone_id"])
    made = await merging.merge(at.city.id, kept, gone, by=SYSTEM)
    return Ready(ready.objects, {"merge_id": str(made.id)})


async def _couple(at: Scene) -> Ready:
    lesson = await _ahead(at)
    other = await world.person(at.city, name="阿部 一郎", kana="アベ イチロウ")
    wish = registration.Wish(at.city.id, lesson.id, "phone")
    made = await registration.register_party(wish, [(await _person(at)).id, other.id], key="", by=SYSTEM)
    row = await registration.by_id(at.city.id, made[0])
    assert row is not None
    return Ready(_of(row))


async def _letter(at: Scene) -> Registration:
    """Somebody without a phone who wants her ticket by post."""
    who = await world.person(at.city, name="阿部 ヨネ", kana="アベ ヨネ", phone="", address="盛岡市内丸12-2")
    row = await world.seat(await _ahead(at), who)
    await Registration.filter(id=row.id).update(ticket_by="post")
    return row


async def _to_write(at: Scene) -> Ready:
    await _letter(at)
    return Ready()


async def _to_post(at: Scene) -> Ready:
    items = [[(await _letter(at)).id, "ticket", 0]]
    made = await LetterBatch.create(city_id=at.city.id, items=items, made_at=clock.now(), made_by="system")
    return Ready({"letters_id": str(made.id)})


async def _counted(at: Scene) -> Ready:
    waiting = await world.survey(at.city)
    return Ready({"survey_id": str(waiting.id)}, {"mark": towns.mark(waiting.content_hash, waiting.mapping)})


async def _confirmed(at: Scene) -> Ready:
    month = clock.today().replace(day=1)
    return Ready({"lesson_id": str((await world.counted(at.city, day=month - timedelta(days=1))).id)})


async def _to_correct(at: Scene) -> Ready:
    ready = await _confirmed(at)
    lesson = await Lesson.get(id=int(ready.objects["lesson_id"]))
    by = await world.staff(at.city, "coordinator", "second")
    number = await goal.correct(lesson, held=True, attendance=5, reason="数え直し", by=by)
    return Ready({"correction_id": str(number)})


async def _to_seal(at: Scene) -> Ready:
    month = await statements.next_month(at.city)
    assert month is not None
    return Ready(fields={"month": month.month, "digest": month.digest})


async def _unasked(at: Scene) -> Ready:
    return Ready({"lesson_id": str((await world.held_lesson(at.city)).id)})


async def _asked(at: Scene) -> Ready:
    """A class that has begun, its questionnaire, and one sheet of paper that was entered."""
    lesson = await world.held_lesson(at.city)
    one = await questionnaires.make(lesson, by=SYSTEM)
    sheets = entering.read("11111", questionnaires.questions())
    number = await entering.enter(one, sheets, by=SYSTEM, key="")
    return Ready({"lesson_id": str(lesson.id), "code": one.code, "entry_id": str(number)})


READIED: Mapping[str, Callable[[Scene], Awaitable[Ready]]] = {
    "signin:sign_in": _coordinator,
    "signin:sign_out": _clerk,
    "desk:questionnaire": _unasked,
    "desk:enter_sheets": _asked,
    "desk:take_back_sheets": _asked,
    "mine:answer_questions": _asked,
    "signin:password": _other_password,
    "desk:claim": _stranger,
    "desk:cancel": _seat,
    "desk:give_seat": _offered,
    "desk:letters": _to_write,
    "desk:posted": _to_post,
    "mine:cancel": _seat,
    "mine:take_offer": _offered,
    "mine:decline_offer": _offered,
    "mine:move": _move,
    "mine:change_mail": _mails,
    "door:check_in": _arriving,
    "door:join": _invited_by_code,
    "door:sync": _records,
    "door:find_name": _without_ticket,
    "door:walk_in_name": _walked_in,
    "desk:attendance": _ticked,
    "desk:attendance_check": _to_check,
    "desk:hold": _stranger,
    "desk:merge": _two_people,
    "desk:unmerge": _merged,
    "desk:decline": _offered,
    "desk:split": _couple,
    "desk:reissue": _seat,
    "desk:move": _move,
    "desk:answer": _offered,
    "office:copy_season": _one_week,
    "office:invite_phone": door_today,
    "office:door_paper": door_sheet,
    "office:answer_card": door_card,
    "office:publish": _draft,
    "office:drafts": _early_draft,
    "office:report": _unreported,
    "office:confirm": _all_sent,
    "office:correct": _confirmed,
    "office:confirm_correction": _to_correct,
    "office:drop_correction": _to_correct,
    "office:sign_month": _to_seal,
    "office:resume_files": paused,
    "office:deliver_again": given_up,
    "office:bring_back_course": _retired,
    "office:new_series": _several,
    "office:series": _several,
    "office:carry_out": _to_change,
    "desk:put_aside": _own_draft,
    "mine:take_shift": _taking,
    "office:correct_hours": _helped,
    "office:lesson_helpers": _another_helper,
    "office:end_feed": _own_feed,
    "office:delete_room": _empty_centre,
    "office:delete_centre": _empty_centre,
    "office:map_import": _table,
    "office:confirm_import": _read,
    "office:restart_import": _stuck,
    "office:save_survey": _counted,
}
