"""Stable UUIDs for what has none of its own: derived from its name, the same for ever."""

import uuid

SPACE = uuid.UUID("6f2d1c64-5f0c-5d0e-9c39-0d5a3c7e5f10")


def key(*parts: object) -> str:
    """The UUIDv5 of a thing's path, e.g. key('taxonomy', 'speciality')."""
    return str(uuid.uuid5(SPACE, "/".join(str(part) for part in parts)))


def location(number: int) -> str:
    """The id of a place; it has no public id of its own."""
    return key("location", number)


def at_location(service: str, number: int) -> str:
    """The id of a service at a place."""
    return key("service_at_location", service, number)


def term(taxonomy: str, code: str) -> str:
    """The id of a term."""
    return key("taxonomy", taxonomy, code)
