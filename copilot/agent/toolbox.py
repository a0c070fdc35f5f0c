"""Our tools as LangChain tools: generated from `tools.__all__` by signature and docstring.

A tool stays a plain function of a desk. What LangChain adds is here: a strict schema (arguments are validated before
the function runs), facts by id where the function wants a `Datum`, and a plain JSON artifact beside the text.
"""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Any

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, ConfigDict, Field, create_model

from copilot import _bundled, codec, prompting, style
from copilot.errors import NoData
from copilot.ledger import Ledger
from copilot.ports import Desk
from copilot.types import Article, Datum, Passage, Series, Spoken

__all__ = ["langchain_tools"]

_Id = Annotated[str, Field(pattern=r"^F[0-9]{1,5}$", description="a fact's id, e.g. F12")]


def langchain_tools(desk: Desk, only: Sequence[str] | None = None) -> list[BaseTool]:
    """Every tool of ours as a LangChain tool, bound to a desk; `only` names the ones to offer.

    For our own agent and for anybody's: `create_agent(model, langchain_tools(Copilot().desk))`.
    """
    module = _bundled.tools()
    return [_tool(getattr(module, name), desk) for name in module.__all__ if only is None or name in only]


def _tool(function: Callable[..., Any], desk: Desk) -> BaseTool:
    hints = typing.get_type_hints(function)
    parameters = list(inspect.signature(function).parameters.values())[1:]  # the first is the desk
    wanted = {one.name for one in parameters if _takes_facts(hints[one.name])}
    spoken = {one.name: one.default for one in parameters if hints[one.name] is Spoken}

    # LangGraph finds what to inject by the annotation in this signature.
    def run(runtime: ToolRuntime | None = None, **arguments: Any) -> tuple[str, dict[str, Any]]:
        if wanted:
            ledger = prompting.ledger(runtime.state["messages"] if runtime else ())
            for name in wanted & arguments.keys():
                arguments[name] = _resolved(arguments[name], ledger)
        for name, default in spoken.items():
            if runtime and arguments.get(name, default) != default:
                _refuse_unspoken(arguments[name], runtime.state["messages"])
        found = _flat(function(desk, **arguments))
        # The ids are not known here (calls run in parallel): they are put in before the model reads this.
        return prompting.words(found, None, "en"), codec.encode(found)

    return StructuredTool.from_function(
        run,
        name=function.__name__,
        description=inspect.getdoc(function) or function.__name__,
        args_schema=_schema(function),
        response_format="content_and_artifact",
    )


@functools.cache
def _schema(function: Callable[..., Any]) -> type[BaseModel]:
    """What a model may pass to a tool: made once, for every question asks for it."""
    hints = typing.get_type_hints(function)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    fields: dict[str, Any] = {one.name: _field(one, hints[one.name]) for one in parameters}
    return create_model(
        function.__name__,
        __config__=ConfigDict(extra="forbid", arbitrary_types_allowed=True, coerce_numbers_to_str=True),
        runtime=(ToolRuntime, None),  # absent when a tool is called by itself
        **fields,
    )


def _field(parameter: inspect.Parameter, hint: Any) -> tuple[Any, Any]:
    default = ... if parameter.default is inspect.Parameter.empty else parameter.default
    if not _takes_facts(hint):
        return _json_type(hint), default
    several = (
        hint is not Datum
        and typing.get_origin(hint) is not None
        and Datum in _leaves(hint)
        and not _optional(hint)
    )
    return (list[_Id] if several else _Id | None if default is None else _Id), default


def _json_type(hint: Any) -> Any:
    """Sequences become lists, dates ISO strings that are parsed; everything else as it is written."""
    if hint is Spoken:
        return float
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (tuple, Sequence, Iterable, list) or (
        isinstance(origin, type) and issubclass(origin, Sequence)
    ):
        return list[_json_type(inner[0])]  # type: ignore[misc]
    return hint


def _refuse_unspoken(value: float, messages: Sequence[Any]) -> None:
    """A number that no question of the thread holds is refused: a model may not state figures. "10k" is 10,000."""
    questions = [message.text for message in messages if getattr(message, "type", "") == "human"]
    said = {abs(one.quantity.value) for text in questions for one in style.read(text)}
    if not {Decimal(str(value)), Decimal(str(value)) / 1000} & said:
        raise NoData(f"{value} is no number of the question")


def _leaves(hint: Any) -> set[Any]:
    inner = typing.get_args(hint)
    return {hint} if not inner else set().union(*(_leaves(item) for item in inner))


def _takes_facts(hint: Any) -> bool:
    return Datum in _leaves(hint)


def _optional(hint: Any) -> bool:
    return type(None) in typing.get_args(hint)


def _resolved(value: Any, ledger: Ledger) -> Any:
    if value is None:
        return None
    return ledger.datum(value) if isinstance(value, str) else tuple(ledger.datum(one) for one in value)


def _flat(result: Any) -> tuple[Any, ...]:
    """A tool's result as a tuple of facts; an empty one is the tool's broken promise, told as what it means."""
    if isinstance(result, (Datum, Series, Passage, Article)):
        return (result,)
    found = tuple(one for item in result for one in _flat(item))
    if not found:
        raise NoData("nothing was found")
    return found
