"""Sums with the question's own figures: the operator by its words, the base named, the result written out."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from copilot import style
from copilot.analyst.answers.plan import Plan
from copilot.analyst.scene import Draft, Scene

__all__ = ["ARITHMETIC"]

_Operator = Callable[[Decimal, Decimal], Decimal]
_HUNDRED = Decimal(100)


def _write(scene: Scene) -> Draft:
    numbers = style.read(scene.request.question)
    question = scene.request.question
    if len(numbers) < 2:
        return _unread(scene)
    first, second = numbers[0].quantity, numbers[1].quantity
    one, other = first.value, second.value
    for pattern, unit, operator, english, chinese in _OPERATORS:
        if re.search(pattern, question, re.I):
            try:
                value = operator(one, other)
            except ArithmeticError:
                return _unread(scene)
            result = style.write(value, unit, language=scene.request.language, decimals=_places(value, unit))
            words = {"a": numbers[0].raw.strip(), "b": numbers[1].raw.strip(), "r": result}
            # The numbers are the question's own: nothing that is cited could prove them, so the sum stands outside the
            # checked text and says so.
            return Draft(
                scene.say(
                    "Arithmetic on your own numbers, with no source to prove them",
                    "用您给出的数字做的运算，没有来源可供核对",
                ),
                (),
                (scene.say("not proved: ", "未经核对：") + scene.say(english, chinese).format(**words),),
            )
    return _unread(scene)


def _places(value: Decimal, unit: str) -> int:
    return 2 if unit else 0 if value == value.to_integral_value() else 4


def _unread(scene: Scene) -> Draft:
    return Draft(
        scene.say("Two numbers and what to do with them are needed", "需要两个数字和要做的运算"),
        (),
        (),
        (scene.say("What is the discount of 16x against 21x?", "16倍相对21倍折价多少？"),),
    )


# Pattern, unit of the result, operator, wording. A discount is on the larger reference, a change on the earlier value.
_OPERATORS: tuple[tuple[str, str, _Operator, str, str], ...] = (
    (r"discount|折价", "%", lambda a, b: (1 - a / b) * _HUNDRED, "{a} against {b} is a discount of {r}", "{a}相对{b}，折价{r}"),
    (r"premium|溢价", "%", lambda a, b: (a / b - 1) * _HUNDRED, "{a} against {b} is a premium of {r}", "{a}相对{b}，溢价{r}"),
    (r"upside|上行空间", "%", lambda a, b: (b / a - 1) * _HUNDRED, "From {a} to {b} the upside is {r}", "从{a}到{b}，上行空间{r}"),
    (r"\bfrom\b.*\bto\b|从.*到|涨|跌", "%", lambda a, b: (b / a - 1) * _HUNDRED, "From {a} to {b} is a change of {r}", "从{a}到{b}，变动{r}"),
    (r"%\s*(?:of|的)|percent of|百分之.*的|的\s*\d+\s*%", "", lambda a, b: a * b / _HUNDRED, "{a} of {b} is {r}", "{b}的{a}是{r}"),
    (r"÷|/|divided|over|除以", "", lambda a, b: a / b, "{a} divided by {b} is {r}", "{a}除以{b}等于{r}"),
    (r"×|\*|times|multiplied|乘", "", lambda a, b: a * b, "{a} times {b} is {r}", "{a}乘以{b}等于{r}"),
    (r"\+|plus|加", "", lambda a, b: a + b, "{a} plus {b} is {r}", "{a}加{b}等于{r}"),
    (r"[-−–]|minus|difference|减|差", "", lambda a, b: a - abs(b), "{a} minus {b} is {r}", "{a}减{b}等于{r}"),
    (r"change|increase|变化|增", "%", lambda a, b: (b / a - 1) * _HUNDRED, "From {a} to {b} is a change of {r}", "从{a}到{b}，变动{r}"),
)  # fmt: skip

ARITHMETIC = Plan(write=_write)
