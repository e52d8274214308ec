"""The licences under which a city may publish; the installation's setting names one of them."""

from dataclasses import dataclass

from outreach.cities import City


@dataclass(frozen=True, slots=True)
class Licence:
    """Its short name, as lists give it, and the address of its text."""

    name: str
    url: str


# PDL 1.0 is 公共データ利用規約（第1.0版）.
LICENCES = {
    "CC BY 4.0": Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.ja"),
    "CC0 1.0": Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/deed.ja"),
    "PDL 1.0": Licence("PDL 1.0", "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0"),
}


def credit(city: City) -> str:
    """The line that whoever uses the data writes beside it."""
    return f"出典：{city.name.get('ja', '')}"
