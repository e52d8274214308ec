"""Files that go out by a rule: a report, open data, a sealed month, the ledger's end; to a folder or by mail."""
