"""What is promised, and the two signatures by which a class counts."""

from datetime import date, datetime

from tortoise import fields
from tortoise.models import Model

from outreach.cities import City
from outreach.courses import Course
from outreach.db import UtcDatetimeField
from outreach.lessons import Lesson

UNITS = ("classes", "attendances", "people")


class Plan(Model):
    """A city's plan with its period, both days included."""

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    key = fields.CharField(max_length=40)
    name: dict[str, str] = fields.JSONField()
    starts: date = fields.DateField()
    ends: date = fields.DateField()
    source = fields.TextField(default="")
    is_sample = fields.BooleanField(default=False)

    goals: fields.ReverseRelation["Goal"]

    class Meta:
        table = "plans"
        unique_together = (("city", "key"),)


class Goal(Model):
    """What a plan promises: ``unit`` is one of UNITS; no ``target`` where the plan sets none.

    ``attendances`` (延べ人数) count who comes twice twice, ``people`` (実人数) once.
    """

    id = fields.IntField(primary_key=True)
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "outreach.Plan", related_name="goals", on_delete=fields.RESTRICT
    )
    plan_id: int
    key = fields.CharField(max_length=40)
    name: dict[str, str] = fields.JSONField()
    unit = fields.CharField(max_length=12)
    target: int | None = fields.IntField(null=True)

    class Meta:
        table = "goals"
        unique_together = (("plan", "key"),)


class GoalCourse(Model):
    """A goal names the courses that it counts."""

    id = fields.IntField(primary_key=True)
    goal: fields.ForeignKeyRelation[Goal] = fields.ForeignKeyField("outreach.Goal", on_delete=fields.RESTRICT)
    goal_id: int
    course: fields.ForeignKeyRelation[Course] = fields.ForeignKeyField("outreach.Course", on_delete=fields.RESTRICT)
    course_id: int

    class Meta:
        table = "goal_courses"
        unique_together = (("goal", "course"),)


class Report(Model):
    """A class was held or was not, as its instructor says. A partial unique index keeps one standing report."""

    id = fields.IntField(primary_key=True)
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField("outreach.Lesson", on_delete=fields.RESTRICT)
    lesson_id: int
    held = fields.BooleanField()
    attendance = fields.IntField()
    note = fields.CharField(max_length=400, default="")
    by_account_id = fields.IntField()
    at: datetime = UtcDatetimeField()
    standing = fields.BooleanField(default=True)
    sent_back_by = fields.IntField(null=True)
    sent_back_at: datetime | None = UtcDatetimeField(null=True)
    sent_back_reason = fields.CharField(max_length=200, default="")

    confirmation: "fields.BackwardOneToOneRelation[Confirmation]"

    class Meta:
        table = "reports"
        indexes = (("lesson_id", "standing"),)


class Confirmation(Model):
    """Another person says that a report is right: the second signature.

    ``alone`` where it is the same person: her city has set its rule to one signature.
    """

    id = fields.IntField(primary_key=True)
    report: fields.OneToOneRelation[Report] = fields.OneToOneField(
        "outreach.Report", related_name="confirmation", on_delete=fields.RESTRICT
    )
    report_id: int
    by_account_id = fields.IntField()
    at: datetime = UtcDatetimeField()
    alone = fields.BooleanField(default=False)

    class Meta:
        table = "confirmations"
