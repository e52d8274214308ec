// Subscribes to a feed as a calendar in a browser does: fetches it, parses it with ical.js, and prints its events as JSON.
// ical_reader.mjs ADDRESS
import ICAL from "ical.js";

ICAL.design.strict = true;
const answer = await fetch(process.argv[2]);
if (!answer.ok) throw new Error(`${answer.status}`);
const calendar = new ICAL.Component(ICAL.parse(await answer.text()));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const events = calendar.getAllSubcomponents("vevent").map((one) => {
  const event = new ICAL.Event(one);
  const start = event.startDate.toJSDate().toISOString();
  const end = event.endDate.toJSDate().toISOString();
  const status = one.getFirstPropertyValue("status");
  const { uid, summary: title, location: place, sequence } = event;
  return { uid, title, place, sequence, start, end, status, description: event.description };
});
const refresh = calendar.getFirstProperty("refresh-interval");
const head = { name: calendar.getFirstPropertyValue("name"), refresh: refresh.type, zones: calendar.getAllSubcomponents("vtimezone").length };
process.stdout.write(JSON.stringify({ head, events }));
