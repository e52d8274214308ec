"""What is taught: a course, for residents or for the city's own staff."""

from tortoise import fields
from tortoise.models import Model

from outreach.cities import City
from outreach.departments import Department
from outreach.organisations import Organisation

AUDIENCES = ("residents", "staff")
KINDS = ("class", "consultation")
DEVICES = ("any", "android", "iphone")
LEVELS = ("", "basic", "advanced")


class Course(Model):
    """A course. Texts are per language; ``audience`` decides whether the public pages show its classes.

    A ``consultation`` (相談) is one-to-one: each of its slots is a lesson with one seat, and no goal ever counts it.
    ``retired`` courses are no longer planned.
    """

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    slug = fields.CharField(max_length=40)
    title: dict[str, str] = fields.JSONField()
    description: dict[str, str] = fields.JSONField()
    bring: dict[str, str] = fields.JSONField()
    level = fields.CharField(max_length=20, default="")
    device = fields.CharField(max_length=10, default="any")
    minutes = fields.IntField(default=90)
    kind = fields.CharField(max_length=12, default="class")
    audience = fields.CharField(max_length=10, default="residents")
    department: fields.ForeignKeyNullableRelation[Department] = fields.ForeignKeyField(
        "outreach.Department", null=True, on_delete=fields.RESTRICT
    )
    department_id: int | None
    retired = fields.BooleanField(default=False)
    source = fields.TextField(default="")
    is_sample = fields.BooleanField(default=False)

    cohosts: fields.ReverseRelation["Cohost"]

    class Meta:
        table = "courses"
        unique_together = (("city", "slug"),)


class Cohost(Model):
    """An organisation that holds a course together with the city (共催)."""

    id = fields.IntField(primary_key=True)
    course: fields.ForeignKeyRelation[Course] = fields.ForeignKeyField(
        "outreach.Course", related_name="cohosts", on_delete=fields.RESTRICT
    )
    course_id: int
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "outreach.Organisation", on_delete=fields.RESTRICT
    )
    organisation_id: int

    class Meta:
        table = "cohosts"
        unique_together = (("course", "organisation"),)
