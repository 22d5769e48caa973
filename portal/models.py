"""Every table in one place, for migrations and for whoever checks the schema."""

from portal import idempotency, jobs, journal, letters, outbox
from portal.accounts import models as accounts
from portal.agreements import models as agreements
from portal.bank import models as bank
from portal.changes import models as changes
from portal.claims import models as claims
from portal.contact_lists import models as contact_lists
from portal.db import Base
from portal.directory import models as directory
from portal.discovery import models as discovery
from portal.disputes import models as disputes
from portal.duplicates import models as duplicates
from portal.evidence import models as evidence
from portal.flows import models as flows
from portal.freshness import models as freshness
from portal.holds import models as holds
from portal.importing import models as importing
from portal.ledger import models as ledger
from portal.matching import models as matching
from portal.members import models as members
from portal.merging import models as merging
from portal.permits import models as permits
from portal.plans import models as plans
from portal.pledges import models as pledges
from portal.pledges import offer_models
from portal.pledges import release_models as releases
from portal.pledges import schedule_models as schedules
from portal.programme_partners import models as programme_partners
from portal.programmes import models as programmes
from portal.proofs import models as proofs
from portal.regions import models as regions
from portal.registration import models as registration
from portal.reminders import models as reminders
from portal.reports import models as reports
from portal.results import models as results
from portal.revisions import models as revisions
from portal.searches import models as searches
from portal.shortlists import models as shortlists
from portal.slips import models as slips
from portal.statements import models as statements
from portal.updates import models as updates
from portal.verification import models as verification

ROOMS = (
    journal,
    outbox,
    idempotency,
    letters,
    jobs,
    accounts,
    regions,
    directory,
    evidence,
    duplicates,
    members,
    registration,
    discovery,
    verification,
    contact_lists,
    shortlists,
    searches,
    changes,
    freshness,
    reports,
    importing,
    flows,
    claims,
    slips,
    programmes,
    programme_partners,
    updates,
    holds,
    permits,
    revisions,
    results,
    ledger,
    pledges,
    schedules,
    agreements,
    offer_models,
    releases,
    disputes,
    proofs,
    matching,
    plans,
    bank,
    statements,
    reminders,
    merging,
)
METADATA = Base.metadata
