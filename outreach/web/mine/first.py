"""Whether what is on record of somebody came with this very ticket, or was known to the city before.

Whoever knows somebody's name and phone number can sign her up on the web. The ticket that he gets so must tell him
nothing of her that he did not type himself, and turn the news of her other classes to nobody.
"""

from datetime import timedelta

from outreach import registration
from outreach.registration import Registration, merging

# Record and registration are made in one transaction, which may have waited for the class.
TOGETHER = timedelta(minutes=1)


async def is_first(found: Registration) -> bool:
    """Whether her record was made with this ticket, or with the one from which it was moved, or not on the web.

    Never where two records became one: then it is not known which of them this ticket made.
    """
    if found.channel != "web":
        return True
    if await merging.merges_of(found.city_id, found.participant_id):
        return False
    start = await registration.moved_from(found)
    waited = start.at - found.participant.created_at
    earlier = Registration.filter(participant_id=found.participant_id, id__lt=start.id)
    return timedelta(0) <= waited <= TOGETHER and not await earlier.exists()


async def name_shown(found: Registration) -> str:
    """Her name as it is on record, or only its reading where somebody else may have typed the rest."""
    return found.participant.name if await is_first(found) else found.participant.kana
