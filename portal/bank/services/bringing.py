"""A file is brought: kept packed until its columns are matched."""

import hashlib
import zlib
from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, db, idempotency
from portal.access import Actor
from portal.assets import RUPIAH, is_currency
from portal.bank.models import BankStatement
from portal.bank.rules import columns
from portal.bank.services import reading
from portal.directory.models import Organisation
from portal.errors import N_, Conflict, Invalid
from portal.importing.rules import clean_name

MOST_WAITING = 20
LONGEST_ACCOUNT = 60


def bring(
    session: Session,
    organisation: Organisation,
    data: bytes,
    *,
    file_name: str,
    account: str,
    asset: str = RUPIAH,
    token: str,
    by: Actor,
    now: datetime,
) -> str:
    """Keep a bank's CSV until its columns are matched; its public id. Sent twice, it is one.

    `account` is what its members call the account: equal lines of two accounts are two. Raises
    NotAllowed, Invalid at `file`, `account` or `asset`, and Conflict while too many files wait.
    """
    access.read_bank.check(by, organisation.scope)
    db.lock(session, Organisation, organisation.id)
    if not is_currency(asset):
        raise Invalid(asset=N_("Pilih mata uang dari daftar."))

    account = " ".join(account.split())
    if not columns.tidy(account):
        raise Invalid(account=N_("Tulis nama rekeningnya, misalnya BRI 1234."))
    if len(account) > LONGEST_ACCOUNT:
        raise Invalid(account=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST_ACCOUNT))

    def act() -> str:
        reading.table(data)
        if _waiting(session, organisation) >= MOST_WAITING:
            raise Conflict(N_("Sudah ada %(n)s berkas yang belum dicocokkan. Hapus yang lama.",
                              n=MOST_WAITING))  # fmt: skip
        made = BankStatement(
            file_name=clean_name(file_name),
            asset=asset,
            account=account,
            content=zlib.compress(data),
            brought_by=by.id,
            brought_at=now,
        )
        made.organisation = organisation
        session.add(made)
        session.flush()
        return made.public_id

    body = {"of": organisation.public_id, "file": hashlib.sha256(data).hexdigest(), "asset": asset}
    body["account"] = account
    return idempotency.once(session, token, "bring_bank", body, act, by=by, now=now)


def _waiting(session: Session, organisation: Organisation) -> int:
    query = session.query(BankStatement.id)
    return query.filter_by(organisation_id=organisation.id, read_at=None).count()


def table_of(statement: BankStatement) -> reading.Table:
    """The rows of a file whose columns are not matched yet."""
    return reading.table(zlib.decompress(statement.content))
