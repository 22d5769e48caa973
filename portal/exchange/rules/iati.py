"""Activities as an IATI 2.03 file. Written with the standard library; every text is escaped.

Source: iati-activities-schema.xsd of version 2.03, whose order of elements is kept here.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

from portal.assets import RUPIAH, decimals
from portal.exchange.rules.activity import (
    ACCOUNTABLE,
    FUNDING,
    IMPLEMENTING,
    Activity,
    Budget,
    Party,
    Result,
    Transaction,
    scope,
)
from portal.pledges.earmark_rules import IATI as EARMARKING

VERSION = "2.03"
LANGUAGE = "id"
COUNTRY = "ID"
ENDING_VIOLENCE = "15180"
DAC, OUR_OWN = "1", "99"
EARMARKING_CATEGORY = "2"  # of AidTypeVocabulary
INDICATIVE = "1"
PLANNED_START, PLANNED_END = "1", "3"
ABOUT, TARGETS = "1", "3"
GRANT = "110"
WEB_PAGE = "A12"
OTHER_RESULT, UNIT = "9", "1"  # of ResultType and IndicatorMeasure
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 cannot hold at all, escaped or not.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(activities: Iterable[Activity], *, now: datetime, home: str) -> Iterator[bytes]:
    """The file, piece by piece: one activity at a time. `home` is where our own words are told."""
    made = now.isoformat(timespec="seconds")
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<iati-activities version="{VERSION}" generated-datetime="{made}">\n'.encode()
    for one in activities:
        yield ET.tostring(_activity(one, home), encoding="utf-8") + b"\n"
    yield b"</iati-activities>\n"


def clean(text: str) -> str:
    """The text without the signs that no XML file can hold."""
    return _FORBIDDEN.sub("", text)


def value(amount: int, currency: str) -> str:
    """A sum as a plain decimal number: 150075 US cents → '1500.75'."""
    return f"{Decimal(amount).scaleb(-decimals(currency)):f}"


def _activity(one: Activity, home: str) -> ET.Element:
    made = ET.Element("iati-activity", {_LANG: LANGUAGE, "default-currency": RUPIAH})
    made.set("last-updated-datetime", one.updated_at.isoformat(timespec="seconds"))
    ET.SubElement(made, "iati-identifier").text = one.identifier
    _party(made, "reporting-org", one.owner, {"secondary-reporter": "1"})
    _told(made, "title", one.title)
    _told(made, "description", one.summary or one.title, type=ABOUT)
    if one.also:
        _told(made, "description", "; ".join(one.also), type=TARGETS)
    for donor in one.donors:
        _party(made, "participating-org", donor, {"role": FUNDING})
    for role in (ACCOUNTABLE, IMPLEMENTING):
        _party(made, "participating-org", one.owner, {"role": role})
    for partner, role in one.partners:
        _party(made, "participating-org", partner, {"role": role})
    ET.SubElement(made, "activity-status", code=one.status)
    _day(made, "activity-date", one.starts_on, type=PLANNED_START)
    _day(made, "activity-date", one.ends_on, type=PLANNED_END)
    ET.SubElement(made, "activity-scope", code=scope([place.code for place in one.places]))
    ET.SubElement(made, "recipient-country", code=COUNTRY, percentage="100")
    for place in one.places:
        _told(ET.SubElement(made, "location", ref=place.code), "name", place.name)
    ET.SubElement(made, "sector", vocabulary=DAC, code=ENDING_VIOLENCE, percentage="100")
    ours = {"vocabulary-uri": home, "percentage": "100"}
    ET.SubElement(made, "sector", ours, vocabulary=OUR_OWN, code=one.stage)
    ET.SubElement(made, "default-finance-type", code=GRANT)
    for budget in one.budgets:
        _budget(made, budget)
    for transaction in one.transactions:
        _transaction(made, transaction)
    link = ET.SubElement(made, "document-link", format="text/html", url=clean(one.address))
    _told(link, "title", one.title)
    ET.SubElement(link, "category", code=WEB_PAGE)
    for result in one.results:
        _result(made, result, one)
    return made


def _result(parent: ET.Element, one: Result, activity: Activity) -> None:
    """A result of one indicator over the whole time of the programme, in numbers of its unit."""
    name = f"{one.indicator} ({one.unit})"
    made = ET.SubElement(parent, "result", {"type": OTHER_RESULT, "aggregation-status": "1"})
    _told(made, "title", one.indicator)
    counted = {"measure": UNIT, "ascending": "1", "aggregation-status": "1"}
    indicator = ET.SubElement(made, "indicator", counted)
    _told(indicator, "title", name)
    period = ET.SubElement(indicator, "period")
    _day(period, "period-start", activity.starts_on)
    _day(period, "period-end", activity.ends_on)
    ET.SubElement(period, "target", value=str(one.target))
    if one.so_far is not None:
        ET.SubElement(period, "actual", value=str(one.so_far))


def _budget(parent: ET.Element, budget: Budget) -> None:
    made = ET.SubElement(parent, "budget", type=budget.type, status=INDICATIVE)
    _day(made, "period-start", budget.starts_on)
    _day(made, "period-end", budget.ends_on)
    _value(made, budget.amount, RUPIAH, budget.starts_on)


def _transaction(parent: ET.Element, one: Transaction) -> None:
    made = ET.SubElement(parent, "transaction", ref=one.ref)
    ET.SubElement(made, "transaction-type", code=one.type)
    _day(made, "transaction-date", one.on)
    _value(made, one.amount, one.currency, one.on)
    if one.provider:
        more = {"provider-activity-id": one.provider_activity} if one.provider_activity else {}
        _party(made, "provider-org", one.provider, more)
    if one.receiver:
        more = {"receiver-activity-id": one.receiver_activity} if one.receiver_activity else {}
        _party(made, "receiver-org", one.receiver, more)
    if one.earmark:
        code, _name = EARMARKING[one.earmark]
        ET.SubElement(made, "aid-type", code=code, vocabulary=EARMARKING_CATEGORY)


def _party(parent: ET.Element, name: str, party: Party, more: dict[str, str]) -> None:
    _told(parent, name, party.name, {"ref": party.ref, "type": party.type} | more)


def _told(
    parent: ET.Element, name: str, text: str, more: dict[str, str] | None = None, **given: str
) -> None:
    made = ET.SubElement(parent, name, more or {}, **given)
    ET.SubElement(made, "narrative").text = clean(text)


def _day(parent: ET.Element, name: str, day: date, **given: str) -> None:
    ET.SubElement(parent, name, {"iso-date": day.isoformat()}, **given)


def _value(parent: ET.Element, amount: int, currency: str, day: date) -> None:
    told = {"currency": currency, "value-date": day.isoformat()}
    ET.SubElement(parent, "value", told).text = value(amount, currency)
