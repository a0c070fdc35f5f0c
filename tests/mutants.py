"""Mutants of a module: one operator, operand order, comparison or rounding end changed in each."""

from __future__ import annotations

import ast
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_NAMES = {"max": "min", "min": "max", "all": "any", "any": "all"}


def mutants(
    module: types.ModuleType, inside: Callable[[str], bool] = lambda name: True
) -> Iterator[tuple[str, types.ModuleType]]:
    """(what was changed, the changed module) for each mutant of the functions and tables whose name is `inside`."""
    source = Path(str(module.__file__)).read_text(encoding="utf8")
    tree = ast.parse(source)
    for top in tree.body:
        owner = _name(top)
        for node in list(ast.walk(top)) if inside(owner) else ():
            for change in range(2):
                before, kept = ast.unparse(node), dict(vars(node))
                if _mutate(node, change):
                    yield f"{owner}: {before} → {ast.unparse(node)}", _loaded(tree, module)
                    vars(node).clear()
                    vars(node).update(kept)


def _name(top: ast.stmt) -> str:
    """Of a top-level function, class or variable."""
    if isinstance(top, ast.FunctionDef | ast.ClassDef):
        return top.name
    targets = top.targets if isinstance(top, ast.Assign) else [getattr(top, "target", None)]
    return next((target.id for target in targets if isinstance(target, ast.Name)), "")


def _mutate(node: ast.AST, change: int) -> str:
    """Changes the node in place and says how; an empty string where there is no such change."""
    match node:
        case ast.BinOp(op=op) if type(op) in _OPERATORS and not _of_types(node):
            if change == 0:
                node.op = _OPERATORS[type(op)]()
                return f"{type(op).__name__} became {type(node.op).__name__}"
            if change == 1 and isinstance(op, ast.Sub | ast.Div | ast.Pow):
                node.left, node.right = node.right, node.left
                return f"operands of {type(op).__name__} swapped"
        case ast.Compare(ops=[op]) if change < len(_COMPARISONS.get(type(op), ())):
            node.ops = [_COMPARISONS[type(op)][change]()]
            return f"{type(op).__name__} became {type(node.ops[0]).__name__}"
        case ast.UnaryOp(op=ast.USub(), operand=operand) if change == 0 and not isinstance(
            operand, ast.Constant
        ):
            node.op = ast.UAdd()
            return "minus sign dropped"
        case ast.Call(func=ast.Name(id=name)) if change == 0 and name in _NAMES:
            node.func = ast.copy_location(ast.Name(_NAMES[name], ast.Load()), node)
            return f"{name} became {_NAMES[name]}"
        case ast.Call(func=ast.Name(id="abs"), args=[_]) if change == 0:
            node.func = ast.copy_location(ast.Name("Decimal", ast.Load()), node)
            return "absolute value dropped"
    return ""


def _of_types(node: ast.BinOp) -> bool:
    """`int | None` and text joined with `+` are no arithmetic."""
    return any(
        isinstance(side, ast.Constant) and isinstance(side.value, str) for side in (node.left, node.right)
    )


def _loaded(tree: ast.Module, module: types.ModuleType) -> types.ModuleType:
    made = types.ModuleType(f"{module.__name__}_mutant")
    made.__dict__.update(__package__=module.__package__, __file__=module.__file__)
    exec(compile(ast.fix_missing_locations(tree), str(module.__file__), "exec"), made.__dict__)
    return made


def survivors(
    module: types.ModuleType,
    oracle: Callable[[types.ModuleType], None],
    inside: Callable[[str], bool] = lambda name: True,
) -> list[str]:
    """What was changed in the mutants that the oracle does not notice."""
    oracle(module)
    alive = []
    for words, mutant in mutants(module, inside):
        try:
            oracle(mutant)
        except (Exception, pytest.fail.Exception):  # an assertion, or a crash: either way it was noticed
            continue
        alive.append(words)
    return alive
