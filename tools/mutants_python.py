"""Mutants of Python source: one small fault in each, as a slip of the hand would make it.

The operators are the usual ones of mutation testing (DeMillo, Lipton and Sayward 1978; Offutt et al. 1996): comparison
and boundary, `and` and `or`, `not`, constants, forced conditions, return values, swapped calls, dropped statements.
Docstrings, annotations, imports and the words of messages are left alone.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

COMPARE: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}  # fmt: skip
UNTOUCHED = ("annotation", "returns", "decorator_list", "type_params", "bases")
CALLS = {"any": "all", "all": "any", "min": "max", "max": "min"}
Place = tuple[tuple[str, int | None], ...]  # from the module down: the field, and the place in a list of nodes


@dataclass(frozen=True)
class PythonMutant:
    """One fault: `id` is stable as long as its function keeps the words around it."""

    id: str
    scope: str  # the function or class, dotted; or module
    before: str
    after: str
    source: str
    place: Place
    new: ast.AST

    def tree(self) -> ast.Module:
        """The faulty module."""
        tree = ast.parse(self.source)
        parent: ast.AST = tree
        for name, index in self.place[:-1]:
            parent = getattr(parent, name) if index is None else getattr(parent, name)[index]
        name, index = self.place[-1]
        if index is None:
            setattr(parent, name, self.new)
        else:
            getattr(parent, name)[index] = self.new
        return ast.fix_missing_locations(tree)


def mutants(source: str, name: str) -> Iterator[PythonMutant]:
    """Yield every mutant of a module; `name` begins their ids."""
    seen: Counter[str] = Counter()
    for place, scope, node in _nodes(ast.parse(source)):
        for kind, new in _changes(node):
            before, after = _words(node), _words(new)
            base = f"{name}::{scope}::{kind}: {before} -> {after}"
            seen[base] += 1
            number = f" #{seen[base]}" if seen[base] > 1 else ""
            yield PythonMutant(base + number, scope, before, after, source, place, new)


def _nodes(tree: ast.Module) -> Iterator[tuple[Place, str, ast.AST]]:
    """Every statement and expression that may be changed, with its place and the function it stands in."""
    stack: list[tuple[Place, ast.AST, str]] = [((), tree, "module")]
    while stack:
        place, parent, scope = stack.pop()
        for name, value in ast.iter_fields(parent):
            if name in UNTOUCHED or _is_message(parent, name):
                continue
            for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(child, ast.AST) or isinstance(child, (ast.Import, ast.ImportFrom)):
                    continue
                if _is_docstring(child) or _is_names(child):
                    continue
                here, inner = (*place, (name, index)), scope
                if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                    inner = child.name if scope == "module" else f"{scope}.{child.name}"
                if isinstance(child, (ast.stmt, ast.expr)):
                    yield here, inner, child
                stack.append((here, child, inner))


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            for other in COMPARE.get(type(op), ()):
                new = copy.deepcopy(node)
                new.ops[index] = other()
                yield "compare", new
    elif isinstance(node, ast.BoolOp):
        new_op = copy.deepcopy(node)
        new_op.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "bool", new_op
        for index in range(len(node.values)):
            rest = [copy.deepcopy(value) for place, value in enumerate(node.values) if place != index]
            yield "operand", rest[0] if len(rest) == 1 else ast.BoolOp(copy.deepcopy(node.op), rest)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not", copy.deepcopy(node.operand)
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC and not isinstance(node.left, ast.JoinedStr):
        new_bin = copy.deepcopy(node)
        new_bin.op = ARITHMETIC[type(node.op)]()
        yield "arithmetic", new_bin
    elif isinstance(node, ast.Constant):
        yield from (("constant", ast.Constant(value)) for value in _constants(node.value))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        new_call = copy.deepcopy(node)
        new_call.func = ast.Name(CALLS[node.func.id], ast.Load())
        yield "call", new_call
    elif isinstance(node, ast.IfExp):
        yield "branch", copy.deepcopy(node.body)
        yield "branch", copy.deepcopy(node.orelse)
    elif isinstance(node, (ast.If, ast.While)):
        for forced in (True, False) if isinstance(node, ast.If) else (False,):
            new_if = copy.deepcopy(node)
            new_if.test = ast.Constant(forced)
            yield "forced", new_if
    elif isinstance(node, ast.Return) and node.value is not None and not _is_empty(node.value):
        yield "return", ast.Return(ast.Constant(None))
    elif isinstance(node, (ast.Expr, ast.Raise, ast.AugAssign, ast.Continue, ast.Break)):
        yield "dropped", ast.Pass()


def _constants(value: object) -> tuple[object, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1,) if value == 0 else (value + 1, value - 1)
    if isinstance(value, str) and " " not in value.strip():  # several words are said to people
        return (value + "~",)
    return ()


def _is_message(parent: ast.AST, name: str) -> bool:
    """The words of an error or of an f-string: they are read by people, and their tests look for less."""
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and name in ("args", "keywords"):
        return parent.func.id.endswith(("Error", "Mismatch", "Needed", "Missing", "NotFound"))
    return isinstance(parent, ast.JoinedStr) or (isinstance(parent, ast.keyword) and parent.arg in ("hint", "note"))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_names(node: ast.AST) -> bool:
    """`__all__` and the like."""
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id[:2] == "__"


def _is_empty(node: ast.AST) -> bool:
    """None, False and the like: for whoever asks them, all the same."""
    return (isinstance(node, ast.Constant) and not node.value) or (isinstance(node, ast.Tuple) and not node.elts)


def _words(node: ast.AST) -> str:
    """The code of a node on one line; of a block only its head."""
    if isinstance(node, (ast.If, ast.While)):
        return f"{'if' if isinstance(node, ast.If) else 'while'} {ast.unparse(node.test)}:"
    return ast.unparse(ast.fix_missing_locations(node)).strip().partition("\n")[0][:110]
