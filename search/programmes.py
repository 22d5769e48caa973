"""What is indexed of a programme: an allow-list of its own, kept in the shape that engines know."""

from dataclasses import dataclass, fields
from datetime import date

from search.documents import OrganisationDocument

KIND = "programme"
"""The kind that all documents of programmes have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDocument:
    """One public programme as the engines know it.

    `id` is the public UUID as text. `owner_names` are the owner's name, short name and other
    names; never those of people. `stage` and `specialities` are codes, `speciality_labels` and
    `aliases` the words for them. `needs` describe the lines of what it needs, `need_kinds` are
    their codes. `places`, `regions` and `regions_whole` are as of organisations. `version` rises
    with every change of the programme or of its owner.
    """

    id: str
    slug: str
    title: str
    owner_names: tuple[str, ...]
    stage: str
    specialities: tuple[str, ...] = ()
    speciality_labels: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    need_kinds: tuple[str, ...] = ()
    summary: str = ""
    places: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    regions_whole: tuple[str, ...] = ()
    published_on: date | None = None
    version: int = 0


PROGRAMME_FIELDS = tuple(field.name for field in fields(ProgrammeDocument))
"""Every name of a programme's that may reach an engine."""


def as_document(one: ProgrammeDocument) -> OrganisationDocument:
    """A programme in the shape of what engines keep, so that both are found by the same rules.

    The title stands for the name, the owner's names for other names, what is needed for services
    and resources, the summary for the description; the day it was published orders by date.
    """
    return OrganisationDocument(
        id=one.id,
        slug=one.slug,
        name=one.title,
        kind=KIND,
        other_names=one.owner_names,
        specialities=one.specialities,
        speciality_labels=one.speciality_labels,
        aliases=one.aliases,
        services=one.needs,
        about=one.summary,
        stages=(one.stage,),
        places=one.places,
        regions=one.regions,
        regions_whole=one.regions_whole,
        resources=one.need_kinds,
        confirmed_on=one.published_on,
        version=one.version,
    )
