"""The classes of all text that is kept: who may read a column. A column without a class fails.

`public` everybody · `code` a key or a word of a fixed list, telling nothing alone · `partners`
members of listed organisations · `coordinators` of the region · `visibility` what the row's own
column of that name says · `owner` those whom the thing belongs to, and its coordinators ·
`internal` administrators and auditors at most · `secret` nobody, on no page.

A new column needs one line here. An entry with a table's name alone is the class of its other
columns; `public` is never a table's, but for lists that hold nothing of anybody.
"""

PUBLIC, CODE = "public", "code"
RESTRICTED = ("partners", "coordinators", "visibility", "owner", "internal", "secret")
# Lists of the state and of ours, with nothing of anybody in them.
REFERENCE = frozenset({"region", "speciality", "channel"})


def _each(table: str, klass: str, *columns: str) -> dict[str, str]:
    return {f"{table}.{column}": klass for column in columns}


CLASSES: dict[str, str] = {
    "region": PUBLIC,
    "speciality": PUBLIC,
    "channel": PUBLIC,
    "coverage": CODE,
    "programme_coverage": CODE,
    "former_slug": CODE,
    "account": "owner",
    **_each("account", CODE, "language"),
    **_each("account", "internal", "public_id"),
    **_each("account", "secret", "password_hash"),
    "sign_in": "owner",
    **_each("sign_in", "secret", "token_hash"),
    "membership": CODE,
    "invitation": CODE,
    **_each("slip", CODE, "public_id", "ended_as"),
    **_each("slip", "secret", "code_hash"),
    "slip_change": "owner",
    **_each("slip_change", CODE, "public_id", "what", "kind", "visibility", "state"),
    "claim": "owner",
    **_each("claim", CODE, "public_id", "kind", "proof", "ending", "state"),
    "claim_letter": "owner",
    **_each("claim_letter", CODE, "media"),
    **_each("claim_letter", "secret", "file"),
    "suggestion": "coordinators",
    **_each("suggestion", CODE, "public_id", "region_code", "state"),
    **_each("suggestion", "secret", "token"),
    **_each("registration_link", CODE, "public_id", "kind", "region_code"),
    **_each("registration_link", PUBLIC, "name"),
    "mandate": CODE,
    **_each("mandate", "internal", "reason"),
    "job": CODE,
    **_each("job", "internal", "fault"),
    "outbox": CODE,
    **_each("outbox", "internal", "error"),
    "letter": CODE,
    **_each("letter", "owner", "onward"),
    "contact_list": "coordinators",
    **_each("contact_list", CODE, "public_id", "region_code", "outcome"),
    **_each("contact_list", "secret", "key"),
    "shortlist": "owner",
    **_each("shortlist", CODE, "public_id", "office"),
    **_each("shortlist", "secret", "key"),
    **_each("shortlist_entry", CODE, "public_id"),
    **_each("shortlist_entry", "owner", "note"),
    "saved_search": "owner",
    **_each("saved_search", CODE, "public_id", "every", "known", "fresh"),
    **_each("saved_search", "secret", "key"),
    "used_key": CODE,
    **_each("used_key", "secret", "key", "body_hash"),
    "journal": CODE,
    **_each("journal", "internal", "reason", "details"),
    **_each("organisation", CODE, "public_id", "slug", "kind", "region_code", "status"),
    **_each("organisation", CODE, "status_before", "stages", "specialities", "languages"),
    **_each("organisation", PUBLIC, "name", "short_name", "other_names", "about", "website"),
    "contact": "visibility",
    **_each("contact", CODE, "kind", "visibility"),
    "person": "visibility",
    **_each("person", CODE, "visibility"),
    "location": "visibility",
    **_each("location", CODE, "kind", "region_code", "visibility"),
    "identifier": "owner",
    **_each("identifier", CODE, "scheme"),
    **_each("organisation", PUBLIC, "former_names", "acronyms", "social"),
    **_each("service", CODE, "public_id", "specialities", "sex", "case_types", "capacity"),
    **_each("service", CODE, "regions", "hours", "holidays", "languages", "accessibility"),
    **_each("service", PUBLIC, "name", "cost", "schedule", "note", "documents", "referral"),
    **_each("resource", CODE, "public_id", "kind", "unit", "region_code"),
    **_each("resource", PUBLIC, "description"),
    "document": "owner",
    **_each("document", CODE, "public_id", "kind", "media"),
    **_each("document", "secret", "file"),
    "submission": "owner",
    **_each("submission", CODE, "reference", "state"),
    "decision": "owner",
    **_each("decision", CODE, "outcome"),
    **_each("proposal", CODE, "reference", "state"),
    **_each("proposal", "owner", "old", "new", "reason"),
    "look": CODE,
    **_each("look", "coordinators", "note"),
    "call_back": CODE,
    **_each("call_back", "coordinators", "answered_by"),
    **_each("remark", CODE, "field", "mark"),
    **_each("remark", "owner", "text", "was"),
    **_each("review_draft", CODE, "ticks", "decision"),
    **_each("review_draft", "coordinators", "remarks", "reason"),
    "hiding_question": CODE,
    "pair": CODE,
    **_each("pair", "coordinators", "reason"),
    **_each("merge", CODE, "public_id"),
    **_each("merge", "coordinators", "loser_name", "reason"),
    **_each("merge_change", CODE, "of_table", "of_column", "row_key"),
    **_each("merge_change", "coordinators", "before", "after"),
    **_each("organisation", "coordinators", "source", "external_key"),
    "import_run": "owner",
    **_each("import_run", CODE, "public_id", "state", "counts"),
    "import_row": "owner",
    **_each("import_row", CODE, "sheet", "outcome", "choice"),
    **_each("report", CODE, "public_id", "part", "outcome"),
    **_each("report", "secret", "key"),
    **_each("report", "owner", "text", "answer"),
    **_each("report", "coordinators", "reply_to"),
    **_each("programme", CODE, "public_id", "slug", "stage", "specialities", "status"),
    **_each("programme", PUBLIC, "title", "summary", "story", "expected"),
    **_each("requirement", CODE, "public_id", "kind", "unit"),
    **_each("requirement", PUBLIC, "description"),
    "pledge": CODE,
    **_each("pledge", "owner", "conditions"),
    "pledge_step": "owner",
    **_each("pledge_step", CODE, "kind"),
    "delivery": CODE,
    "saying": "owner",
    "discrepancy": CODE,
    "discrepancy_note": CODE,
    **_each("discrepancy_note", "owner", "text"),
    "office_limit": CODE,
    **_each("saying", CODE, "side"),
    "ledger_head": CODE,
    "line_sum": CODE,
    "pledge_sum": CODE,
    "transfer": CODE,
    **_each("transfer", "owner", "note"),
    **_each("transfer", "internal", "actor", "idem_key"),
}

# Restricted columns whose values the portal itself reads: they are looked for as they are.
AS_THEY_ARE = frozenset(
    {
        "account.public_id",
        "import_run.columns",
        "import_row.reasons",
        "account.password_hash",
        "sign_in.token_hash",
        "contact_list.key",
        "shortlist.key",
        "saved_search.key",
        "suggestion.token",
        "used_key.key",
        "used_key.body_hash",
        "document.file",
        "claim_letter.file",
        "transfer.actor",
        "transfer.idem_key",
    }
)


def class_of(table: str, column: str) -> str | None:
    """The class of a column: its own, or that of its table; None when nobody gave it one."""
    return CLASSES.get(f"{table}.{column}") or CLASSES.get(table)
