"""The questionnaire of a class and what was answered. An answer belongs to the class and to nobody in it."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from outreach.cities import City
from outreach.db import UtcDatetimeField
from outreach.lessons import Lesson


class Questionnaire(Model):
    """The questions of one class: ``code`` stands on the paper and opens them, ``version`` says which they are."""

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    lesson: fields.OneToOneRelation[Lesson] = fields.OneToOneField("outreach.Lesson", on_delete=fields.RESTRICT)
    lesson_id: int
    code = fields.CharField(max_length=8)
    version = fields.IntField()
    made_at: datetime = UtcDatetimeField()
    made_by = fields.CharField(max_length=40)

    class Meta:
        table = "questionnaires"
        unique_together = (("city", "code"),)


class QuestionnaireEntry(Model):
    """So many sheets of paper that a member of staff entered at once, and whether they were taken back."""

    id = fields.IntField(primary_key=True)
    questionnaire: fields.ForeignKeyRelation[Questionnaire] = fields.ForeignKeyField(
        "outreach.Questionnaire", on_delete=fields.RESTRICT
    )
    questionnaire_id: int
    sheets = fields.IntField()
    entered_at: datetime = UtcDatetimeField()
    entered_by = fields.CharField(max_length=40)
    taken_back_at: datetime | None = UtcDatetimeField(null=True)
    taken_back_by = fields.CharField(max_length=40, default="")

    class Meta:
        table = "questionnaire_entries"
        indexes = (("questionnaire_id",),)


class QuestionnaireSheet(Model):
    """What one person answered, until the questionnaire closes: answers by question, no time, no sender.

    ``entry`` is where it was entered from paper; without it, it came by the web.
    """

    id = fields.IntField(primary_key=True)
    questionnaire: fields.ForeignKeyRelation[Questionnaire] = fields.ForeignKeyField(
        "outreach.Questionnaire", on_delete=fields.RESTRICT
    )
    questionnaire_id: int
    entry: fields.ForeignKeyNullableRelation[QuestionnaireEntry] = fields.ForeignKeyField(
        "outreach.QuestionnaireEntry", null=True, on_delete=fields.RESTRICT
    )
    entry_id: int | None
    answers: dict[str, str] = fields.JSONField()

    class Meta:
        table = "questionnaire_sheets"
        indexes = (("questionnaire_id",), ("entry_id",))


class QuestionnaireCount(Model):
    """How often an answer was given in a class, once its questionnaire has closed and the sheets are gone.

    Without a question it counts the sheets: ``choice`` says whether they came by ``web`` or on ``paper``.
    """

    id = fields.IntField(primary_key=True)
    questionnaire: fields.ForeignKeyRelation[Questionnaire] = fields.ForeignKeyField(
        "outreach.Questionnaire", on_delete=fields.RESTRICT
    )
    questionnaire_id: int
    question = fields.CharField(max_length=16)
    choice = fields.CharField(max_length=16)
    number = fields.IntField()

    class Meta:
        table = "questionnaire_counts"
        unique_together = (("questionnaire", "question", "choice"),)
