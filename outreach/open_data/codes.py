"""Numbers that carry a check digit: municipalities' codes and corporate numbers."""

import re

PREFECTURES = (
    *("北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県", "埼玉県"),
    *("千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県"),
    *("愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県"),
    *("広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県"),
    *("宮崎県", "鹿児島県", "沖縄県"),
)
_WEIGHTS = (6, 5, 4, 3, 2)


def check_digit(five: str) -> str:
    """The sixth digit of a 全国地方公共団体コード (Ministry of Internal Affairs: weights 6 to 2, 11 less the rest)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, five, strict=True))
    return str(11 - total % 11)[-1]


def is_code(six: str) -> bool:
    """Whether six digits are a municipality's code: a prefecture's number in front, the right digit behind."""
    if not re.fullmatch("[0-9]{6}", six):
        return False
    return 1 <= int(six[:2]) <= len(PREFECTURES) and check_digit(six[:5]) == six[5]


def prefecture(code: str) -> str:
    """The name of the prefecture that a municipality's code begins with."""
    return PREFECTURES[int(code[:2]) - 1]


def meant(digits: str) -> dict[str, str]:
    """Which codes four to six digits may stand for, each with what was lost: zero, check or zero-check."""
    match len(digits):
        case 6:
            tries = {"": digits}
        case 5:
            tries = {"zero": f"0{digits}", "check": _checked(digits)}
        case 4:
            tries = {"zero-check": _checked(f"0{digits}")}
        case _:
            tries = {}
    return {lost: code for lost, code in tries.items() if is_code(code)}


def _checked(five: str) -> str:
    return five + check_digit(five)


def is_corporate_number(digits: str) -> bool:
    """Whether 13 digits are a 法人番号 (its first digit is 9 less the weighted sum modulo 9)."""
    if not re.fullmatch("[0-9]{13}", digits):
        return False
    total = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(digits[1:])))
    return int(digits[0]) == 9 - total % 9
