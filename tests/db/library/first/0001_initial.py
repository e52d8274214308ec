# ruff: noqa: N999 - Tortoise names steps so
"""The first step of the small library, as makemigrations wrote it, but that it forgets checks."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Shelf",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("room", fields.CharField(max_length=10)),
                ("label", fields.CharField(max_length=10)),
                ("code", fields.CharField(unique=True, max_length=10)),
                ("colour", fields.CharField(default="", max_length=10)),
                ("width", fields.IntField()),
            ],
            options={
                "table": "shelves",
                "app": "outreach",
                "unique_together": (("room", "label"),),
                "indexes": [Index(fields=["room", "width"]), Index(fields=["colour"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Book",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "shelf",
                    fields.ForeignKeyField(
                        "outreach.Shelf",
                        source_field="shelf_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=20)),
                ("lent", fields.BooleanField(default=False)),
            ],
            options={
                "table": "books",
                "app": "outreach",
                "indexes": [Index(fields=["title"]), Index(fields=["shelf_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.AddConstraint("Shelf", CheckConstraint(check="width > 0", name="wide_enough")),
    ]
