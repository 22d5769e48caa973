"""The jobs of every day, each the work of one room, in the order in which the worker does them."""

from portal.jobs import Daily

DAILY: tuple[Daily, ...] = ()
