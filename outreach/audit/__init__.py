"""Who did what: rows that only ever grow, sealed afterwards into one chain."""

from outreach.audit.actor import PUBLIC, SYSTEM, Actor
from outreach.audit.chain import Fault, head, seal, verify
from outreach.audit.entries import AuditEntry, AuditSeal, record, record_all
from outreach.audit.reading import actions, newest, oldest_first, sealed

__all__ = [
    "PUBLIC",
    "SYSTEM",
    "Actor",
    "AuditEntry",
    "AuditSeal",
    "Fault",
    "actions",
    "head",
    "newest",
    "oldest_first",
    "record",
    "record_all",
    "seal",
    "sealed",
    "verify",
]
