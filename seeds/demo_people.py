"""The people of the demo: accounts that visitors may use, and owners that nobody signs in as."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Actor, Role
from portal.accounts import queries, services
from portal.accounts.models import User
from seeds import demo_files
from seeds.demo_rows import DemoOrganisation


class People:
    """Every account of the demo by its address."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.keys: dict[str, int] = {}
        self._members: dict[str, list[tuple[str, str]]] = {}
        for account in demo_files.accounts():
            if account.organisation and account.membership:
                held = self._members.setdefault(account.organisation, [])
                held.append((account.membership, account.email))

    def open_accounts(self, secret: str, now: datetime) -> None:
        """Sign up the shown accounts, confirm them, and give everybody their mandates."""
        locked = services.HASHER.hash(secrets.token_urlsafe(32))
        for account in demo_files.accounts():
            if account.shown:
                user = services.sign_up(
                    self.session, email=account.email, password=secret, language="id", now=now
                )
                services.confirm(self.session, user, now=now)
            else:
                user = self._hidden(account.email, locked, now)
            self.keys[account.email] = user.id
            for one in account.mandates:
                services.grant_by_command(
                    self.session, user, Role(one.role), one.region, until=None, now=now
                )
        for entry in demo_files.organisations():
            owner = self.owner(entry)
            if owner not in self.keys:
                self.keys[owner] = self._hidden(owner, locked, now).id

    def _hidden(self, email: str, locked: str, now: datetime) -> User:
        """A confirmed account whose password nobody knows; one hash serves for all of them."""
        user = User(email=email, password_hash=locked, created_at=now, verified_at=now)
        self.session.add(user)
        self.session.flush()
        return user

    def owner(self, entry: DemoOrganisation) -> str:
        """The address of an organisation's owner."""
        named = [email for role, email in self._members.get(entry.key, []) if role == "owner"]
        return named[0] if named else entry.owner_email

    def others(self, entry: DemoOrganisation) -> list[tuple[str, str]]:
        """The further members of an organisation, as (role, address)."""
        owner = self.owner(entry)
        return [one for one in self._members.get(entry.key, []) if one[1] != owner]

    def actor(self, email: str, now: datetime) -> Actor:
        """Somebody as rules see them at that moment."""
        user = self.session.get_one(User, self.keys[email])
        return queries.actor_of(self.session, user, now)

    def coordinators(self, region: str, now: datetime) -> list[Actor]:
        """The coordinators of a region, the nearest mandate first."""
        found = queries.coordinators(self.session, region, now)
        users = (self.session.get_one(User, key) for key in found)
        return [queries.actor_of(self.session, user, now) for user in users]

    def coordinator(self, region: str, now: datetime) -> Actor:
        """The coordinator whose mandate reaches a region most closely."""
        return self.coordinators(region, now)[0]

    def administrator(self, now: datetime) -> Actor:
        """The demo's administrator."""
        user = self.session.scalars(select(User).where(User.id.in_(self.keys.values()))).all()
        actors = (queries.actor_of(self.session, one, now) for one in user)
        return next(one for one in actors if one.holds(Role.ADMINISTRATOR, None))
