"""The people every test knows. All invented; each has one part to play."""

from dataclasses import dataclass

PASSWORD = "empat kata yang tenang"


@dataclass(frozen=True)
class Part:
    """A person of the cast: address, and the mandate that makes them what they are."""

    name: str
    email: str
    role: str = ""
    region: str | None = None


APPLICANT = Part("applicant", "pelamar@contoh.example")
MEMBER = Part("member", "pengelola@contoh.example")
TREASURER = Part("treasurer", "bendahara@contoh.example")
STRANGER = Part("stranger", "orang.lain@contoh.example")
DONOR = Part("donor", "donatur@contoh.example")
COORDINATOR = Part("coordinator", "koordinator.serang@contoh.example", "coordinator", "36.73")
ELSEWHERE = Part("elsewhere", "koordinator.ntb@contoh.example", "coordinator", "52")
AUDITOR = Part("auditor", "auditor@contoh.example", "auditor", None)
ADMINISTRATOR = Part("administrator", "admin@contoh.example", "administrator", None)

CAST = (
    APPLICANT,
    MEMBER,
    TREASURER,
    STRANGER,
    DONOR,
    COORDINATOR,
    ELSEWHERE,
    AUDITOR,
    ADMINISTRATOR,
)
