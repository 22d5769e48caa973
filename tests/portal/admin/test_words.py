"""The journal's words: every action that the portal records can be read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from portal.admin.words import ACTIONS
from portal.ledger.rules import MOVES
from portal.pledges.services.speaking import ACTIONS as SPOKEN

ROOT = Path(__file__).parents[3] / "portal"


def functions() -> list[ast.FunctionDef]:
    trees = [ast.parse(path.read_text()) for path in sorted(ROOT.rglob("*.py"))]
    return [one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]


def recorded(function: ast.FunctionDef, recorders: dict[str, int]) -> Iterator[ast.expr]:
    """What a function gives as the action to whatever writes the journal."""
    for call in ast.walk(function):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            named = [word.value for word in call.keywords if word.arg == "action"]
            if name in recorders:
                yield from (call.args[recorders[name] :][:1] or named)


def resolved(function: ast.FunctionDef, value: ast.expr) -> ast.AST:
    """A local name stands for what was assigned to it."""
    if isinstance(value, ast.Name):
        for one in ast.walk(function):
            if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == value.id:
                return one.value
    return value


def patterns(value: ast.AST) -> Iterator[str]:
    """Each text in an expression as a pattern; what an f-string fills in may be any code."""
    if isinstance(value, ast.JoinedStr):
        parts = (getattr(part, "value", None) for part in value.values)
        yield "".join(re.escape(part) if isinstance(part, str) else "[a-z_]+" for part in parts)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield re.escape(value.value)
    elif isinstance(value, ast.IfExp):
        yield from (*patterns(value.body), *patterns(value.orelse))
    elif isinstance(value, ast.Call):  # {"side": "action"}.get(side, "action")
        table = getattr(value.func, "value", None)
        if isinstance(table, ast.Dict):
            for one in (*table.values, *value.args[1:]):
                yield from patterns(one)


def actions() -> set[str]:
    known = {"record": 1}
    every = functions()
    while True:  # a helper that hands its own `action` on is a recorder too
        more = {
            one.name: [arg.arg for arg in one.args.args].index("action")
            for one in every
            if "action" in [arg.arg for arg in one.args.args]
            and any(ast.unparse(value) == "action" for value in recorded(one, known))
        }
        if known.keys() >= more.keys():
            break
        known |= more
    return {
        pattern
        for one in every
        for value in recorded(one, known)
        for pattern in patterns(resolved(one, value))
    }


def test_every_recorded_action_has_words() -> None:
    found = actions()
    found |= set(SPOKEN.values())  # chosen by who speaks on what
    assert {"sign_in", "suspend", "save_identity", "report_sent", "publish_programme"} <= found
    assert [one for one in found if not any(re.fullmatch(one, code) for code in ACTIONS)] == []


def test_every_move_of_the_ledger_and_its_reversal_have_words() -> None:
    kinds = [f"transfer.{kind}" for kind in MOVES]
    assert {*kinds, *(f"{kind}.reversed" for kind in kinds)} <= ACTIONS.keys()
