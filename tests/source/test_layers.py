"""The house rules that import-linter does not know: docs/architecture.md says why each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from app.core import queues

APP = Path(__file__).resolve().parents[2] / "app"
OPEN_TO_OTHERS = {"service", "models", "errors"}
LONGEST_FILE = 300


def is_view(module: str) -> bool:
    """`views`, or a part of it: `link_views`."""
    return module.endswith("views")


def is_entry_point(module: str) -> bool:
    return is_view(module) or module in ("staff", "jobs", "cli") or module.endswith("_cli")


def sources() -> list[Path]:
    return sorted(APP.rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                yield f"{node.module}.{name.name}"
        elif isinstance(node, ast.Import):
            for name in node.names:
                yield name.name


def test_other_features_are_reached_through_their_service_their_models_and_their_errors() -> None:
    intruders = []
    for path in sources():
        feature = path.relative_to(APP).parts[0]
        for name in imports_of(path):
            parts = name.split(".")
            if parts[0] != "app" or len(parts) < 3 or parts[1] in ("core", feature):
                continue
            if parts[2] not in OPEN_TO_OTHERS:
                intruders.append(f"{path.relative_to(APP)} imports {name}")
    assert intruders == []


def test_entry_points_never_import_each_other_but_views_of_one_feature_may_be_parted() -> None:
    intruders = []
    for path in sources():
        if not is_entry_point(path.stem):
            continue
        for name in imports_of(path):
            parts = name.split(".")
            imported = next((part for part in parts[2:4] if parts[0] == "app" and is_entry_point(part)), None)
            if imported and not (path.stem == "views" and is_view(imported) and parts[1] == path.parent.name):
                intruders.append(f"{path.relative_to(APP)} imports {name}")
    assert intruders == []


def test_every_service_says_in_one_shape_what_others_may_ask() -> None:
    """`__all__` names all of it: what the file defines, and what it imports from where it lives. No second name."""
    odd = []
    for path in sorted(APP.glob("*/service.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        given = {ast.unparse(one.targets[0]): one.value for one in body if isinstance(one, ast.Assign)}
        named = ast.literal_eval(given.get("__all__", ast.List([])))
        defined = {one.name for one in body if isinstance(one, ast.FunctionDef | ast.ClassDef)}
        forgotten = {name for name in defined if not name.startswith("_")} - set(named)
        if not named or forgotten or any(isinstance(value, ast.Attribute) for value in given.values()):
            odd.append(str(path.relative_to(APP)))
    assert odd == []


def test_the_application_commits_in_one_place() -> None:
    committing = [
        str(path.relative_to(APP))
        for path in sources()
        for _ in re.findall(r"session\.commit\(", path.read_text(encoding="utf-8"))
    ]
    assert committing == ["core/unit_of_work.py"]


def test_an_entry_point_never_adds_or_deletes_rows_itself() -> None:
    guilty = [
        str(path.relative_to(APP))
        for path in sources()
        if is_entry_point(path.stem)
        and re.search(r"session\.(add|delete|execute|merge|flush)\b", path.read_text(encoding="utf-8"))
    ]
    assert guilty == []


def test_only_the_clock_asks_the_time() -> None:
    guilty = [
        str(path.relative_to(APP))
        for path in sources()
        if path.name != "clock.py"
        and re.search(r"datetime\.(now|utcnow|today)\(|date\.today\(", path.read_text(encoding="utf-8"))
    ]
    assert guilty == []


def test_every_job_of_the_catalogue_exists() -> None:
    for job in (*queues.JOBS, *queues.PERIODIC):
        module, _, name = job.path.rpartition(".")
        assert callable(getattr(import_module(module), name)), job.path
        assert job.queue in queues.QUEUES


def test_every_job_is_in_the_catalogue() -> None:
    """One that is not is never done."""
    known = {job.path for job in (*queues.JOBS, *queues.PERIODIC)}
    for path in APP.rglob("jobs.py"):
        module = ".".join(("app", *path.relative_to(APP).with_suffix("").parts))
        functions = [node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
        assert {f"{module}.{name}" for name in functions} <= known


def test_a_job_is_one_line() -> None:
    for path in APP.rglob("jobs.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                statements = [
                    s for s in node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
                ]
                assert len(statements) == 1, f"{path.relative_to(APP)}: {node.name}"


def test_no_file_grows_into_a_god_file() -> None:
    long = {str(p.relative_to(APP)): n for p in sources() if (n := p.read_text().count("\n")) > LONGEST_FILE}
    assert long == {}


def test_no_inline_script_or_style_in_any_page() -> None:
    templates = APP.parent / "templates"
    guilty = [
        str(path.relative_to(templates))
        for path in sorted(templates.rglob("*.html"))
        if "email" not in path.parts
        and re.search(
            r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"|javascript:", path.read_text(encoding="utf-8")
        )
    ]
    assert guilty == []
