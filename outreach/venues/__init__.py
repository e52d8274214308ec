"""Community centres: where they are, when they are open, and which rooms they have."""

from outreach.venues.access import access_words, clean_access
from outreach.venues.asking import clean_opening
from outreach.venues.closing import add_closure, close_centre, close_room, closures_of, remove_closure
from outreach.venues.facts import clean_centre, clean_closure, clean_move, clean_room
from outreach.venues.finding import find, of_city
from outreach.venues.keeping import add_centre, change_centre, delete_centre, set_access, set_opening, set_ways
from outreach.venues.moving import Place, address_on, move_centre, moves, recall
from outreach.venues.opening import Day, day_of, opening_words, unusual
from outreach.venues.rooms import add_room, change_room, delete_room
from outreach.venues.rows import EQUIPMENT, Centre, Closure, FormerAddress, Room
from outreach.venues.ways import WAYS, clean_ways, is_exact, way

__all__ = [
    "EQUIPMENT",
    "WAYS",
    "Centre",
    "Closure",
    "Day",
    "FormerAddress",
    "Place",
    "Room",
    "access_words",
    "add_centre",
    "add_closure",
    "add_room",
    "address_on",
    "change_centre",
    "change_room",
    "clean_access",
    "clean_centre",
    "clean_closure",
    "clean_move",
    "clean_opening",
    "clean_room",
    "clean_ways",
    "close_centre",
    "close_room",
    "closures_of",
    "day_of",
    "delete_centre",
    "delete_room",
    "find",
    "is_exact",
    "move_centre",
    "moves",
    "of_city",
    "opening_words",
    "recall",
    "remove_closure",
    "set_access",
    "set_opening",
    "set_ways",
    "unusual",
    "way",
]
