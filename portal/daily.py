"""The jobs of every day, each the work of one room, in the order in which the worker does them."""

from datetime import datetime

from portal import indexing
from portal.agreements import queries as agreements
from portal.bank import services as bank
from portal.claims import queries as claims
from portal.counters import Counters
from portal.db import Database
from portal.disputes.services import forget_visitors
from portal.duplicates.services import compare_changed
from portal.evidence import queries as evidence
from portal.evidence.services import ageing
from portal.flows import services as flows
from portal.freshness.services.ageing import age
from portal.holds import queries as holds
from portal.importing import work as importing
from portal.jobs import Daily
from portal.missed.services import forget
from portal.openings.services import tell_many
from portal.proofs import queries as proofs
from portal.reminders.services import remind
from portal.reports.services import forget_reporters
from portal.searches.work import look_again
from portal.settings import Settings
from portal.updates import queries as updates
from portal.uploads.store import Store

DAILY: tuple[Daily, ...] = (
    # In working hours, so that whoever gets a letter can answer the same day.
    Daily("age_documents", 8, ageing.remind_and_expire),
    Daily("age_entries", 8, age),
    Daily("remind_pledges", 8, remind),
    Daily("forget_reporters", 2, forget_reporters),
    Daily("forget_doubters", 2, forget_visitors),
    Daily("many_contacts", 1, tell_many),
    Daily("clean_imports", 3, importing.clean),
    Daily("clean_flow_files", 3, flows.clean_all),
    Daily("forget_bank", 3, bank.sweep),
    Daily("duplicates", 2, compare_changed),
)


def every(settings: Settings) -> tuple[Daily, ...]:
    """All of them: those above, and what needs a folder or an index that the settings name."""
    store, index = Store(settings.uploads), indexing.of(settings)
    return (
        *DAILY,
        Daily("sweep_uploads", 3, lambda database, _now: sweep(database, store)),
        Daily("forget_missed", 3, lambda _database, now: _forget_missed(settings, now)),
        Daily("saved_searches", 6, lambda database, now: look_again(database, index, now)),
    )


def _forget_missed(settings: Settings, now: datetime) -> int:
    """Drop what was counted a year ago."""
    counters = Counters.open(settings.database, settings.data_dir)
    try:
        return forget(counters, now)
    finally:
        counters.storage.engine.dispose()


def sweep(database: Database, store: Store) -> int:
    """Remove files that nothing needs: removed, replaced, never finished, of a settled claim."""

    def known(names: list[str]) -> list[str]:
        with database.reading() as session:
            rooms = (evidence, claims, proofs, updates, holds, agreements)
            return [one for room in rooms for one in room.known_files(session, names)]

    return store.sweep(known)
