"""Every field that a form may use, under one roof."""

from portal.web.bulk import Sheet
from portal.web.choices import Choice, Choices, Select, Token, Version, Yes
from portal.web.lines import Line, Paragraphs, Secret
from portal.web.uploads import File
from portal.web.values import Amount, Clock, Day, Whole

__all__ = [
    "Amount",
    "Choice",
    "Choices",
    "Clock",
    "Day",
    "File",
    "Line",
    "Paragraphs",
    "Secret",
    "Select",
    "Sheet",
    "Token",
    "Version",
    "Whole",
    "Yes",
]
