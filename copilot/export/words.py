"""What every rendering of an answer says around the text, in both languages: as-of, sources, check line, disclaimer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from copilot import measures, names, style
from copilot.export.citing import citations
from copilot.types import Adjustment, Article, Computed, Coverage, Datum, Language, Observed, Origin, Window

if TYPE_CHECKING:
    from copilot.answer import Answer

__all__ = [
    "LABELS", "article_note", "as_of_line", "basis", "call", "check_line", "direction", "disclaimer", "formula", "market", "marked", "measure", "moment", "note", "publisher", "row", "shares", "subject",
    "value", "window",
"writer",
]  # fmt: skip

LABELS: dict[Language, dict[str, str]] = {
    "en": {
        "article": "Article", "as_of": "As of", "check": "Check", "computed": "Computed",
        "corrected": "Corrected before it was shown", "withheld": "Withheld, because not proved", "considered": "Read, not quoted", "fix": "Suggested fix", "formula": "Formula", "from": "Computed from",
        "market_data": "Market data", "measure": "Measure", "model": "Written by", "apply": "Apply", "no_row": "No row of the market data supports this sentence.",
        "no_source": "There is no source with this number.", "no_words": "No words of this article support this sentence.", "note": "Note",
        "not_found": "Not found", "observed": "Observed", "question": "Question", "reported": "Reported by the provider",
        "rows": "Rows", "source": "Source", "sources": "Sources", "stated": "Stated", "symbol": "Symbol", "undated": "undated",
        "unused": "Fetched, not cited", "value": "Value", "window": "Window", "open": "Open the article", "sample": "sample article",
        "more": "{n} more rows", "related": "Related", "calls": "Fetched by",
    },
    "zh": {
        "article": "文章", "as_of": "截至", "check": "核对", "computed": "计算得出",
        "corrected": "显示前已更正", "withheld": "因未证实而未显示", "considered": "已读取，未引用", "fix": "建议修改", "formula": "公式", "from": "计算依据",
        "market_data": "市场数据", "measure": "指标", "model": "撰写：", "apply": "采用", "no_row": "市场数据中没有支持这句话的数据行。",
        "no_source": "没有这个编号的来源。", "no_words": "这篇文章中没有支持这句话的原文。", "note": "说明",
        "not_found": "未找到", "observed": "观测值", "question": "问题", "reported": "数据商提供",
        "rows": "数据行", "source": "来源", "sources": "来源", "stated": "外部给定", "symbol": "代码", "undated": "无日期",
        "unused": "已获取，未引用", "value": "数值", "window": "区间", "open": "打开文章", "sample": "示例文章",
        "more": "另有 {n} 行", "related": "相关标的", "calls": "获取方式",
    },
}  # fmt: skip


def check_line(coverage: Coverage, language: Language) -> str:
    """The report in one sentence; every count of a figure in it is in `Coverage`."""
    total = coverage.proved + coverage.consistent + coverage.failed + coverage.unread
    parts: list[str] = []
    if language == "zh":
        parts.append(
            f"{total} 个数字中有 {coverage.proved} 个与来源一致" if total else "文中没有需要核对的数字"
        )
        parts += [f"其中 {coverage.recomputed} 个由原始数据重新计算"] if coverage.recomputed else []
        parts += [f"{coverage.comparisons} 处比较重新核算"] if coverage.comparisons else []
        parts += [f"{coverage.consistent} 个仅大致相符"] if coverage.consistent else []
        parts += [f"{coverage.failed} 个未被证实"] if coverage.failed else []
        parts += [f"{coverage.unread} 个无法判读"] if coverage.unread else []
        parts += [f"{coverage.unsupported} 句文字陈述没有出处"] if coverage.unsupported else []
        return "，".join(parts) + "。"
    match = f"{coverage.proved} of {total} figures match their source" if total != 1 else (
        "The figure matches its source" if coverage.proved else "The figure does not match its source"
    )  # fmt: skip
    parts.append(match if total else "No figures to check")
    parts += [f"{coverage.recomputed} recomputed from the rows"] if coverage.recomputed else []
    parts += [_count(coverage.comparisons, "comparison") + " recomputed"] if coverage.comparisons else []
    parts += [f"{coverage.consistent} only consistent with it"] if coverage.consistent else []
    parts += [f"{coverage.failed} not proved"] if coverage.failed else []
    parts += [f"{coverage.unread} could not be read"] if coverage.unread else []
    parts += (
        [_count(coverage.unsupported, "sentence") + " without a figure unsupported"]
        if coverage.unsupported
        else []
    )
    return "; ".join(parts) + "."


def shares(coverage: Coverage) -> tuple[tuple[str, int], ...]:
    """How the figures divide, for the bar over the check line: kind and count."""
    return (
        ("recomputed", coverage.recomputed),
        ("matched", coverage.proved - coverage.recomputed),
        ("weaker", coverage.consistent),
        ("failed", coverage.failed + coverage.unread),
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def as_of_line(answer: Answer) -> tuple[str, ...]:
    """Session, market, currencies, adjustment and time of the fetch, each as one short phrase."""
    zh = answer.language == "zh"
    data = answer.evidence.ledger.data
    parts = [
        f"截至 {answer.as_of.isoformat()} 收盘" if zh else f"As of {answer.as_of.isoformat()}",
        market(answer),
    ]
    currencies = sorted({one.currency for one in data if one.currency})
    parts += ["、".join(currencies) if zh else ", ".join(currencies)] if currencies else []
    adjustments = {series.adjustment for series in answer.evidence.ledger.rows() if series.field in _PRICES}
    parts += [_ADJUSTED[one][zh] for one in Adjustment if one in adjustments]
    fetched = [one.origin.fetched_at for one in data if one.origin.fetched_at is not None]
    if fetched:
        parts.append(("获取于 " if zh else "fetched ") + moment(max(fetched)))
    return (*parts, *_checks(answer))


def _checks(answer: Answer) -> tuple[str, ...]:
    """Data checks of the numbers that the answer cites, whose they are first; each once."""
    cited = dict.fromkeys(datum for one in citations(answer.evidence) for datum in one.data)
    form = "数据检查（{}）：{}" if answer.language == "zh" else "data check ({}): {}"
    said = {
        form.format(
            names.called(one.subject, one.name, answer.language), style.noted(check, answer.language)
        ): None
        for datum in cited
        for one in _all(datum)
        for check in (*style.checks(one.note), *style.checks(one.origin.note))
    }
    return tuple(said)[:_CHECKS]


def _all(datum: Datum) -> Iterator[Datum]:
    yield datum
    if isinstance(datum.basis, Computed):
        for operand in datum.basis.operands:
            yield from _all(operand)


_CHECKS = 4  # data checks in the bar; all of them stand on their numbers
_PRICES = ("close", "open", "high", "low", "adjusted_close")
_ADJUSTED = {
    Adjustment.NONE: ("prices as traded", "不复权价格"),
    Adjustment.SPLIT: ("split-adjusted prices", "前复权价格（仅拆股）"),
    Adjustment.TOTAL: ("dividend-adjusted prices", "前复权价格（含股息）"),
}


def moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M UTC")


def market(answer: Answer) -> str:
    info, zh = answer.market, answer.language == "zh"
    if info.kind == "demo":
        until = info.last.isoformat() if info.last else ""
        return f"演示市场（录制数据，截至 {until}）" if zh else f"Demo market (recorded, to {until})"
    return info.provider


def writer(answer: Answer) -> str:
    """Who wrote the answer."""
    return "规则分析员" if answer.language == "zh" and answer.model == "rule analyst" else answer.model


def disclaimer(language: Language) -> str:
    if language == "zh":
        return "仅供研究参考，不构成投资建议。“已证实”指与所列来源一致，而非来源本身无误。"
    return (
        "Research, not investment advice. “Proved” means that the text agrees with the sources listed, "
        "not that the sources are right."
    )


def subject(datum: Datum, language: Language) -> str:
    """The subject's name with its symbol: "iShares Russell 2000 ETF (IWM)", "罗素2000ETF（IWM）"."""
    name = names.called(datum.subject, datum.name, language)
    brackets = "{}（{}）" if language == "zh" else "{} ({})"
    said = brackets.format(name, datum.subject) if name != datum.subject else datum.subject
    return f"{said} / {datum.against}" if datum.against else said


def article_note(article: Article, language: Language) -> str:
    """What a reader must know about an article: that it is a sample, that only its headline is held."""
    return LABELS[language]["sample"] if article.note == "sample" else style.noted(article.note, language)


def publisher(article: Article, language: Language) -> str:
    """Who published it; the samples that we wrote ourselves say so in the reader's language."""
    ours = language == "zh" and article.publisher == "Market Copilot samples"
    return "Market Copilot 示例" if ours else article.publisher


def note(datum: Datum, language: Language) -> str:
    """What a reader must know about the number and its source."""
    told = dict.fromkeys(style.noted(one, language) for one in (datum.note, datum.origin.note) if one)
    return " · ".join(told)


def measure(datum: Datum, language: Language) -> str:
    known = measures.REGISTRY.get(datum.measure)
    return known.names[language] if known is not None else datum.measure.replace("_", " ")


def value(datum: Datum, language: Language) -> str:
    """The value in house style, with all the digits that it has."""
    if not isinstance(datum.value, Decimal):
        return f"{datum.value} {datum.unit}".strip()
    return style.write(datum.value, datum.unit, language=language)


_MOVES = frozenset(
    [
        "price_return", "total_return", "price_change", "excess_return", "percent_change", "distance_to_average",
        "best_move", "worst_move", "upside", "cagr", "surprise", "eps_surprise", "revenue_growth_yoy",
        "net_income_growth_yoy", "eps_growth_yoy", "free_cash_flow_growth_yoy",
    ]
)  # fmt: skip


def direction(datum: Datum) -> str:
    """ "up" or "down" for a number whose sign is a direction, else nothing."""
    if datum.measure not in _MOVES or not isinstance(datum.value, Decimal) or not datum.value:
        return ""
    return "up" if datum.value > 0 else "down"


def window(of: Window | None, as_of: date | None, language: Language) -> str:
    """The dates a number speaks of: "2026-01-29 → 2026-03-13 · 30 sessions"; for one observation its day."""
    zh = language == "zh"
    if of is None or (of.start is None and of.end is None):
        words = of.words if of is not None else ""
        return words or (as_of.isoformat() if as_of else "")
    ends = [day.isoformat() for day in (of.start, of.end) if day is not None]
    text = " → ".join(dict.fromkeys(ends))
    if of.sessions and of.sessions > 1:
        text += f" · {of.sessions} 个交易日" if zh else f" · {of.sessions} sessions"
    return text


def row(datum: Datum, language: Language) -> list[str]:
    """A datum's row in the table of sources: symbol, measure, window, value, call."""
    symbol = f"{datum.subject} / {datum.against}" if datum.against else datum.subject
    dates = window(datum.window, datum.as_of, language)
    return [symbol, measure(datum, language), dates, value(datum, language), call(datum.origin)]


def call(origin: Origin) -> str:
    """The source call as one line: `yahoo Ticker.history(symbol=IWM, period=3mo)`."""
    arguments = ", ".join(f"{name}={content}" for name, content in origin.arguments)
    return f"{origin.provider} {origin.call}({arguments})" if origin.call else origin.provider


def basis(datum: Datum, language: Language) -> str:
    """How the number came to be, in one word or two."""
    match datum.basis:
        case Computed():
            key = "computed"
        case Observed():
            key = "observed"
        case _:
            key = "stated" if datum.origin.provider == "stated" else "reported"
    return LABELS[language][key]


def formula(datum: Datum, language: Language) -> str:
    """The formula of a computed measure as its registry states it, its words in the reader's language, else empty."""
    known = measures.REGISTRY.get(datum.measure)
    said = known.formula if known is not None and isinstance(datum.basis, Computed) else ""
    return _TERM.sub(lambda match: _TERMS[match[0]], said) if language == "zh" else said


_TERMS = {
    "last adjusted close": "期末复权收盘价", "base adjusted close": "期初复权收盘价", "last close": "期末收盘价",
    "base close": "期初收盘价", "simple average of n closes": "n 日收盘均价", "highest close": "最高收盘价",
    "lowest close": "最低收盘价", "previous close": "前收盘价", "average gain": "平均涨幅", "average loss": "平均跌幅",
    "return of the other": "对方的涨跌幅", "return": "涨跌幅", "benchmark": "基准", "number of t with": "满足条件的 t 数：",
    "number above zero": "上涨个数", "number": "总数", "average": "均值", "close": "收盘价", "volume": "成交量", "actual": "实际值",
    "expected": "预期值", "target": "目标价", "price": "价格", "years": "年数", "amount": "金额", "rate": "汇率",
}  # fmt: skip
_TERM = re.compile("|".join(rf"\b{term}(?![a-z])" for term in sorted(_TERMS, key=len, reverse=True)))


def marked(errors: int, language: Language) -> str:
    """Said where an answer still has findings: how many stretches are marked."""
    if language == "zh":
        return f"有 {errors} 处未被证实，已在正文中标出。"
    return (
        "One statement is not proved; it is marked in the text."
        if errors == 1
        else (f"{errors} statements are not proved; they are marked in the text.")
    )
