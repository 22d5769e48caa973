"""Each act of money as a form that can be sent: first what it needs, then the act alone."""

from tests.proof.acts import arriving, promising, reported, using, wholes
from tests.proof.acts.act import ACTS

__all__ = ["ACTS", "arriving", "promising", "reported", "using", "wholes"]
