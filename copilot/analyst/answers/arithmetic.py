"""Sums with the question's own figures: the operator by its words, the base named, the result proved."""

from __future__ import annotations

import re
from collections.abc import Iterable

from copilot import style
from copilot.analyst.answers.plan import Plan
from copilot.analyst.scene import Call, Draft, Scene, amount
from copilot.style import Written
from copilot.types import Datum

__all__ = ["ARITHMETIC"]


def _asked(scene: Scene) -> tuple[Written, Written, str, bool, str, str] | None:
    """Both numbers in the question's order, the operator, whether it takes them the other way round, and the wording."""
    numbers = style.read(scene.request.question)
    if len(numbers) < 2:
        return None
    for pattern, operator, turned, english, chinese in _OPERATORS:
        if re.search(pattern, scene.request.question, re.I):
            return numbers[0], numbers[1], operator, turned, english, chinese
    return None


def _needed(scene: Scene) -> Iterable[Call]:
    asked = _asked(scene)
    if asked is None:
        return
    one, two, operator, turned = asked[:4]
    first, second = (abs(item.quantity.value) for item in (one, two))
    units = {one.quantity.unit, two.quantity.unit}
    unit = units.pop() if len(units) == 1 else ""
    values = (second, first) if turned else (first, second)
    yield Call.of(
        "sum", "calculate", operator=operator, first=float(values[0]), second=float(values[1]), unit=unit
    )


def _write(scene: Scene) -> Draft:
    asked, found = _asked(scene), scene.data("sum")
    if asked is None or len(found) < 3:
        return Draft(
            scene.say("Two numbers and what to do with them are needed", "需要两个数字和要做的运算"),
            (),
            tuple(scene.errors.values())[:1],
            (scene.say("What is the discount of 16x against 21x?", "16倍相对21倍折价多少？"),),
        )
    turned, english, chinese = asked[3:]
    one, two, result = found
    first, second = (_plain(scene, item) for item in ((two, one) if turned else (one, two)))
    shown = scene.ref(result) if result.unit else _plain(scene, result)
    said = scene.say(english, chinese).format(a=first, b=second, r=shown)
    return Draft(scene.say(f"The answer is {shown}", f"结果是{shown}"), (said + scene.say(".", "。"),))


def _plain(scene: Scene, datum: Datum) -> str:
    """A number with the decimals that it has, at most four."""
    exponent = amount(datum).normalize().as_tuple().exponent
    return scene.ref(datum, min(4, max(0, -exponent)) if isinstance(exponent, int) else None)


# Pattern, operator, turned (the second number comes first), wording. A discount is on the reference, a change on the
# earlier value.
_OPERATORS: tuple[tuple[str, str, bool, str, str], ...] = (
    (r"discount|折价", "discount", False, "The first number is {a}, the second number {b}: a discount of {r}", "{a}相对{b}，折价{r}"),
    (r"premium|溢价", "premium", False, "The first number is {a}, the second number {b}: a premium of {r}", "前一个数为{a}，后一个数为{b}：溢价{r}"),
    (r"upside|上行空间", "upside", True, "From {a} to {b} the upside is {r}", "从{a}到{b}，上行空间{r}"),
    (r"\bfrom\b.*\bto\b|从.*到|涨|跌|\bwent\b.*\bto\b|by what percent", "percent_change", True, "From {a} to {b} is a change of {r}", "从{a}到{b}，变动{r}"),
    (r"what (?:percent(?:age)?|share|fraction) of", "share", True, "{b} is {r} of {a}", "{b}占{a}的{r}"),
    (r"what (?:percent(?:age)?|share|fraction)|占.*(?:百分之几|多少|几成)|as an? (?:percent|share|fraction)", "share", False, "{a} is {r} of {b}", "{a}占{b}的{r}"),
    (r"%\s*of|percent of|per cent of", "portion", True, "{a} of {b} is {r}", "{b}的{a}是{r}"),
    (r"%\s*的|百分之.*的|的\s*(?:\d[\d.]*\s*%|百分之)", "portion", False, "{b} of {a} is {r}", "{a}的{b}是{r}"),
    (r"÷|/|divided|over|除以", "ratio", False, "{a} divided by {b} is {r}", "{a}除以{b}等于{r}"),
    (r"×|\*|times|multiplied|乘", "product", False, "The product of {a} and {b} is {r}", "{a}与{b}的乘积为{r}"),
    (r"\+|plus|加", "sum", False, "{a} plus {b} is {r}", "{a}加{b}等于{r}"),
    (r"[-−–]|minus|difference|减|差", "difference", False, "The difference of {a} and {b} is {r}", "{a}与{b}之差为{r}"),
    (r"change|increase|变化|增", "percent_change", True, "From {a} to {b} is a change of {r}", "从{a}到{b}，变动{r}"),
)  # fmt: skip

ARITHMETIC = Plan(needed=_needed, write=_write)
