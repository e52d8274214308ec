# ruff: noqa: N999 - Tortoise names steps so
"""The second step of the small library, as makemigrations wrote it."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial")]

    initial = False

    operations = [
        ops.AlterField(
            model_name="Book",
            name="title",
            field=fields.CharField(max_length=200),
        ),
        ops.AddField(
            model_name="Book",
            name="year",
            field=fields.IntField(default=2000, db_default=2000),
        ),
        ops.RemoveIndex(
            model_name="Shelf",
            name=None,
            fields=["colour"],
        ),
        ops.AlterField(
            model_name="Shelf",
            name="label",
            field=fields.CharField(max_length=100),
        ),
        ops.RemoveField(model_name="Shelf", name="colour"),
    ]
