# ruff: noqa: N999 - Tortoise names steps so
"""As at first."""

from importlib import import_module

Migration = import_module("tests.db.library.first.0001_initial").Migration
