"""The documents name only what is there: files, pictures, commands, targets, headings."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import flask_migrate.cli
import pytest
from flask import Flask

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!https?:|mailto:|\{)([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)
# A group and at most one command of it: what follows (FILE, …, you@…) is for whoever types it.
FLASK = re.compile(r"\bflask (?:--app \S+ )?([a-z][a-z-]*)(?:\s+([a-z][a-z-]*)(?![\w./@-]))?")
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
PROGRAM = re.compile(r"\.venv/bin/([a-z0-9-]+)")


def tracked(pattern: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", pattern], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


COMMANDS: dict[str, click.Command] = {"db": flask_migrate.cli.db}  # a plugin, found by Flask when it is typed
DOCUMENTS = tracked("*.md")
ABOUT_US = [path for path in DOCUMENTS if path.relative_to(ROOT).parts[0] not in ("campaigns", "templates", "static")]


def code_of(path: Path) -> Iterator[str]:
    """What is typed as code; a line that goes on under itself is one line."""
    for found in CODE.findall(path.read_text(encoding="utf-8")):
        yield from (found.splitlines() if found.startswith("```") else [found.replace("\n", " ").replace("`", "")])


def test_there_are_documents_to_read() -> None:
    assert {"README.md", "README.fr.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= {path.name for path in ABOUT_US}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_and_picture_leads_somewhere(document: Path) -> None:
    targets = [target.partition("#")[0] for target in LINK.findall(document.read_text(encoding="utf-8"))]
    assert [target for target in targets if target and not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", ABOUT_US, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_named_exists(application: Flask, document: Path) -> None:
    missing = []
    for line in code_of(document):
        for group, name in FLASK.findall(line):
            command = COMMANDS.get(group) or application.cli.commands.get(group)
            known = command.commands if isinstance(command, click.Group) else {}
            if command is None or (name and isinstance(command, click.Group) and name not in known):
                missing.append(f"flask {group} {name}")
    assert missing == []


@pytest.mark.parametrize("document", ABOUT_US, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_target_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"(?m)^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    named = {target for line in code_of(document) for target in MAKE.findall(line)}
    assert named - targets == set()


@pytest.mark.parametrize("name", ["README.md", "README.fr.md", "docs/fr/guide-campagne.md"])
def test_what_is_to_be_typed_can_be_typed_as_it_stands(name: str) -> None:
    """In a block of commands, every program is that of `.venv/bin`, and it is there."""
    blocks = re.findall(r"```(?:sh)?\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    assert [line for line in lines if re.match(r"(flask|granian|python|pip)\b", line)] == []
    programs = {program for line in lines for program in PROGRAM.findall(line)} - {"pip"}
    assert [program for program in programs if not (ROOT / ".venv" / "bin" / program).exists()] == []


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "adr" / "0006-dependencies.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = [re.split(r"[\[<>=~! ;]", line)[0] for line in asked]
    assert [name for name in names if not re.search(rf"\b{name}\b", reasons)] == []


@pytest.mark.parametrize("folder", ["docs/adr", "docs/fr"])
def test_every_decision_and_every_guide_is_listed(folder: str) -> None:
    lists = {"docs/adr": ["docs/adr/README.md"], "docs/fr": ["README.md", "README.fr.md"]}[folder]
    names = [path.name for path in tracked(f"{folder}/*.md") if path.name != "README.md"]
    for listing in lists:
        text = (ROOT / listing).read_text(encoding="utf-8")
        assert [name for name in names if name not in text] == [], listing
