"""A merge knows every column that refers to an organisation, so no room's rows are left behind."""

from sqlalchemy import UniqueConstraint

from portal.merging.rules import FOLLOWS, STAYS
from portal.migrations.triggers import PROTECTED
from portal.models import METADATA


def test_a_merge_knows_every_reference_to_an_organisation() -> None:
    """A new one fails here: add it to portal/merging/rules.py.

    `FOLLOWS` when the row belongs to whoever goes on (with the columns that make a twin, where
    something is unique), `STAYS` when it is about the entry itself or may never change.
    """
    held = {
        (table.name, column.name)
        for table in METADATA.tables.values()
        for column in table.columns
        if any(key.column.table.name == "organisation" for key in column.foreign_keys)
    }
    assert set(FOLLOWS) | STAYS == held
    assert not set(FOLLOWS) & STAYS


def test_rows_that_follow_may_change_and_have_one_key() -> None:
    for table, column in FOLLOWS:
        assert table not in PROTECTED
        held = METADATA.tables[table]
        assert len(held.primary_key.columns) == 1
        unique = [
            {one.name for one in constraint.columns}
            for constraint in held.constraints
            if isinstance(constraint, UniqueConstraint)
        ]
        for columns in unique:
            if column in columns:
                assert set(FOLLOWS[table, column]) == columns - {column}, table
