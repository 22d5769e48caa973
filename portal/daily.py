"""The jobs of every day, each the work of one room, in the order in which the worker does them."""

from portal.freshness.services.ageing import age
from portal.importing import work as importing
from portal.jobs import Daily
from portal.reports.services import forget_reporters

DAILY: tuple[Daily, ...] = (
    # In working hours, so that whoever gets a letter can answer the same day.
    Daily("age_entries", 8, age),
    Daily("forget_reporters", 2, forget_reporters),
    Daily("clean_imports", 3, importing.clean),
)
