"""The house rules, read from syntax trees: each rule is a function from one module to complaints."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]

SCIENCE = {"numpy", "scipy", "pandas", "geopandas", "shapely", "pyproj"}
FACE = {"streamlit", "folium", "streamlit_folium", "branca", "jinja2"}
FILES = {"pyarrow", "pyogrio", "openpyxl", "xlsxwriter", "reportlab"}
SERVER = {"starlette", "uvicorn", "anyio"}
#: folder → what its modules may import beside the standard library; the longest folder that fits counts
LAYERS: dict[str, set[str]] = {
    "geo": SCIENCE | {"geo", "highspy"},
    "data": SCIENCE | FILES | {"geo", "data", "duckdb", "duckdb_extension_spatial", "click"},
    "pages/parts": SCIENCE | FACE | {"geo", "data", "pages.parts", "babel", "pyarrow", "altair"},
    "pages/api": SCIENCE | SERVER | {"geo", "data", "pages.api"},
    "pages": {"geo", "data.commands", "pages.parts", "streamlit", "pandas", "numpy", "geopandas"},
    "dashboard.py": FACE | SERVER | {"geo", "data", "pages.parts", "pages.api"},
}  # fmt: skip

MODULE_LINES, FUNCTION_LINES, PAGE_LINES = 300, 50, 80
VAGUE_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common)($|_)")
#: calls whose answer differs from run to run or machine to machine: forbidden in geo
IMPURE = re.compile(
    r"(open|input|print|(datetime\.)?(datetime|date)\.(now|today|utcnow)|pd\.Timestamp\.(now|today)"
    r"|(np|numpy)\.random\.(?!default_rng$|Generator$|SeedSequence$)\w+"
    r"|(np|numpy)\.(load|save|savez|fromfile|loadtxt)|(pd|pandas|gpd|geopandas)\.read_\w+)"
)
IMPURE_MODULES = {"os", "io", "time", "random", "pathlib", "socket", "subprocess", "tempfile", "uuid"}
CACHES = {"cache_data", "cache_resource"}
OUR_ERRORS = re.compile(r"GridkeeperError|InputError|Unreadable|NotAllowed|NotFound|Conflict|RecordBusy")
ONLY_CACHE = "pages/parts/load.py"
#: what gives rows of the record
READS = {"record.rows", "record.frame", "record.geo_frame"}
SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|WITH\s+\w+\s+AS\s*\(|FROM\s+\w+\()",
    re.S,
)
#: words of a workplace, not of a product
WORKPLACE = re.compile(
    r"\.\./shared|/work/(main|shared)|/tmp/brief"
    r"|\bissues? #?\d|\bsession \d|\bsub-?agents?\b|\b(AI|coding) agents?\b"
    r"|pypi\.org|registry\.npmjs|pypi-more|\bclaude\b|\banthropic\b",
    re.IGNORECASE,
)
#: the rules and their examples hold the very words
HOLDS_THEM = ("tests/house.py", "tests/test_house.py")
MAY_NAME_DATA = "tests/"  # tests and benchmarks read the real data that lies beside the repository


@dataclass(frozen=True)
class Module:
    """A source file: its path from the root, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def layer(self) -> str:
        """The key of ``LAYERS`` this module falls under, or nothing."""
        return max((folder for folder in LAYERS if _inside(self.path, folder)), key=len, default="")

    @property
    def is_page(self) -> bool:
        """Whether Streamlit shows this module as a screen."""
        return re.fullmatch(r"pages/(?!__init__)\w+\.py", self.path) is not None


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")


def parse(path: str, text: str) -> Module:
    """A module from its text."""
    return Module(path, text, ast.parse(text, path))


def tracked(*patterns: str) -> list[str]:
    """Paths that git knows or would add, from the root; every file where there is no git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *patterns]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()]
        return sorted(name for name in names if not name.startswith((".venv/", "var/", ".git/")))
    return sorted(name for name in found.stdout.split("\0") if name and (ROOT / name).is_file())


PATHS = [path for path in tracked("*.py") if path.endswith(".py")]
PRODUCT = [
    path for path in PATHS if _inside(path, "dashboard.py") or path.split("/")[0] in ("geo", "data", "pages")
]


def read(path: str) -> Module:
    """A module of this repository."""
    return parse(path, (ROOT / path).read_text(encoding="utf-8"))


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a chain of names, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported; ``from a import b`` gives ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function, at any depth."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


# ---- the rules ---------------------------------------------------------------------------------


def import_direction(module: Module) -> Iterator[str]:
    """A layer imports what the table allows and the standard library."""
    if not module.layer:
        return
    allowed = LAYERS[module.layer]
    for line, name in imports(module.tree):
        if name.split(".")[0] in sys.stdlib_module_names or _allowed(name, allowed):
            continue
        yield f"{module.path}:{line} imports {name}, which {module.layer} may not"


def _allowed(name: str, allowed: set[str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[: n + 1]) in allowed for n in range(len(parts)))


def absolute_imports(module: Module) -> Iterator[str]:
    """No relative imports."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"{module.path}:{node.lineno} imports relatively"


def pure_science(module: Module) -> Iterator[str]:
    """geo touches no file, environment, clock or unseeded chance."""
    if module.layer != "geo":
        return
    for line, name in imports(module.tree):
        if name.split(".")[0] in IMPURE_MODULES:
            yield f"{module.path}:{line} imports {name}: geo takes time, chance and files as arguments"
    for node in (node for node in ast.walk(module.tree) if isinstance(node, ast.Call)):
        name = dotted(node.func)
        if name.endswith("default_rng") and not (node.args or node.keywords):
            yield f"{module.path}:{node.lineno} draws without a seed"
        elif IMPURE.fullmatch(name):
            yield f"{module.path}:{node.lineno} calls {name} in geo"


def sizes(module: Module) -> Iterator[str]:
    """Modules, functions and pages stay small."""
    lines = module.text.count("\n")
    limit = PAGE_LINES if module.is_page else MODULE_LINES
    if lines > limit:
        yield f"{module.path} has {lines} lines, more than {limit}"
    for function in functions(module.tree):
        length = function.end_lineno - function.lineno + 1
        if length > FUNCTION_LINES:
            where = f"{module.path}:{function.lineno} {function.name}"
            yield f"{where} has {length} lines, more than {FUNCTION_LINES}"


def clear_names(module: Module) -> Iterator[str]:
    """Nothing is called after its being useful."""
    for part in PurePosixPath(module.path).with_suffix("").parts:
        if VAGUE_NAMES.search(part):
            yield f"{module.path} has a vague name: {part}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and re.search(
            r"(Util|Helper|Manager)s?$", node.name
        ):
            yield f"{module.path}:{node.lineno} has a vague name: {node.name}"


def page_names(module: Module) -> Iterator[str]:
    """pages/ is first on the path while a page runs: a page must not hide a module."""
    name = PurePosixPath(module.path).stem
    if module.is_page and (name in sys.stdlib_module_names or name in third_party()):
        yield f"{module.path} hides the module {name}"


def third_party() -> set[str]:
    """Top-level modules that installed packages bring."""
    return set(packages_distributions())


def page_manners(module: Module) -> Iterator[str]:
    """A page holds no state, caches nothing and writes no SQL."""
    if not module.is_page:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and (node.attr == "session_state" or node.attr in CACHES):
            yield f"{module.path}:{node.lineno} uses st.{node.attr} in a page"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
            yield f"{module.path}:{node.lineno} holds SQL"


def scoped_caches(module: Module) -> Iterator[str]:
    """Only the loader caches, and a cached function's key holds the actor's scope."""
    if not module.path.startswith("pages/") and module.path != "dashboard.py":
        return
    for function in functions(module.tree):
        decorators = [dotted(d.func if isinstance(d, ast.Call) else d) for d in function.decorator_list]
        if not any(name.split(".")[-1] in CACHES for name in decorators):
            continue
        if module.path != ONLY_CACHE:
            yield f"{module.path}:{function.lineno} caches; only {ONLY_CACHE} does"
        elif not _keyed_by_scope(function, decorators):
            where = f"{module.path}:{function.lineno} {function.name}"
            yield f"{where} caches without the actor's scope in its key"


def _keyed_by_scope(function: ast.FunctionDef, decorators: list[str]) -> bool:
    """An argument named scope or actor that Streamlit hashes; the open record itself is everybody's."""
    names = [argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]]
    shared = any(name.endswith("cache_resource") for name in decorators) and not names
    return shared or "scope" in names or "actor" in names


def asked_by_somebody(module: Module) -> Iterator[str]:
    """Whatever reads rows of the record for others knows who asks, and looks at it."""
    if module.layer != "data":
        return
    public = (function for function in functions(module.tree) if not function.name.startswith("_"))
    for function in (one for one in public if one in module.tree.body):
        inside = list(ast.walk(function))
        reads = any(isinstance(node, ast.Attribute) and dotted(node) in READS for node in inside)
        known = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        if reads and "actor" not in known:
            yield f"{module.path}:{function.lineno} {function.name} reads the record for nobody in particular"


def docstrings(module: Module) -> Iterator[str]:
    """Modules, public functions and public classes say what they are for."""
    if not module.layer:
        return
    if not ast.get_docstring(module.tree):
        yield f"{module.path} has no docstring"
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in (node for node in module.tree.body if isinstance(node, defined)):
        if not node.name.startswith("_") and not ast.get_docstring(node):
            yield f"{module.path}:{node.lineno} {node.name} has no docstring"


def swallowed_errors(module: Module) -> Iterator[str]:
    """No bare except, and no broad one that neither raises nor tells."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        broad = node.type is None or dotted(node.type) in ("Exception", "BaseException")
        if broad and all(isinstance(statement, ast.Pass) for statement in node.body):
            yield f"{module.path}:{node.lineno} swallows every error"


def coded_errors(module: Module) -> Iterator[str]:
    """Our errors carry a code, never a sentence."""
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and OUR_ERRORS.fullmatch(dotted(node.func)) and node.args):
            continue
        code = node.args[0]
        if isinstance(code, ast.JoinedStr) or (
            isinstance(code, ast.Constant) and not re.fullmatch(r"[a-z][a-z0-9_]*", str(code.value))
        ):
            yield f"{module.path}:{node.lineno} raises {dotted(node.func)} without a plain code"


def dead_code(module: Module) -> Iterator[str]:
    """A private function, class or constant is used in its own module."""
    if not module.layer:
        return
    nodes = list(ast.walk(module.tree))
    used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    private = (node for node in module.tree.body if getattr(node, "name", "").startswith("_"))
    for node in private:
        if node.name not in used and not node.decorator_list:
            yield f"{module.path}:{node.lineno} {node.name} is used by nobody"


RULES = [
    import_direction, absolute_imports, pure_science, sizes, clear_names, page_names, page_manners,
    scoped_caches, asked_by_somebody, docstrings, swallowed_errors, coded_errors, dead_code,
]  # fmt: skip


def workplace_words(path: str, text: str) -> list[str]:
    """Lines that speak of a workplace; tests may name the folder where real data lies."""
    return [
        f"{path}:{number} says {found.group()!r}"
        for number, line in enumerate(text.splitlines(), 1)
        for found in WORKPLACE.finditer(line)
        if not (path.startswith(MAY_NAME_DATA) and found.group().startswith(".."))
    ]


def mirror(path: str) -> str:
    """Where the tests of a module are: ``data/cli/base.py`` → ``tests/data/cli/test_base.py``."""
    pure = PurePosixPath(path)
    return str(PurePosixPath("tests") / pure.parent / f"test_{pure.name}")


def untested(paths: list[str], tests: set[str]) -> list[str]:
    """Modules without a test file in the mirrored place; pages are tested by the journeys."""
    modules = [path for path in paths if not path.endswith(("/__init__.py", "/__main__.py"))]
    pages = [path for path in modules if parse(path, "").is_page]
    return [path for path in modules if "/" in path and path not in pages and mirror(path) not in tests]


def macros(sql: str) -> dict[str, bool]:
    """The macros of a file, and whether a comment stands right above each."""
    lines = sql.splitlines()
    made = [(at, re.match(r"CREATE OR REPLACE MACRO (\w+)", line)) for at, line in enumerate(lines)]
    return {found[1]: at > 0 and lines[at - 1].startswith("--") for at, found in made if found}
