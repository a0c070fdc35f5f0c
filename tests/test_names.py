"""Names in both languages mean the instruments that people mean by them, and ordinary words do not."""

from __future__ import annotations

import pytest

from copilot import names
from copilot.types import Instrument


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("apple", "AAPL"), ("苹果", "AAPL"), ("Tesla stock", "TSLA"), ("特斯拉股票", "TSLA"), ("GAP", "GAP"),
        ("S&P 500", "^GSPC"), ("标普500", "^GSPC"), ("SPX", "^GSPC"), ("the S&P", "^GSPC"), ("Nasdaq-100", "^NDX"),
        ("纳指", "^IXIC"), ("Russell 2000", "^RUT"), ("罗素2000", "^RUT"), ("道指", "^DJI"), ("恒生指数", "^HSI"),
        ("沪深300", "000300.SS"), ("科创50", "000688.SS"), ("上证指数", "000001.SS"), ("创业板指", "399006.SZ"),
        ("small caps", "IWM"), ("小盘股", "IWM"), ("utilities", "XLU"), ("公用事业", "XLU"), ("momentum", "MTUM"),
        ("gold", "GC=F"), ("黄金", "GC=F"), ("bitcoin", "BTC-USD"), ("美元指数", "DX-Y.NYB"), ("VIX", "^VIX"),
        ("BRK.B", "BRK-B"), ("RIO.L", "RIO.L"), ("688167", "688167.SS"), ("炬光科技", "688167.SS"), ("SH688167", "688167.SS"),
        ("688167.SH", "688167.SS"), ("贵州茅台", "600519.SS"), ("平安银行", "000001.SZ"), ("700.HK", "0700.HK"),
        ("腾讯", "0700.HK"), ("比亚迪", "002594.SZ"), ("Facebook", "META"), ("J.P. Morgan", "JPM"), ("摩根大通", "JPM"), ("920002", "920002.BJ"),
    ],
)  # fmt: skip
def test_a_name_means_its_instrument(name: str, symbol: str) -> None:
    assert names.lookup(name)[0].symbol == symbol


def test_a_name_of_two_instruments_gives_both() -> None:
    assert [one.symbol for one in names.lookup("Alphabet")] == ["GOOGL", "GOOG"]
    assert [one.symbol for one in names.lookup("阿里巴巴")] == ["BABA", "9988.HK"]


def test_an_instrument_knows_its_venue() -> None:
    share = names.lookup("炬光科技")[0]
    assert (share.currency, share.calendar, share.kind) == ("CNY", "XSHG", "equity")
    assert names.lookup("small caps")[0].note == "proxy for US small caps"
    assert names.lookup("USDJPY=X")[0].currency == "JPY"


def test_an_unknown_name_is_not_guessed_but_suggested() -> None:
    assert names.lookup("Nvida") == ()
    assert names.nearest("Nvida")[0].symbol == "NVDA"
    assert names.nearest("Russel 2000")[0].symbol == "^RUT"
    assert names.nearest("qqqqzzzz") == ()


def test_an_index_is_not_its_fund() -> None:
    assert names.same("S&P 500", "标普500")
    assert names.same("^GSPC", "S&P 500")
    assert not names.same("SPY", "^GSPC")
    assert not names.same("Nasdaq 100", "NASDAQ Composite")
    assert names.same("small caps", "Russell 2000")
    assert names.same("Acme Corp.", "Acme Corporation")
    assert not names.same("Acme", "Apex")


def found(text: str, *extra: Instrument) -> list[tuple[str, str]]:
    for one in (marks := names.mentions(text, extra)):
        assert text[one.span.start : one.span.end] == one.name
    return [(one.name, one.symbol) for one in marks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the S&P 500's 3.13% drop", [("S&P 500", "^GSPC")]),
        ("Target raised its price target.", [("Target", "TGT")]),
        ("Target prices rose. The Gap between them widened.", []),
        ("Visa applications rose; Visa rose 2%", [("Visa", "V")]),
        ("IT spending is up NOW, ALL of it", []),
        ("Gartner ($IT), Allstate (ALL)", [("Gartner", "IT"), ("$IT", "IT"), ("Allstate", "ALL"), ("ALL", "ALL")]),
        ("Utilities led, Energy fell", [("Utilities", "XLU"), ("Energy", "XLE")]),
        ("the Energy Department; Materials Science; energy prices", []),
        ("Oil inventories fell; gold reserves rose", []),
        ("5 million euros and 500 yen", []),
        ("shares listed on the Nasdaq (NASDAQ: ABCD)", [("ABCD", "ABCD")]),
        ("how did apple do against the s&p 500?", [("apple", "AAPL"), ("s&p 500", "^GSPC")]),
        ("Fans of apple pie met in a meta analysis", []),
        ("see https://finance.yahoo.com/quote/AAPL", []),
        ("IWM's close, BRK.B and ^RUT", [("IWM", "IWM"), ("BRK.B", "BRK-B"), ("^RUT", "^RUT")]),
        ("高通胀下，高通下跌2%", [("高通", "QCOM")]),
        ("中国银行业承压，中国银行涨0.5%", [("中国银行", "601988.SS")]),
        ("机器人行业增长", []),
        ("机器人（300024）上涨", [("机器人", "300024.SZ"), ("300024", "300024.SZ")]),
        ("新能源车上涨，能源下跌1.2%", [("能源", "XLE")]),
        ("成交300750股，营收1234亿日元", []),
        ("苹果期货上涨，苹果公司下跌", [("苹果公司", "AAPL")]),
        ("Gold and silver rose 2%", [("Gold", "GC=F"), ("silver", "SI=F")]),
        ("Investors bought gold jewellery and silver spoons", []),
        ("IWM outperformed gold.", [("IWM", "IWM"), ("gold", "GC=F")]),
        ("rent, insurance, utilities and corporate bonds", []),
        ("industrials and materials lagged", [("industrials", "XLI"), ("materials", "XLB")]),
        ("Brady was there; Brady shares rose", [("Brady", "BRC")]),
        ("Revenue of $M 300 in Q2; notes (A) and (D)", []),
        ("Agilent Technologies (A)", [("Agilent Technologies", "A"), ("A", "A")]),
        ("the German 10-year yield against the 10-year yield", [("10-year yield", "^TNX")]),
        ("德国10年期国债收益率与10年期美债收益率", [("10年期美债收益率", "^TNX")]),
        ("能源、材料和公用事业板块领涨", [("能源", "XLE"), ("材料", "XLB"), ("公用事业板块", "XLU")]),
        ("科技公司与工业和信息化部", []),
        ("棕榈油价格，油价上涨", [("油价", "CL=F")]),
        ("标普 500指数与罗素2000", [("标普 500", "^GSPC"), ("罗素2000", "^RUT")]),
    ],
)  # fmt: skip
def test_a_text_names_instruments_and_words_stay_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_the_callers_names_come_first() -> None:
    mine = Instrument("ON", "Widget Works", "equity", "USD", names=("Acme",))
    assert found("Acme and Widget Works rose; ON fell", mine) == [
        ("Acme", "ON"), ("Widget Works", "ON"), ("ON", "ON"),
    ]  # fmt: skip


def test_hostile_text_costs_linear_time_and_no_crash() -> None:
    for text in ("", "\x00", "the " * 20000, "标普" * 20000, "A" * 50000, "$" * 50000, "(" * 50000 + "AAPL"):
        assert isinstance(names.mentions(text), tuple)
