"""What the tables keep themselves: an audit trail that only grows, one active registration, one standing arrival and report."""

from tortoise import migrations

from outreach.db.guards import ByCodePoint, OneWhere, OnlyGrows


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial")]
    operations = [
        OnlyGrows("audit_entries"),
        OnlyGrows("audit_seals", ("seq",), ("entry_id",)),
        OnlyGrows("erasures"),
        OnlyGrows("ledger_entries", ("id",), ("city_id", "seq")),
        OnlyGrows("month_signatures", ("id",), ("city_id", "month", "digest", "by_account_id")),
        OnlyGrows("statements", ("id",), ("city_id", "number"), ("city_id", "month")),
        OneWhere(
            "one_active_registration", "registrations", ("lesson_id", "participant_id"),
            "status IN ('confirmed', 'offered', 'held', 'waiting', 'applied')",
        ),
        OneWhere("one_standing_arrival", "arrivals", ("registration_id",), "standing"),
        OneWhere("one_standing_shift", "shifts", ("lesson_id", "helper_id"), "standing"),
        OneWhere("one_standing_report", "reports", ("lesson_id",), "standing"),
        OneWhere("one_open_correction", "corrections", ("report_id",), "settled = ''"),
        ByCodePoint("participants_by_kana", "participants", ("city_id", "kana_key"), usual=True),
        ByCodePoint("participants_by_name", "participants", ("city_id", "name")),
    ]
