"""How the tables came to be, step by step; run only by ``outreach.db.migrate``."""
