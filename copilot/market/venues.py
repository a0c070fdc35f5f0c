"""What a symbol's spelling says about its venue: calendar and usual currency. Yahoo's suffixes."""

from __future__ import annotations

__all__ = ["calendar", "currency"]

# suffix: calendar (exchange_calendars), currency. There is no XSHE: Shenzhen and Beijing keep Shanghai's sessions.
_VENUES = {
    ".SS": ("XSHG", "CNY"), ".SZ": ("XSHG", "CNY"), ".BJ": ("XSHG", "CNY"), ".HK": ("XHKG", "HKD"),
    ".T": ("XTKS", "JPY"), ".L": ("XLON", "GBp"), ".PA": ("XPAR", "EUR"), ".DE": ("XETR", "EUR"), ".F": ("XFRA", "EUR"),
    ".AS": ("XAMS", "EUR"), ".MI": ("XMIL", "EUR"), ".MC": ("XMAD", "EUR"), ".SW": ("XSWX", "CHF"),
    ".TO": ("XTSE", "CAD"), ".AX": ("XASX", "AUD"), ".KS": ("XKRX", "KRW"), ".TW": ("XTAI", "TWD"),
    ".SI": ("XSES", "SGD"), ".NS": ("XBOM", "INR"), ".BO": ("XBOM", "INR"), ".SA": ("BVMF", "BRL"),
}  # fmt: skip
_INDEXES = {"^N225": ".T", "^HSI": ".HK", "^HSCE": ".HK", "^FTSE": ".L", "^GDAXI": ".DE", "^FCHI": ".PA"}


def _venue(symbol: str) -> tuple[str, str]:
    upper = symbol.upper()
    suffix = _INDEXES.get(upper) or (upper[upper.rfind(".") :] if "." in upper else "")
    return _VENUES.get(suffix, ("XNYS", "USD"))


def calendar(symbol: str, kind: str = "") -> str:
    """exchange_calendars' name of the venue's sessions: XNYS unless the spelling says otherwise."""
    if kind == "crypto":
        return "24/7"
    if kind == "currency" or symbol.upper().endswith("=X"):
        return "24/5"
    return _venue(symbol)[0]


def currency(symbol: str) -> str:
    """The currency that the venue usually quotes in; London's shares are quoted in pence (GBp)."""
    return _venue(symbol)[1]
