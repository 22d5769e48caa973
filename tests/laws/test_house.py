"""Laws of the house: what every file of it must keep, whoever wrote it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from portal import schema
from portal.settings import Settings
from tests.laws.catalogue import faults

ROOT = Path(__file__).parents[2]
CODE = sorted(path for top in ("portal", "search", "seeds") for path in (ROOT / top).rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PURE = {"portal.assets", "portal.errors", "portal.access", "portal.money", "portal.vocabulary"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_imports_go_downwards_only() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "path", [path for path in CODE if path.name.endswith("rules.py")], ids=name
)
def test_rules_are_pure(path: Path) -> None:
    for module in imported(path):
        top = module.split(".")[0]
        ours = module in PURE or module.endswith("rules")
        assert top in sys.stdlib_module_names or ours or top == "stdnum", module


@pytest.mark.parametrize(
    "path", [path for path in CODE if "services" in str(path.relative_to(ROOT))], ids=name
)
def test_services_never_end_the_transaction(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in ("commit", "rollback"), f"line {node.lineno}"


@pytest.mark.parametrize("path", CODE, ids=name)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_hold_nothing_inline_and_escape_everything(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\|\s*safe\b|autoescape", text)
    assert not re.search(r"(src|href)=\"https?://(?!wa\.me/)", text), "another host"


def test_one_migration_head() -> None:
    assert len(ScriptDirectory.from_config(schema.config()).get_heads()) == 1


def test_the_catalogue_is_complete() -> None:
    assert list(faults()) == []


def test_readme_tells_every_setting() -> None:
    readme = (ROOT / "README.md").read_text()
    told = set(re.findall(r"^\| `(PORTAL_[A-Z_]+)`", readme, re.MULTILINE))
    assert told == {f"PORTAL_{name.upper()}" for name in Settings.model_fields}


def test_nothing_names_a_machine_or_a_registry() -> None:
    told = re.compile(r"/work/|/root/|pypi\.org|files\.pythonhosted|registry\.npmjs")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    for file in listed:
        path = ROOT / file
        if path.suffix in (".py", ".md", ".txt", ".html", ".toml", ".css", ".po", "") and (
            path.is_file() and path != Path(__file__)
        ):
            assert not told.search(path.read_text(errors="replace")), file


def test_tables_of_three_columns_become_lists_on_phones() -> None:
    for path in TEMPLATES:
        for table in re.findall(r'<table class="data">.*?</thead>', path.read_text(), re.DOTALL):
            assert table.count('<th scope="col"') <= 2, name(path)
