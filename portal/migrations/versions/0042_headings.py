"""One row of sums per line and per pledge, and sums of pledges by their heading"""

import sqlalchemy as sa
from alembic import op

revision = "headings"
down_revision = "reminded_offers"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NET = "SUM(CASE WHEN reverses IS NULL THEN amount ELSE -amount END)"
PROMISED = ("commit", "release", "receive", "receive_extra", "refund")
AWAITED = sa.text('"commit" - "release" - receive > 0')
PASSED_ON = sa.text("from_programme IS NOT NULL")
HEADING = (
    "p.source || CASE WHEN p.budget_level = '' THEN '' ELSE '.' || p.budget_level END "
    "|| CASE WHEN p.anonymous THEN '?' ELSE '' END"
)


def upgrade() -> None:
    """Take the step."""
    for name in ("pledge_sum", "line_sum"):
        op.drop_table(name)
    sum_table("line_sum", "line", (*PROMISED, "spend", "pass_in", "pass_out"))
    sum_table("pledge_sum", "pledge", PROMISED, ("donor", 80), ("heading", 40))
    op.create_index("ix_pledge_sum_donor", "pledge_sum", ["donor"])
    op.create_index(
        "ix_pledge_sum_awaited",
        "pledge_sum",
        ["pledge"],
        sqlite_where=AWAITED,
        postgresql_where=AWAITED,
    )
    names = ("committed", "open", "received", "overpaid")
    op.create_table(
        "heading_sum",
        sa.Column("asset", sa.String(length=12), nullable=False),
        sa.Column("heading", sa.String(length=40), nullable=False),
        sa.Column("programme", sa.String(length=36), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in names),
        sa.PrimaryKeyConstraint("asset", "heading", "programme", name=op.f("pk_heading_sum")),
        sqlite_with_rowid=False,
    )
    fill()
    op.create_index("ix_transfer_programme_seq", "transfer", ["programme", "seq"])
    op.create_index(
        "ix_transfer_from_programme",
        "transfer",
        ["from_programme"],
        sqlite_where=PASSED_ON,
        postgresql_where=PASSED_ON,
    )
    op.create_index("ix_pledge_valid_until", "pledge", ["valid_until"])
    op.create_index("ix_pledge_step_pledge_id_kind", "pledge_step", ["pledge_id", "kind"])
    op.drop_index("ix_pledge_step_pledge_id", table_name="pledge_step")


def sum_table(name: str, of: str, kinds: tuple[str, ...], *more: tuple[str, int]) -> None:
    """Make a table of sums per line or pledge, a column for each kind."""
    op.create_table(
        name,
        sa.Column("id", KEY, nullable=False),
        *(sa.Column(one, sa.String(length=long), nullable=False) for one, long in more),
        sa.Column("programme", sa.String(length=36), nullable=False),
        sa.Column(of, sa.String(length=36), nullable=False),
        sa.Column("asset", sa.String(length=12), nullable=False),
        *(sa.Column(kind, sa.BigInteger(), nullable=False) for kind in kinds),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(of, "asset", name=op.f(f"uq_{name}_{of}_asset")),
    )
    op.create_index(f"ix_{name}_programme", name, ["programme"])


def fill() -> None:
    """Work all sums out from the rows."""
    moved = (
        f"SELECT programme, line, asset, CASE kind WHEN 'pass_on' THEN 'pass_in' ELSE kind END "
        f"AS kind, {NET} AS net FROM transfer GROUP BY programme, line, asset, kind "
        f"UNION ALL SELECT from_programme, from_line, asset, 'pass_out', {NET} FROM transfer "
        "WHERE from_line IS NOT NULL GROUP BY from_programme, from_line, asset"
    )
    kinds = (*PROMISED, "spend", "pass_in", "pass_out")
    op.execute(
        f"INSERT INTO line_sum (programme, line, asset, {_names(kinds)}) "
        f"SELECT programme, line, asset, {_sums(kinds)} FROM ({moved}) m "
        "GROUP BY programme, line, asset"
    )
    promised = (
        f"SELECT pledge, asset, kind, {NET} AS net, MIN(programme) AS programme, "
        "MIN(CASE WHEN kind = 'commit' AND reverses IS NULL THEN debit END) AS donor "
        "FROM transfer WHERE pledge IS NOT NULL GROUP BY pledge, asset, kind"
    )
    op.execute(
        f"INSERT INTO pledge_sum (donor, heading, programme, pledge, asset, {_names(PROMISED)}) "
        f"SELECT COALESCE(MAX(m.donor), ''), COALESCE(MAX({HEADING}), ''), MIN(m.programme), "
        f"m.pledge, m.asset, {_sums(PROMISED)} FROM ({promised}) m "
        "LEFT JOIN pledge p ON p.public_id = m.pledge GROUP BY m.pledge, m.asset"
    )
    above = "CASE WHEN receive_extra > refund THEN receive_extra - refund ELSE 0 END"
    back = "CASE WHEN refund > receive_extra THEN refund - receive_extra ELSE 0 END"
    op.execute(
        "INSERT INTO heading_sum (asset, heading, programme, committed, open, received, overpaid) "
        f'SELECT asset, heading, programme, SUM("commit" - "release" - {back}), '
        'SUM("commit" - "release" - receive), SUM(receive + receive_extra - refund), '
        f"SUM({above}) FROM pledge_sum GROUP BY asset, heading, programme"
    )


def _names(kinds: tuple[str, ...]) -> str:
    return ", ".join(f'"{kind}"' for kind in kinds)


def _sums(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"SUM(CASE WHEN m.kind = '{kind}' THEN m.net ELSE 0 END)" for kind in kinds)


def downgrade() -> None:
    """Undo the step."""
    op.create_index("ix_pledge_step_pledge_id", "pledge_step", ["pledge_id"])
    op.drop_index("ix_pledge_step_pledge_id_kind", table_name="pledge_step")
    op.drop_index("ix_pledge_valid_until", table_name="pledge")
    for name in ("from_programme", "programme_seq"):
        op.drop_index(f"ix_transfer_{name}", table_name="transfer")
    for name in ("heading_sum", "pledge_sum", "line_sum"):
        op.drop_table(name)
    for name, of, more, long in (
        ("line_sum", "line", "programme", 36),
        ("pledge_sum", "pledge", "donor", 80),
    ):
        op.create_table(
            name,
            sa.Column("id", KEY, nullable=False),
            sa.Column(more, sa.String(length=long), nullable=False),
            sa.Column(of, sa.String(length=36), nullable=False),
            sa.Column("asset", sa.String(length=12), nullable=False),
            sa.Column("kind", sa.String(length=14), nullable=False),
            sa.Column("net", sa.BigInteger(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
            sa.UniqueConstraint(of, "asset", "kind", name=op.f(f"uq_{name}_{of}_asset_kind")),
        )
        op.create_index(f"ix_{name}_{more}", name, [more])
    op.execute(
        "INSERT INTO line_sum (programme, line, asset, kind, net) "
        "SELECT programme, line, asset, CASE kind WHEN 'pass_on' THEN 'pass_in' ELSE kind END, "
        f"{NET} FROM transfer GROUP BY programme, line, asset, kind "
        f"UNION ALL SELECT from_programme, from_line, asset, 'pass_out', {NET} FROM transfer "
        "WHERE from_line IS NOT NULL GROUP BY from_programme, from_line, asset"
    )
    op.execute(
        "INSERT INTO pledge_sum (donor, pledge, asset, kind, net) "
        "SELECT (SELECT MIN(c.debit) FROM transfer c WHERE c.pledge = t.pledge "
        "AND c.kind = 'commit' AND c.reverses IS NULL), pledge, asset, kind, "
        f"{NET} FROM transfer t WHERE pledge IS NOT NULL GROUP BY pledge, asset, kind"
    )
