"""What is kept of organisations: who they are, what they offer, where, and whom to ask."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Scope
from portal.db import Base, Key, Label, PublicId, public_id


class Speciality(Base, kw_only=True):
    """One entry of the list of specialities; its aliases feed search only."""

    __tablename__ = "speciality"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    stage: Mapped[str] = mapped_column(String(12))
    label_id: Mapped[str] = mapped_column(String(80))
    label_en: Mapped[str] = mapped_column(String(80))
    aliases: Mapped[tuple[str, ...]] = mapped_column(default=())
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(Boolean, default=False)


class Organisation(Base, kw_only=True):
    """Any registered party; donors are organisations too. See `rules.STATUSES` for its life.

    `social` holds addresses in their one form (see `social_rules`); `parent_id` is the body of
    which this one is a branch.

    Three dates are never mixed: `verified_on` (a coordinator decided), `confirmed_on` (the
    organisation said "still right") and `updated_at` (a save). `version` counts saves, so that
    a stale form is noticed. `handles_funds`: it takes money for its programmes; nothing means no.
    `merged_into_id` names the entry that goes on for a closed one.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft','submitted','changes_requested','rejected','verified','due',"
            "'stale','suspended','closed','unverified')",
            name="status",
        ),
        Index("ix_organisation_status_region_code", "status", "region_code"),
        # A row of a list that was imported is one entry, however often the list comes. An index
        # and no constraint, so that SQLite adds it without rebuilding the table.
        Index("uq_organisation_source_external_key", "source", "external_key", unique=True),
        Index("ix_organisation_website", "website"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    slug: Mapped[str | None] = mapped_column(String(120), unique=True, default=None)
    name: Mapped[Label]
    short_name: Mapped[str] = mapped_column(String(60), default="")
    other_names: Mapped[tuple[str, ...]] = mapped_column(default=())
    former_names: Mapped[tuple[str, ...]] = mapped_column(nullable=True, default=())
    acronyms: Mapped[tuple[str, ...]] = mapped_column(nullable=True, default=())
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(Text, default="")
    stages: Mapped[tuple[str, ...]] = mapped_column(default=())
    specialities: Mapped[tuple[str, ...]] = mapped_column(default=())
    languages: Mapped[tuple[str, ...]] = mapped_column(default=())
    website: Mapped[str] = mapped_column(String(300), default="")
    social: Mapped[tuple[str, ...]] = mapped_column(nullable=True, default=())
    year_founded: Mapped[int | None] = mapped_column(default=None)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    nationwide: Mapped[bool] = mapped_column(Boolean, default=False)
    runs_shelter: Mapped[bool | None] = mapped_column(Boolean, default=None)
    handles_funds: Mapped[bool | None] = mapped_column(Boolean, default=False)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    status: Mapped[str] = mapped_column(String(20), default="draft")
    status_before: Mapped[str | None] = mapped_column(String(20), default=None)
    verified_on: Mapped[date | None] = mapped_column(default=None)
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    confirmed_on: Mapped[date | None] = mapped_column(default=None)
    # The list that an imported entry came from, and its key there; None for all others.
    source: Mapped[str | None] = mapped_column(String(80), default=None)
    external_key: Mapped[str | None] = mapped_column(String(300), default=None)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    coverage: Mapped[list["Coverage"]] = relationship(
        default_factory=list,
        repr=False,
        cascade="all, delete-orphan",
        order_by="Coverage.region_code",
    )
    services: Mapped[list["Service"]] = relationship(
        default_factory=list, repr=False, cascade="all, delete-orphan", order_by="Service.id"
    )
    locations: Mapped[list["Location"]] = relationship(
        default_factory=list, repr=False, cascade="all, delete-orphan", order_by="Location.id"
    )
    contacts: Mapped[list["Contact"]] = relationship(
        default_factory=list, repr=False, cascade="all, delete-orphan", order_by="Contact.id"
    )
    people: Mapped[list["Person"]] = relationship(
        default_factory=list, repr=False, cascade="all, delete-orphan", order_by="Person.id"
    )
    identifiers: Mapped[list["Identifier"]] = relationship(
        default_factory=list, repr=False, cascade="all, delete-orphan", order_by="Identifier.id"
    )
    resources: Mapped[list["Resource"]] = relationship(
        default_factory=list, repr=False, cascade="all, delete-orphan", order_by="Resource.id"
    )

    @property
    def scope(self) -> Scope:
        """What rules need to know: it belongs to itself, in the region of its seat."""
        return Scope(owner=self.id, region=self.region_code)


class FormerSlug(Base, kw_only=True):
    """An address that an organisation once had; it redirects for ever and is never reused."""

    __tablename__ = "former_slug"

    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))


class Coverage(Base, kw_only=True):
    """A region that an organisation serves, with everything in it."""

    __tablename__ = "coverage"
    __table_args__ = (
        UniqueConstraint("organisation_id", "region_code"),
        Index("ix_coverage_region_code", "region_code"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), init=False)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))


class Service(Base, kw_only=True):
    """One thing it offers: for whom, when, at what cost, with how much room as of a date.

    Ages are whole years, both ends included; None leaves the end open. `regions` are codes inside
    the organisation's coverage; none means all of it. `hours` are as `hour_rules` writes them:
    'mon 08:00-16:00', on the clock of the place.
    """

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint("capacity IN ('accepting','limited','full','unknown')", name="capacity"),
        CheckConstraint("age_from IS NULL OR age_to IS NULL OR age_from <= age_to", name="ages"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), init=False, index=True
    )
    name: Mapped[Label]
    specialities: Mapped[tuple[str, ...]] = mapped_column(default=())
    sex: Mapped[tuple[str, ...]] = mapped_column(default=())
    age_from: Mapped[int | None] = mapped_column(default=None)
    age_to: Mapped[int | None] = mapped_column(default=None)
    disability: Mapped[bool] = mapped_column(Boolean, default=False)
    case_types: Mapped[tuple[str, ...]] = mapped_column(default=())
    cost: Mapped[Label] = mapped_column(default="")
    schedule: Mapped[Label] = mapped_column(default="")
    open_24h: Mapped[bool] = mapped_column(Boolean, default=False)
    takes_referrals: Mapped[bool] = mapped_column(Boolean, default=False)
    capacity: Mapped[str] = mapped_column(String(10), default="unknown")
    capacity_as_of: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(Text, default="")
    regions: Mapped[tuple[str, ...]] = mapped_column(nullable=True, default=())
    hours: Mapped[tuple[str, ...]] = mapped_column(nullable=True, default=())
    holidays: Mapped[str] = mapped_column(String(8), default="", server_default=text("''"))
    free: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    languages: Mapped[tuple[str, ...]] = mapped_column(nullable=True, default=())
    accessibility: Mapped[tuple[str, ...]] = mapped_column(nullable=True, default=())
    documents: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))
    referral: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))


class Resource(Base, kw_only=True):
    """What an organisation can lend or give: a van, a hall, 40 hours of counselling a month.

    `quantity` counts `unit`s (whole rupiah for cash); None leaves it open. `region_code` is where
    it stands or may be used; None means wherever the organisation works.
    """

    __tablename__ = "resource"
    __table_args__ = (
        CheckConstraint("kind IN ('cash','goods','services','facility','people')", name="kind"),
        CheckConstraint("quantity IS NULL OR quantity > 0", name="quantity"),
        Index("ix_resource_organisation_id", "organisation_id"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    public_id: Mapped[PublicId] = mapped_column(default_factory=public_id, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), init=False)
    kind: Mapped[str] = mapped_column(String(10))
    description: Mapped[Label]
    quantity: Mapped[int | None] = mapped_column(default=None)
    unit: Mapped[str] = mapped_column(String(20), default="")
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), default=None)


class Location(Base, kw_only=True):
    """A place. A shelter keeps no address: the database refuses one (safety comes first)."""

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint("kind IN ('office','service_point','mobile','shelter')", name="kind"),
        CheckConstraint("kind <> 'shelter' OR address = ''", name="shelter_has_no_address"),
        CheckConstraint("visibility IN ('public','partners','coordinators')", name="visibility"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), init=False, index=True
    )
    kind: Mapped[str] = mapped_column(String(14))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    address: Mapped[Label] = mapped_column(default="")
    visibility: Mapped[str] = mapped_column(String(12), default="coordinators")


class Contact(Base, kw_only=True):
    """A number or address of the organisation; numbers as digits from 62, e.g. 628120000001."""

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_value", "value"),
        CheckConstraint("kind IN ('phone','whatsapp','email','hotline')", name="kind"),
        CheckConstraint("visibility IN ('public','partners','coordinators')", name="visibility"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), init=False, index=True
    )
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(254))
    visibility: Mapped[str] = mapped_column(String(12), default="coordinators")


class Person(Base, kw_only=True):
    """Somebody who answers for the organisation; by default only coordinators see them."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("visibility IN ('public','partners','coordinators')", name="visibility"),
    )

    id: Mapped[Key] = mapped_column(init=False)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), init=False, index=True
    )
    name: Mapped[Label]
    role: Mapped[Label] = mapped_column(default="")
    contact: Mapped[Label] = mapped_column(default="")
    visibility: Mapped[str] = mapped_column(String(12), default="coordinators")


class Identifier(Base, kw_only=True):
    """An official number: unique per scheme, compared by `bare` (letters and digits only)."""

    __tablename__ = "identifier"
    __table_args__ = (UniqueConstraint("scheme", "bare"), Index("ix_identifier_bare", "bare"))

    id: Mapped[Key] = mapped_column(init=False)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), init=False, index=True
    )
    scheme: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(80))
    bare: Mapped[str] = mapped_column(String(80))
