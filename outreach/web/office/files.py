"""Files that go out by a rule: what goes where and when, how it went, and a file at once."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from starlette.responses import Response

from outreach import clock
from outreach.filing import deliveries, folders, kinds, schedules, wording
from outreach.filing.made import MEDIA
from outreach.filing.rows import FileDelivery, FileSchedule
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals
from outreach.web import mistakes
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

MOST = 50
LOOK_BACK = timedelta(days=30)
FIRST = {"every": "month", "day": "1", "weekday": "0", "hour": "9", "way": "folder", "form": "csv"}


async def files(visit: Visit) -> Response:
    """All schedules with their next and last file, and what went wrong; a fixed number of queries."""
    found, now = await schedules.of_city(visit.city.id), clock.now()
    return visit.render(
        "office/files.html",
        rows=found,
        newest=await deliveries.newest(visit.city.id),
        following={one.id: schedules.rule_of(one).following(now) for one in found if one.state == "active"},
        trouble=await deliveries.in_trouble(visit.city.id, now - LOOK_BACK),
        words=wording,
        lacks=_lacks(visit, found),
    )


def _lacks(visit: Visit, found: list[FileSchedule]) -> list[str]:
    """What the server or the city has not, though a schedule needs it: codes of wording."""
    ways = {one.way for one in found if one.state == "active"}
    lacks = {
        "no-root": "folder" in ways and visit.settings.files_folder is None,
        "no-server": "mail" in ways and not visit.settings.smtp_url,
        "no-sender": "mail" in ways and not visit.city.mail_from,
    }
    return [code for code, is_so in lacks.items() if is_so]


async def new_files(visit: Visit) -> Response:
    """A form for one more schedule, and what becomes of it."""
    if visit.request.method == "GET":
        return _form(visit, visit.blank(**FIRST))
    sheet = await visit.sheet()
    try:
        made = await schedules.add(visit.city, schedules.clean(sheet.values), by=visit.actor, key=sheet.key)
    except (Refusal, Refusals) as refused:
        return _form(visit, sheet.refused(refused), status=422)
    return visit.go("office:file_schedule", schedule_id=made.id)


def _form(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    return visit.render(
        "office/new_files.html",
        status=status,
        sheet=sheet,
        kinds=kinds.KINDS,
        forms_of_files=kinds.FORMS,
        weekdays=wording.WEEKDAYS,
        has_root=visit.settings.files_folder is not None,
        has_mail=bool(visit.settings.smtp_url and visit.city.mail_from),
    )


async def _asked(visit: Visit) -> FileSchedule:
    found = await schedules.find(visit.city.id, visit.path("schedule_id"))
    if found is None:
        raise Mistake(404)
    return found


async def file_schedule(visit: Visit) -> Response:
    """One schedule: its rule, what it made, and what can be done with it."""
    return await _shown(visit, await _asked(visit), visit.blank())


async def _shown(visit: Visit, of: FileSchedule, sheet: Sheet, status: int = 200) -> Response:
    return visit.render(
        "office/file_schedule.html",
        status=status,
        sheet=sheet,
        schedule=of,
        words=wording,
        rows=await deliveries.of_schedule(of.id, MOST),
        most=MOST,
        following=schedules.rule_of(of).following(clock.now()) if of.state == "active" else None,
        lacks=_lacks(visit, [of]),
    )


async def make_file(visit: Visit) -> Response:
    """Have the file made now."""
    of, sheet = await _asked(visit), await visit.sheet()
    try:
        await deliveries.at_once(of, by=visit.actor, key=sheet.key)
    except Refusal as refusal:
        return await _shown(visit, of, sheet.refused(refusal).without_fields(), status=422)
    return visit.go("office:file_schedule", schedule_id=of.id, fragment="history")


async def _turned(visit: Visit, verb: Callable[..., Awaitable[None]]) -> Response:
    of = await _asked(visit)
    await verb(of, by=visit.actor)
    return visit.go("office:file_schedule", schedule_id=of.id)


async def pause_files(visit: Visit) -> Response:
    """Make none for a while."""
    return await _turned(visit, schedules.pause)


async def resume_files(visit: Visit) -> Response:
    """Go on."""
    return await _turned(visit, schedules.resume)


async def remove_files(visit: Visit) -> Response:
    """Make none any more; what was made stays."""
    await schedules.remove(await _asked(visit), by=visit.actor)
    return visit.go("office:files")


async def _delivery(visit: Visit) -> FileDelivery:
    found = await deliveries.find(visit.city.id, visit.path("delivery_id"))
    if found is None:
        raise Mistake(404)
    return found


async def deliver_again(visit: Visit) -> Response:
    """Try once more what was given up."""
    row = await _delivery(visit)
    await deliveries.again(row, visit.city.id, by=visit.actor)
    return visit.go("office:file_schedule", schedule_id=row.schedule_id, fragment="history")


def _read(path: Path, size: int) -> bytes:
    """The file, or nothing where it is gone, changed, or cannot be read."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size == size else b""
    except OSError:
        return b""


async def delivered_file(visit: Visit) -> Response:
    """A file that lies in a folder of this server, just as it was laid there."""
    row, root = await _delivery(visit), visit.settings.files_folder
    if row.schedule.way != "folder" or row.state != "done":
        raise Mistake(404)
    content = b""
    if root is not None:
        path = folders.place(root, visit.city.slug, row.schedule.folder) / row.file_name
        content = await asyncio.to_thread(_read, path, row.size)
    if hashlib.sha256(content).hexdigest() != row.digest:
        gone = _("This file no longer lies in its folder as it was laid there: it was moved, deleted or changed.")
        return mistakes.shown(visit.request, 404, gone)
    charset = "; charset=windows-31j" if row.schedule.form == "cp932" else ""
    headers = {
        "Content-Disposition": f'attachment; filename="{row.file_name}"',
        "Content-Type": "/".join(MEDIA[row.schedule.form]) + charset,
    }
    return Response(content, headers=headers)


entries: list[Entry] = [
    Entry("/files", files),
    Entry("/files/new", new_files, ("GET", "POST")),
    Entry("/files/{schedule_id:int}", file_schedule),
    Entry("/files/{schedule_id:int}/now", make_file, ("POST",)),
    Entry("/files/{schedule_id:int}/pause", pause_files, ("POST",)),
    Entry("/files/{schedule_id:int}/resume", resume_files, ("POST",)),
    Entry("/files/{schedule_id:int}/remove", remove_files, ("POST",)),
    Entry("/files/made/{delivery_id:int}/again", deliver_again, ("POST",)),
    Entry("/files/made/{delivery_id:int}/file", delivered_file),
]
