"""Which package may import which, what stays cold, and what each module makes public."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = {
    "dragoman_models": ROOT / "models" / "dragoman_models",
    "dragoman_server": ROOT / "server" / "dragoman_server",
    "dragoman_client": ROOT / "client" / "dragoman_client",
}
MODEL_LIBRARIES = frozenset({"ctranslate2", "numpy", "sentencepiece", "torch", "transformers"})
# Extras that a fresh clone does not install.
OPTIONAL = ("torch", "transformers")


def modules_of(package: str) -> list[str]:
    """Name the modules of a package by its files."""
    folder = PACKAGES[package]
    names = []
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        names.append(".".join(part for part in parts if part != "__init__"))
    return names


def importable(names: list[str]) -> list[str]:
    """Leave out what runs when it is imported."""
    return [name for name in names if not name.endswith("__main__")]


def loaded_after(program: str) -> set[str]:
    """Run a program in a fresh interpreter, and name the top-level modules it loaded."""
    report = (
        "import sys, atexit, json\n"
        "atexit.register(lambda: print('\\n' + json.dumps(sorted(sys.modules)), flush=True))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", report + program], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    modules: list[str] = json.loads(done.stdout.splitlines()[-1])
    return {name.partition(".")[0] for name in modules}


def imports_of(path: Path) -> set[str]:
    """Name the top-level modules that a file imports anywhere, functions included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found.add(node.module.partition(".")[0])
    return found


def importing(names: list[str]) -> str:
    """Write a program that imports modules; what an extra lacks is passed over."""
    lines = ["import importlib"]
    for name in names:
        lines += [
            "try:",
            f"    importlib.import_module({name!r})",
            "except ModuleNotFoundError as error:",
            f"    if (error.name or '').partition('.')[0] not in {OPTIONAL!r}: raise",
        ]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("dragoman_client", {"dragoman_models", "dragoman_server", *MODEL_LIBRARIES}),
        ("dragoman_models", {"dragoman", "dragoman_server", "dragoman_client", "grpc"}),
        ("dragoman_server", {"dragoman_client"}),
    ],
)
def test_imports_go_one_way(package: str, forbidden: set[str]) -> None:
    """A fresh interpreter that imports every module of a package loads none that it may not."""
    names = importable(modules_of(package))
    assert not loaded_after(importing(names)) & forbidden


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("dragoman_client", {"dragoman_models", "dragoman_server", *MODEL_LIBRARIES}),
        ("dragoman_models", {"dragoman", "dragoman_server", "dragoman_client", "grpc"}),
        ("dragoman_server", {"dragoman_client"}),
    ],
)
def test_no_function_imports_the_other_way(package: str, forbidden: set[str]) -> None:
    """No file names a package that it may not, not even inside a function."""
    for path in PACKAGES[package].rglob("*.py"):
        assert not imports_of(path) & forbidden, path


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["--no-such-flag"],
        ["no-such-command"],
        ["translate", "--help"],
        ["translate", "--no-such-flag"],
        ["serve", "--no-such-flag"],
        ["models", "--no-such-flag"],
    ],
)
def test_help_and_a_bad_flag_load_no_model_library(arguments: list[str]) -> None:
    """The command answers about itself without the libraries that take seconds."""
    program = (
        f"import sys\nsys.argv[1:] = {arguments!r}\nfrom dragoman_client.cli import main\nmain()"
    )
    assert not loaded_after(program) & MODEL_LIBRARIES


def test_the_help_page_does_not_even_load_grpc() -> None:
    """`dragoman --help` has nothing to send."""
    program = "import sys\nsys.argv[1:] = ['--help']\nfrom dragoman_client.cli import main\nmain()"
    assert "grpc" not in loaded_after(program)


@pytest.mark.parametrize(
    "name", importable([name for package in PACKAGES for name in modules_of(package)])
)
def test_all_is_sorted_and_names_what_is_there(name: str) -> None:
    """Each public module's `__all__` is sorted, without doubles, and true."""
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in OPTIONAL:
            raise
        pytest.skip(f"{error.name} is not installed")
    public = getattr(module, "__all__", None)
    if public is None:
        assert not defined_in(name), f"{name} defines public names and has no __all__"
        return
    assert list(public) == sorted(set(public), key=order)
    assert all(hasattr(module, each) for each in public)
    assert not defined_in(name) - set(public)


def order(name: str) -> tuple[int, str]:
    """Sort as the linter does: constants, then classes, then the rest."""
    if name.isupper():
        return (0, name)
    return (1, name) if name[0].isupper() else (2, name)


def defined_in(name: str) -> set[str]:
    """Name the public classes and functions that a module's own file defines.

    A subcommand is left out: its group has it.
    """
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text())
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        node.name
        for node in tree.body
        if isinstance(node, kinds) and node.name[0] != "_" and not is_subcommand(node)
    }


def is_subcommand(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Say whether a definition is decorated with a group's `command`."""
    decorators = [ast.unparse(each) for each in node.decorator_list]
    return any(".command(" in each and not each.startswith("click.") for each in decorators)


def test_the_client_package_names_its_errors() -> None:
    """Every error of the tree can be imported from the package itself."""
    client = importlib.import_module("dragoman_client")
    errors = importlib.import_module("dragoman_client.errors")
    assert set(errors.__all__) <= set(client.__all__)
    assert set(client.__all__) <= set(dir(client))


def test_an_unknown_name_of_the_client_package() -> None:
    """A name that the package does not have is an AttributeError like any other."""
    client = importlib.import_module("dragoman_client")
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = client.nonsense
