"""How an entry that an import may change differs from a row, and taking over the difference."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.directory.models import Contact, Coverage, Identifier, Organisation
from portal.vocabulary import STAGES

PLAIN = ("short_name", "kind", "about", "website", "year_founded")
MOST_CONTACTS = 40


def differences(one: Organisation, facts: Mapping[str, Any], *, keyed: bool) -> dict[str, Any]:
    """What the row says and the entry does not, by fields of the file; nothing is taken away.

    `keyed`: the row is known by its own key, so its name and place count as news as well.
    """
    found: dict[str, Any] = {
        key: facts[key] for key in PLAIN if facts[key] and facts[key] != getattr(one, key)
    }
    if keyed and facts["name"] != one.name:
        found["name"] = facts["name"]
    if keyed and facts["region"] != one.region_code:
        found["region"] = facts["region"]
    for key in ("specialities", "other_names"):
        if fresh := [value for value in facts[key] if value not in getattr(one, key)]:
            found[key] = fresh
    served = {row.region_code for row in one.coverage}
    if fresh := [code for code in facts["coverage"] if code not in served]:
        found["coverage"] = fresh
    held = {(row.kind, row.value) for row in one.contacts}
    for kind, value in facts["contacts"]:
        if (kind, value) not in held:
            found.setdefault(kind, []).append(value)
    schemes = {row.scheme for row in one.identifiers}
    for scheme, value, bare in facts["identifiers"]:
        if scheme not in schemes:
            found[scheme] = [value, bare]
    return found


def apply(
    one: Organisation,
    found: Mapping[str, Any],
    stages: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    """Write the differences; `stages`: speciality → stage. The caller holds the lock."""
    for key in PLAIN:
        if key in found:
            setattr(one, key, found[key])
    one.name = found.get("name", one.name)
    one.region_code = found.get("region", one.region_code)
    one.other_names = (*one.other_names, *found.get("other_names", ()))[:10]
    if "specialities" in found:
        specialise(one, (*one.specialities, *found["specialities"]), stages)
    fill(one, found)
    one.version += 1
    one.updated_at = now


def specialise(one: Organisation, codes: tuple[str, ...], stages: Mapping[str, str]) -> None:
    """Give an entry its specialities in the list's order, and the stages that follow from them."""
    one.specialities = tuple(code for code in stages if code in codes)
    held = {stages[code] for code in one.specialities}
    one.stages = tuple(stage for stage in STAGES if stage in held)


def fill(one: Organisation, found: Mapping[str, Any]) -> None:
    """Add coverage, contacts (seen by coordinators alone) and identifiers."""
    one.coverage += [Coverage(region_code=code) for code in found.get("coverage", ())]
    for kind in ("phone", "whatsapp", "email", "hotline"):
        for value in found.get(kind, ()):
            if len(one.contacts) < MOST_CONTACTS:
                one.contacts.append(Contact(kind=kind, value=value, visibility="coordinators"))
    for scheme in ("npwp", "nib", "ahu", "sk", "sipp"):
        if scheme in found:
            value, bare = found[scheme]
            one.identifiers.append(Identifier(scheme=scheme, value=value, bare=bare))


def everything(facts: Mapping[str, Any]) -> dict[str, Any]:
    """All that a row says, in the form in which `fill` takes it, for a new entry."""
    found: dict[str, Any] = {"coverage": facts["coverage"]}
    for kind, value in facts["contacts"]:
        found.setdefault(kind, []).append(value)
    return found | {scheme: [value, bare] for scheme, value, bare in facts["identifiers"]}
