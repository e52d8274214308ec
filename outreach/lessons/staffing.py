"""How many people a class needs who teach: the rule of the national programme (デジタル活用支援推進事業)."""

LEARNERS_EACH = 4


def wanted(capacity: int) -> int:
    """How many assistants a class needs beside its instructor.

    「受講者数4人につき講師又はアシスタントが1人以上必要」 (財務省 予算執行調査 R5-06): the instructor is one of them.
    """
    return max(0, -(-capacity // LEARNERS_EACH) - 1)


def missing(capacity: int, assistants: int) -> int:
    """How many assistants are still missing; 0 where there are enough. Volunteers do not count."""
    return max(0, wanted(capacity) - assistants)
