"""A city's folder becomes rows: the seeds of the demo, and what one city exports and another imports."""

from outreach.seeding.city import Seeded, plant
from outreach.seeding.folder import CityFolder, read

__all__ = ["CityFolder", "Seeded", "plant", "read"]
