"""The ground that rows stand on: SQLite or PostgreSQL, and work that is done whole or not at all."""

from outreach.db import sql
from outreach.db.connect import connected
from outreach.db.dialects import Dialect, dialect
from outreach.db.moments import UtcDatetimeField
from outreach.db.prepared import Prepared
from outreach.db.work import unit_of_work

__all__ = ["Dialect", "Prepared", "UtcDatetimeField", "connected", "dialect", "sql", "unit_of_work"]
