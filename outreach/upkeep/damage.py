"""What upkeep found too damaged to go on with."""


class Damaged(RuntimeError):
    """A backup, a file or a database is not what it should be; nothing was changed."""
