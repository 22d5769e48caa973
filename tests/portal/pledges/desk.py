"""Both sides of a pledge at their browsers, with the addresses they use."""

import re
from datetime import timedelta
from typing import Any

from portal import db
from portal.ledger.rules import Figures
from portal.pledges.verify import verify
from portal.programmes.models import Requirement
from tests.browse import place
from tests.cast import DONOR, MEMBER
from tests.portal.pledges.scene import Scene
from tests.site import Site


class Desk:
    """A scene over the site's database, with the addresses of its pages."""

    def __init__(self, site: Site) -> None:
        self.site = site
        site.world.now = db.now()  # pages read the real clock
        self.scene = Scene(site.world)
        with self.scene.writing() as session:
            self.slug = self.scene.slug(session)
            self.line = session.get_one(Requirement, self.scene.lines[0]).public_id
        self.offer = f"/programmes/{self.slug}/pledge"
        self.donor, self.owner = site.as_(DONOR), site.as_(MEMBER)

    def day(self, ahead: int) -> str:
        """A day so many days from now, as people type it."""
        return (self.scene.today + timedelta(days=ahead)).strftime("%d-%m-%Y")

    def given(self, **changed: Any) -> dict[str, Any]:
        """What a donor types into the offer."""
        return {
            "requirement": self.line,
            "amount": "20 juta",
            "instalment_amount": ["15 juta", "5.000.000", ""],
            "instalment_due": [self.day(20), self.day(60), ""],
            "source": "csr",
            "anonymous": "no",
            "valid_until": self.day(14),
        } | changed

    def offered(self, **changed: Any) -> str:
        """The address of a pledge that was offered through the pages."""
        given = self.given(agree="y", step="confirm", **changed)
        answer = self.donor.submit(self.offer, given)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return place(answer)

    def accepted(self, **changed: Any) -> str:
        """The address of a pledge that became a commitment through the pages."""
        pledge = self.offered(**changed)
        assert self.owner.submit(f"{pledge}/accept").status_code == 303
        return pledge

    def last_delivery(self, pledge: str) -> str:
        """The address of the newest delivery that the owner may answer."""
        found: list[str] = re.findall(r"/deliveries/[0-9a-f-]{36}", self.owner.text(pledge))
        return found[-1]

    def figures(self) -> Figures:
        """The programme's figures."""
        with self.scene.writing() as session:
            assert verify(session).violations == ()
            return self.scene.funding(session).total
