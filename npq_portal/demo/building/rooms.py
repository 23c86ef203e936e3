"""Rooms for groups that meet at the same time."""

from sessions.models import Venue


def room_like(hall_id: int, slug: str) -> int:
    """A room like a hall, called by the number of the group whose address ends in it; made where it is missing."""
    hall = Venue.objects.get(pk=hall_id)
    room, _ = Venue.objects.get_or_create(
        name=f"{hall.name}, room {slug.rpartition('-')[2]}",
        defaults={"address": hall.address, "directions": hall.directions, "capacity": hall.capacity},
    )
    return room.pk
