"""The symbol master: from a ticker, a name or a nickname to the instruments it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from copilot.names.files import Entry, Grade, entries, words
from copilot.types import Instrument

__all__ = ["Master", "folded", "lookup", "master", "nearest", "proxies", "same", "spelled"]

_FOLD = {ord(sign): " " for sign in "-‐‑‒–—_\u00a0\u2009\u202f\t\n\r"} | {
    ord("’"): "'", ord("‘"): "'", ord("（"): "(", ord("）"): ")", ord("＆"): "&", ord("·"): "·",
}  # fmt: skip
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_ALL = _FULL_WIDTH | _FOLD
_TAIL = re.compile(
    r"\s*(?:\b(?:stocks?|shares?|equity|index|inc|corp|corporation|co|company|ltd|limited|plc|etf|fund|price|futures)\.?"
    r"|股票|股价|股份有限公司|有限公司|公司|集团|指数|行情|价格)$"
)
_CODE = re.compile(
    r"(?:(?P<venue>sh|sz|bj|hk)\s*\.?)?(?P<code>\d{1,6})(?:\.(?P<suffix>ss|sh|sz|bj|hk))?", re.I
)


def folded(text: str) -> str:
    """Text for comparing: lower case, hyphens and odd blanks as blanks; character by character, so offsets stay."""
    plain = text.translate(_ALL)
    low = plain.lower()
    return low if len(low) == len(text) else "".join(sign.lower()[0] for sign in plain)


def spelled(symbol: str) -> str:
    """A symbol as Yahoo spells it: "BRK.B" is "BRK-B", "688167", "SH688167" and "688167.SH" are "688167.SS"."""
    text = symbol.strip().translate(_FULL_WIDTH).lstrip("$").upper()
    if match := _CODE.fullmatch(text):
        code, venue = match["code"], (match["suffix"] or match["venue"] or "").upper()
        if venue == "HK" and len(code) <= 5:
            return f"{int(code):04d}.HK"
        if len(code) == 6 and venue != "HK":
            return f"{code}.{_venue(code) if not venue else 'SS' if venue == 'SH' else venue}"
        return text
    return re.sub(r"^([A-Z]{1,4})[./ ]([A-C])$", r"\1-\2", text)  # a share class; ".L" is London


def _venue(code: str) -> str:
    """The exchange of a six-digit code: Shanghai, Shenzhen or Beijing."""
    if code[:3] == "920" or code[0] in "48":
        return "BJ"
    return "SS" if code[0] in "569" else "SZ"


class Master:
    """All instruments, indexed by symbol and by name."""

    def __init__(self, known: Iterable[Entry]) -> None:
        self.by_symbol: dict[str, Entry] = {}
        self.by_name: dict[str, list[tuple[str, Grade]]] = {}
        self.written: dict[str, str] = {}  # a folded name as it is usually written
        for entry in known:
            self.by_symbol.setdefault(entry.symbol, entry)
            for name, grade in entry.names:
                key = folded(name)
                places = self.by_name.setdefault(key, [])
                self.written.setdefault(key, name)
                if all(symbol != entry.symbol for symbol, _ in places):
                    places.append((entry.symbol, grade))
        for places in self.by_name.values():
            if len(places) > 1:
                places.sort(key=lambda place: place[1] is Grade.SECOND)

    def instrument(self, symbol: str) -> Instrument:
        entry = self.by_symbol[symbol]
        names = tuple(dict.fromkeys(name for name, _ in entry.names if name != entry.name))
        return Instrument(
            entry.symbol, entry.name, entry.kind, entry.currency, entry.calendar, names, entry.note
        )

    def symbols(self, name: str) -> tuple[str, ...]:
        """Symbols that a whole name means, best first; empty: not known."""
        text = " ".join(name.strip().strip("\"'“”‘’《》`").split())
        if not text:
            return ()
        own, key = spelled(text), folded(text)
        exact = (own,) if own in self.by_symbol else ()
        if f"^{own}" in self.by_symbol and not exact and not own.isdigit():
            exact = (f"^{own}",)
        named = tuple(symbol for symbol, _ in self.by_name.get(key, ()))
        if exact or named:
            # "GAP" is the ticker first, "gold" the metal first
            shouted = text == text.upper() and text.lower() != text.upper()
            order = exact + named if shouted or not named or any(map(str.isdigit, own)) else named + exact
            return tuple(dict.fromkeys(order))
        shorter = _TAIL.sub("", key.removeprefix("the ").removeprefix("美股").removeprefix("港股"))
        return self.symbols(shorter) if shorter and shorter != key else ()


@cache
def master() -> Master:
    return Master(entries())


def lookup(name: str) -> tuple[Instrument, ...]:
    """The instruments that a ticker, a name or a nickname in either language may mean, best first.

    Empty when nothing is known by that name; see `nearest` for suggestions. A six-digit code of Shanghai, Shenzhen or
    Beijing is an instrument even when it is newer than the list.
    """
    found = tuple(map(master().instrument, master().symbols(name)))
    if found:
        return found
    symbol = spelled(name)
    if re.fullmatch(r"\d{6}\.(?:SS|SZ|BJ)", symbol):
        kind = "etf" if symbol[:2] in ("51", "56", "58", "15", "16") else "equity"
        return (Instrument(symbol, symbol, kind, "CNY", "XSHG"),)
    return ()


_BETWEEN = re.compile(
    r"\s*(?:/|\bv(?:ersu)?s?\.?|\bagainst\b|\bper\b|\bto\b|兑|对)\s*(?:the )?", re.IGNORECASE
)


def pair(name: str) -> tuple[Instrument, ...]:
    """The exchange rate of two currencies named side by side ("US dollar / Japanese yen"); empty where it is none."""
    parts = [name[:3], name[3:]] if re.fullmatch("[A-Z]{6}", name) else _BETWEEN.split(name)
    codes = [_currency(part) for part in parts]
    if len(codes) != 2 or not all(codes):
        return ()
    return lookup("".join(codes) + "=X") or lookup("".join(reversed(codes)) + "=X")


def _currency(name: str) -> str:
    if name.strip().lower() in ("dollar", "dollars", "usd", "美元", "u.s. dollars", "us dollars"):
        return "USD"
    if re.fullmatch("[A-Z]{3}", name) and lookup(f"USD{name}=X") + lookup(f"{name}USD=X"):
        return name
    found = lookup(name)
    symbol = found[0].symbol if found else ""
    if symbol == "DX-Y.NYB":
        return "USD"
    return symbol.removesuffix("=X").replace("USD", "") if re.fullmatch(r"[A-Z]{6}=X", symbol) else ""


def proxies(symbol: str) -> tuple[Instrument, ...]:
    """What may stand in for a symbol that a market does not hold, to be named as a proxy: IWM for ^RUT, GLD for gold."""
    return tuple(
        master().instrument(other) for other in words().proxies.get(symbol, ()) if other in master().by_symbol
    )


def _pieces(text: str) -> frozenset[str]:
    padded = f" {text} " if text.isascii() else text
    return frozenset(padded[at : at + 2] for at in range(len(padded) - 1))


@cache
def _piece_index() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((name, _pieces(name)) for name in master().by_name if len(name) > 1)


def nearest(name: str, count: int = 5) -> tuple[Instrument, ...]:
    """Instruments whose names look most like this one, for a message; never to be taken silently."""
    key = folded(name.strip())
    own = _pieces(key)
    if not own:
        return ()
    scored = []
    for other, pieces in _piece_index():
        shared = len(own & pieces)
        if shared * 2 >= len(own):
            scored.append((-2 * shared / (len(own) + len(pieces)), abs(len(other) - len(key)), other))
    found: dict[str, None] = {}
    for score, _, other in sorted(scored):
        if score > -0.5 or len(found) >= count:
            break
        found[master().by_name[other][0][0]] = None
    return tuple(map(master().instrument, found))


def ordinary(symbol: str) -> bool:
    """Is a ticker also a word of everyday English ("IT", "NOW", "KEY")?"""
    return symbol in words().tickers


@cache
def _meant(name: str) -> frozenset[str]:
    return frozenset(master().symbols(name))


def same(a: str, b: str) -> bool:
    """Do two names mean one instrument? "S&P 500", "^GSPC" and "标普500" do; "SPY" and "^GSPC" do not."""
    if folded(a).strip() == folded(b).strip() or spelled(a) == spelled(b):
        return True
    first, second = _meant(a), _meant(b)
    if first or second:
        return bool(first & second)
    return bool(_bare(a)) and _bare(a) == _bare(b)


def _bare(name: str) -> str:
    """An unknown company's name without its legal form."""
    text, before = folded(name).strip(), ""
    while text != before:
        before, text = text, _TAIL.sub("", text.removeprefix("the ")).strip(" ,.")
    return text
