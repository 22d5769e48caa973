"""A marker in every restricted field of every record, and where each may be read."""

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from sqlalchemy import JSON, Column, String, Text
from werkzeug.test import TestResponse

from portal.db import Codes
from portal.models import METADATA
from tests.cast import AUDITOR, ELSEWHERE
from tests.laws.access_table import (
    ADMINISTRATORS,
    EVERYBODY,
    GIVER,
    HERE,
    OWN_DRAFT,
    OWNER,
    OWNERS,
    READERS,
)
from tests.laws.data_classes import AS_THEY_ARE, RESTRICTED, class_of

MARKER = re.compile(r"knr\d{5}")
OWN: frozenset[str] = frozenset({"the account's own"})
SIDES = OWNERS | GIVER | HERE | READERS
AUDITORS = frozenset({AUDITOR.name})
PARTNERS = OWNERS | GIVER | frozenset({"stranger"})


@dataclass(frozen=True)
class Needle:
    """A text that must not be found elsewhere: of which column and row, and of which class."""

    text: str
    column: str
    key: object
    klass: str
    own: frozenset[str] = frozenset()


# Who may read what, where: column, class, route (patterns), people. Everything else is a leak.
ALLOWED: tuple[tuple[str, str, str, frozenset[str]], ...] = (
    ("account.email", "*", "accounts.settings", OWN),
    ("account.email", "*", "home.dashboard", OWN),
    ("account.public_id", "*", "admin.journal*", READERS),
    ("transfer.actor", "*", "admin.journal*", READERS),
    ("account.email", "*", "admin.mandates*", ADMINISTRATORS),
    ("account.email", "*", "admin.revoke_mandate", ADMINISTRATORS),
    ("account.email", "*", "admin.journal*", READERS),
    ("account.email", "*", "members.*", OWNERS),
    # A claim is read by whoever makes it and whoever decides on it.
    ("claim.*", "*", "claims.mine", frozenset({"stranger"})),
    ("claim_letter.name", "*", "claims.mine", frozenset({"stranger"})),
    ("claim_letter.name", "*", "claims.open_letter", HERE | {"stranger"}),
    ("claim_letter.name", "*", "claims.claim", HERE),
    ("claim_letter.name", "*", "claims.contacts", HERE),
    ("claim.*", "*", "claims.claim", HERE),
    ("claim.*", "*", "claims.contacts", HERE),
    ("claim.role", "*", "claims.queue", HERE),
    ("claim.role", "*", "claims.sheet", HERE),
    ("claim.role", "*", "claims.answer", OWNERS),
    ("claim.role", "*", "home.dashboard", OWNERS),
    ("account.email", "*", "claims.*", HERE | OWNERS),
    ("contact.*", "*", "claims.contacts", HERE),
    # What a slip's code asks for, beside what stands there: members, and behind a press others.
    ("slip_change.*", "*", "slips.answer", OWNERS),
    ("slip_change.*", "*", "slips.open_change", OWNERS | HERE),
    ("contact.*", "*", "slips.answer", OWNERS),
    ("contact.*", "*", "slips.open_change", OWNERS | HERE),
    # Coordinators read suggestions; how to reach somebody only behind a recorded press.
    ("suggestion.name", "*", "discovery.*", HERE),
    ("suggestion.why", "*", "discovery.*", HERE),
    ("suggestion.reason", "*", "discovery.*", HERE),
    ("suggestion.reach", "*", "discovery.contact", HERE),
    ("sign_in.device", "*", "accounts.settings", OWN),
    ("mandate.reason", "*", "admin.mandates*", ADMINISTRATORS),
    ("journal.reason", "*", "admin.journal*", READERS),
    # Applicants read what they wrote, and why it came back.
    ("contact.*", "*", "registration.*", OWN_DRAFT),
    ("person.*", "*", "registration.*", OWN_DRAFT),
    ("location.*", "*", "registration.*", OWN_DRAFT),
    ("identifier.*", "*", "registration.*", OWN_DRAFT),
    ("submission.last_reason", "*", "registration.*", OWN_DRAFT),
    # Documents and who opened them: their organisation, and the coordinators of its region.
    ("document.*", "owner", "evidence.*", OWNERS | HERE),
    ("document.*", "owner", "verification.*", HERE),
    ("document.*", "owner", "registration.*", OWN_DRAFT),
    ("account.email", "*", "evidence.documents", OWNERS),
    ("account.email", "*", "verification.*", HERE),
    # Why something was taken down, and what it said: its owner, coordinators and auditors.
    ("hold.reason", "*", "programme_pages.programme", OWNERS),
    ("hold.reason", "*", "updates.*", OWNERS),
    ("hold.*", "*", "holds.*", HERE | AUDITORS),
    # Coordinators read what they decide on; contacts only behind a recorded press.
    ("identifier.*", "*", "verification.*", HERE),
    ("submission.last_reason", "*", "verification.*", HERE),
    ("decision.reason", "*", "verification.*", HERE),
    ("look.note", "*", "verification.*", HERE),
    ("proposal.*", "*", "changes.*", HERE | OWNERS),
    ("call_back.answered_by", "*", "verification.*", HERE),
    ("remark.*", "*", "verification.*", HERE),
    ("remark.*", "*", "registration.*", OWN_DRAFT),
    ("review_draft.*", "*", "verification.*", HERE),
    ("contact.*", "*", "verification.contacts", HERE),
    ("person.*", "*", "verification.contacts", HERE),
    ("location.*", "*", "verification.contacts", HERE),
    # A listed organisation's contacts: its members at once, others behind a recorded press.
    ("*", "partners", "profile.organisation", OWNERS),
    ("*", "coordinators", "profile.organisation", OWNERS),
    ("*", "partners", "profile.contacts", PARTNERS | HERE),
    ("*", "coordinators", "profile.contacts", OWNERS | HERE),
    # A list, for whoever brought it; what it told of an entry, for the entry's coordinators.
    ("import_*.*", "*", "importing.*", HERE),
    # What a bank wrote, and who may be named there: members alone.
    ("bank_*.*", "owner", "bank.*", OWNERS),
    ("flow_file.file_name", "*", "flows.*", HERE),
    ("organisation.source", "*", "importing.*", HERE),
    ("identifier.*", "*", "importing.*", HERE),
    ("contact.*", "*", "importing.contacts", HERE),
    # Why two entries are two, or became one.
    # A pair may lie in two mandates: Yayasan Lain has the number of an entry here.
    ("pair.reason", "*", "duplicates.*", HERE | {ELSEWHERE.name}),
    ("pair.reason", "*", "verification.*", HERE),
    ("merge.*", "*", "merging.*", HERE | ADMINISTRATORS),
    ("identifier.*", "*", "merging.*", HERE | ADMINISTRATORS),
    # Why somebody looked, for whom they looked at; reports for whoever answers or corrects.
    ("journal.reason", "*", "openings.*", OWNERS),
    ("report.text", "*", "reports.*", HERE | OWNERS),
    ("report.answer", "*", "reports.*", HERE | OWNERS),
    ("report.reply_to", "*", "reports.one", HERE),
    # A region's closed contacts in one file, asked for by one and allowed by another.
    ("contact_list.*", "*", "contact_lists.*", HERE),
    ("contact.*", "*", "contact_lists.file", HERE),
    ("person.*", "*", "contact_lists.file", HERE),
    ("account.email", "*", "contact_lists.file", OWN),
    ("contact_list.reason", "*", "home.dashboard", HERE),
    # Lists of partners: for those who share them; the button names the list that it saves to.
    ("shortlist*.*", "*", "shortlists.*", OWNERS),
    ("shortlist.name", "*", "profile.*", OWNERS),
    ("shortlist.name", "*", "finder.*", OWNERS),
    ("shortlist.name", "*", "partners.find", OWNERS),
    # A saved search, for whoever keeps it.
    ("saved_search.*", "*", "searches.*", OWNER),
    # Both sides of a pledge and whoever watches over it.
    ("pledge.conditions", "*", "pledges.*", SIDES),
    ("pledge_step.reason", "*", "pledges.*", SIDES),
    ("programme_offer.conditions", "*", "offers.*", SIDES),
    ("offer_answer.reason", "*", "offers.*", SIDES),
    ("schedule_change.reason", "*", "pledges.*", SIDES),
    ("release_*.reason", "*", "pledges.*", SIDES),
    ("saying.*", "*", "pledges.*", SIDES),
    ("estimate.basis", "*", "pledges.*", SIDES),
    ("handover.what", "*", "pledges.*", SIDES),
    ("discrepancy_note.*", "*", "pledges.*", SIDES),
    ("flow_adoption.*", "*", "flows.*", SIDES),
    # A doubted figure: for who doubts it, whose rows stand behind it, and who watches over them.
    ("dispute.text", "*", "disputes.*", OWNERS | HERE | READERS | {"stranger"}),
    ("dispute_note.text", "*", "disputes.*", OWNERS | HERE | READERS | {"stranger"}),
    # The answer to a visitor has an address that only they know.
    ("dispute_decision.reason", "*", "disputes.*", EVERYBODY),
    ("dispute_contact.reply_to", "*", "disputes.one", HERE | ADMINISTRATORS),
    ("transfer.note", "*", "pledges.*", SIDES),
    # Whoever audits reads a row of the ledger with its words and acts, and takes all of it away.
    ("account.email", "*", "audit.record", READERS),
    ("account.public_id", "*", "audit.bundle", READERS),
    ("journal.*", "internal", "audit.*", READERS),
    ("pledge_step.reason", "*", "audit.*", READERS),
    ("saying.*", "*", "audit.*", READERS),
    ("transfer.*", "*", "audit.*", READERS),
    # The key of a form that was sent is part of what a row's seal is made of; it opens nothing.
    ("used_key.key", "*", "audit.bundle", READERS),
    # What stands beside the ledger's rows: what was signed, decided and adopted, and why.
    ("agreement.number", "owner", "audit.bundle", READERS),
    ("dispute_decision.reason", "owner", "audit.bundle", READERS),
    ("flow_adoption.*", "owner", "audit.bundle", READERS),
    # What both sides signed is read by them, the coordinators of the region and auditors.
    ("agreement.*", "owner", "agreements.*", OWNERS | GIVER | HERE | AUDITORS),
    ("agreement.*", "owner", "pledges.pledge", OWNERS | GIVER | HERE | AUDITORS),
    ("agreement.*", "owner", "audit.record", HERE | AUDITORS),
    ("proof.name", "*", "proofs.*", OWNERS | GIVER | HERE | AUDITORS),
    ("transfer.note", "*", "proofs.*", OWNERS | GIVER | HERE | AUDITORS),
)
# What a route wants to be sent before it shows anything.
GIVEN: Mapping[str, Mapping[str, str]] = {"profile.contacts": {"purpose": "refer"}}
# Letters: their reader's own address, and what a decision told them.
IN_LETTERS = (
    "letter.onward",
    "remark.text",
    "account.email",
    "claim.reason",
    "submission.last_reason",
    "decision.reason",
    "pledge_step.reason",
    "dispute_decision.reason",
    "offer_answer.reason",
    "flow_adoption.reason",
    "release_proposal.reason",
    "release_answer.reason",
)


def allowed(needle: Needle, endpoint: str, person: str) -> bool:
    """Whether that person may read the needle on that route."""
    for column, klass, route, people in ALLOWED:
        if not (fnmatch(needle.column, column) and fnmatch(needle.klass, klass)):
            continue
        if fnmatch(endpoint, route) and person in (needle.own if people is OWN else people):
            return True
    return False


def text_columns() -> Iterator[tuple[str, Column[object]]]:
    """Every column of every table that can hold words."""
    for table in METADATA.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | Text | JSON | Codes):
                yield table.name, column


def plant(path: Path, accounts: Mapping[int, str]) -> dict[str, Needle]:
    """Write a marker into each restricted field of a SQLite file; answers them by their text.

    `accounts` names the person behind each account's key. Guards are lifted for it and put back.
    """
    found: dict[str, Needle] = {}
    connection = sqlite3.connect(path)
    guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    kept = guards.fetchall()
    for name, _sql in kept:
        connection.execute(f"DROP TRIGGER {name}")
    for table, column in text_columns():
        if class_of(table, column.name) in RESTRICTED:
            found |= _plant(connection, table, column, accounts, len(found))
    for _name, sql in kept:
        connection.execute(sql)
    connection.commit()
    connection.close()
    return found


def _plant(
    connection: sqlite3.Connection,
    table: str,
    column: Column[object],
    accounts: Mapping[int, str],
    start: int,
) -> dict[str, Needle]:
    found: dict[str, Needle] = {}
    name = f"{table}.{column.name}"
    whose = {"account": "id", "sign_in": "account_id"}.get(table, "rowid")
    klass = class_of(table, column.name) or ""
    told = "visibility" if klass == "visibility" else f"'{klass}'"
    rows = connection.execute(f"SELECT rowid, {column.name}, {told}, {whose} FROM {table}")
    for key, held, seen, owner in rows.fetchall():
        if seen == "public":
            continue
        own = frozenset({accounts.get(owner, "")}) if whose != "rowid" else frozenset()
        if name in AS_THEY_ARE:
            if held and len(held) > 12:
                found[held] = Needle(held, name, key, seen, own)
            continue
        marker = f"knr{start + len(found):05}"
        if _write(connection, table, column, key, marker):
            found[marker] = Needle(marker, name, key, seen, own)
    return found


def _write(
    connection: sqlite3.Connection, table: str, column: Column[object], key: int, marker: str
) -> bool:
    value = marker
    if column.name == "email":
        value = f"{marker}@contoh.example"
    elif isinstance(column.type, Codes):
        value = json.dumps([marker])
    elif isinstance(column.type, JSON):
        value = json.dumps({"fields": marker})
    try:
        connection.execute(f"UPDATE {table} SET {column.name} = ? WHERE rowid = ?", (value, key))
    except sqlite3.IntegrityError:
        if table != "location":  # a shelter takes no address, whoever writes it
            raise
        return False
    return True


def body_of(answer: TestResponse) -> str:
    """Everything an answer says: its headers, its text, and the parts of a zipped sheet."""
    data = answer.get_data()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as sheet:
            data = b"\n".join(sheet.read(name) for name in sheet.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    return f"{headers}\n{data.decode('utf-8', 'replace')}"


def hits(text: str, needles: Mapping[str, Needle]) -> Iterator[Needle]:
    """The needles that a text holds."""
    for marker in set(MARKER.findall(text)):
        if marker in needles:
            yield needles[marker]
    for one in needles:
        if not one.startswith("knr") and one in text:
            yield needles[one]
