"""What holds for merges: which rows follow the winner, which stay, and which fields are chosen.

Every column that refers to an organisation stands in `FOLLOWS` (a test compares this with the
schema), so that no row is left behind by mistake.
"""

from collections.abc import Mapping

# A row follows the winner unless the winner has its twin: a row with the same values there.
# A twin's row stays with the loser, so that nothing is lost and the way back is open.
FOLLOWS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("service", "organisation_id"): (),
    ("resource", "organisation_id"): (),
    ("location", "organisation_id"): (),
    ("contact", "organisation_id"): ("kind", "value"),
    ("person", "organisation_id"): (),
    ("identifier", "organisation_id"): ("scheme",),
    ("coverage", "organisation_id"): ("region_code",),
    ("membership", "organisation_id"): ("account_id",),
    ("invitation", "organisation_id"): ("account_id",),
    ("suggestion", "recommended_by"): (),
    ("stewardship", "through_id"): (),
    ("programme", "organisation_id"): (),
    ("programme_partner", "organisation_id"): ("programme_id",),
    ("collection_permit", "organisation_id"): (),
    ("pledge", "donor_id"): (),
    ("programme_offer", "donor_id"): (),
    ("flow_adoption", "donor_id"): (),
    ("former_slug", "organisation_id"): (),
    ("report", "organisation_id"): (),
    ("shortlist", "organisation_id"): (),
    ("support_plan", "organisation_id"): (),
    ("shortlist_entry", "organisation_id"): ("shortlist_id",),
    ("document", "organisation_id"): (),
    ("organisation", "parent_id"): (),
    ("organisation", "merged_into_id"): (),
}
# These rows are about the entry itself and stay with it.
STAYS = frozenset(
    {
        ("submission", "organisation_id"),
        ("claim", "organisation_id"),
        ("slip", "organisation_id"),
        ("slip_change", "organisation_id"),
        ("stewardship", "organisation_id"),
        ("registration_link", "organisation_id"),
        ("proposal", "organisation_id"),
        ("pair", "one_id"),
        ("pair", "two_id"),
        ("compared", "organisation_id"),
        ("reminder", "organisation_id"),
        ("hiding_question", "organisation_id"),
        ("merge", "winner_id"),
        ("merge", "loser_id"),
        ("donor_focus", "organisation_id"),
        ("season_told", "organisation_id"),
        ("printed", "organisation_id"),
        # An account is its holder's, and is forgotten within weeks.
        ("bank_layout", "organisation_id"),
        ("bank_statement", "organisation_id"),
        ("bank_line", "organisation_id"),
        ("bank_seen", "organisation_id"),
    }
)
# What a coordinator chooses from, field by field; values of one group go together.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "short_name": ("short_name",),
    "kind": ("kind",),
    "region": ("region_code",),
    "about": ("about",),
    "year_founded": ("year_founded",),
    "website": ("website",),
    "languages": ("languages",),
    "specialities": ("specialities", "stages"),
    "nationwide": ("nationwide",),
}
# Official numbers are chosen where both entries have one of a scheme; all others follow.
NUMBER = "number_"
MOST_NAMES = 10
LONGEST_REASON = 300
