"""A folder of files and the demo as markets: what they hold, what names mean there, and what they refuse."""

import gzip
from datetime import date as d
from datetime import datetime
from decimal import Decimal as D
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot import measures
from copilot.config import Settings
from copilot.errors import ConfigError, NoData
from copilot.market import DemoMarket, FolderMarket, open_market, prices, venues
from copilot.testing import RecordedMarket
from copilot.types import Adjustment, Series

SHARED = Path(__file__).resolve().parents[2] / "shared" / "market"
shared = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="no development material beside the project"),
]


def write(folder: Path, **files: str) -> FolderMarket:
    for name, text in files.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf8")
    return FolderMarket(folder)


def rows(market, symbol: str, **arguments):
    found = market.history([symbol], **arguments)[symbol]
    if isinstance(found, NoData):
        raise found
    return found


# ------------------------------------------------------------------ prices


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("248.9199981689453", "248.92"),
        ("145.53500366210938", "145.535"),  # half a cent after a 2:1 split
        ("39.88970184326172", "39.8897"),
        ("6829.3701171875", "6829.37"),
        ("1831.98", "1831.98"),
        ("10", "10.00"),
        ("1.08554", "1.0855"),
        ("0.00001234", "0.00001234"),
    ],
)
def test_a_price_has_the_decimals_that_were_traded(text, price):
    assert str(prices.price(D(text))) == price


@given(st.decimals(min_value=1, max_value=9999, places=2))
def test_a_32_bit_float_of_cents_comes_back_as_cents(value):
    import struct

    noisy = struct.unpack("f", struct.pack("f", float(value)))[0]
    assert prices.price(D(str(noisy))) == value


@pytest.mark.parametrize("text", ["", "nan", "null", "-", "inf", "1e", "1e30", "1e999999999", None])
def test_what_is_no_number_is_none(text):
    assert prices.number(text) is None


@pytest.mark.parametrize(
    ("symbol", "calendar", "currency"),
    [("IWM", "XNYS", "USD"), ("688167.SS", "XSHG", "CNY"), ("000001.SZ", "XSHG", "CNY"), ("0700.HK", "XHKG", "HKD"),
     ("7203.T", "XTKS", "JPY"), ("^N225", "XTKS", "JPY"), ("VOD.L", "XLON", "GBp")],
)  # fmt: skip
def test_a_suffix_names_calendar_and_currency(symbol, calendar, currency):
    assert (venues.calendar(symbol), venues.currency(symbol)) == (calendar, currency)


# ------------------------------------------------------------------ a folder


def test_names_of_columns_dates_and_order_do_not_matter(tmp_path):
    market = write(
        tmp_path,
        iwm="timestamp,CLOSE,Open\n2026-03-16,248.92,249.76\n2026-03-12 00:00:00-04:00,247.41,248.94\n2026-03-13,246.59,249.26\n",
        qqq="Date,Adj Close,Close\n20260313,593.1,593.72\n1773619200,600.0,600.38\n",
    )
    assert rows(market, "IWM").rows == (
        (d(2026, 3, 12), D("247.41")), (d(2026, 3, 13), D("246.59")), (d(2026, 3, 16), D("248.92")),
    )  # fmt: skip
    assert rows(market, "QQQ").rows[-1] == (d(2026, 3, 16), D("600.38"))
    assert rows(market, "IWM", field="open").rows[0][1] == D("248.94")
    assert (market.info.first, market.info.last) == (d(2026, 3, 12), d(2026, 3, 16))


def test_total_return_rows_need_an_adj_close_column(tmp_path):
    market = write(
        tmp_path, A="Date,Close\n2026-03-13,1\n", B="Date,Close,Adj Close\n2026-03-13,10,9.87654\n"
    )
    with pytest.raises(NoData, match="no adjusted close"):
        rows(market, "A", adjustment=Adjustment.TOTAL)
    series = rows(market, "B", adjustment=Adjustment.TOTAL)
    assert (series.field, series.adjustment) == ("adjusted_close", Adjustment.TOTAL)
    assert series.rows[0][1] == D("9.8765")


def test_a_listing_names_symbols_and_the_first_file_wins_where_two_have_a_day(tmp_path):
    market = write(
        tmp_path,
        symbols="file,symbol,name,kind,currency\nnew.csv,^RUT,Russell 2000,index,USD\nold.csv,^RUT,,,\n",
        old="Date,Close\n2026-03-12,1.00\n2026-03-13,2.00\n",
        new="Date,Close\n2026-03-13,3.00\n2026-03-16,4.00\n",
    )
    assert [value for _, value in rows(market, "^RUT").rows] == [D("1.00"), D("3.00"), D("4.00")]
    assert rows(market, "^RUT").unit == "points"
    assert market.resolve("russell 2000").symbol == "^RUT"
    assert rows(market, "^RUT").origin.arguments[1] == ("file", "new.csv, old.csv")


def test_an_origin_names_the_files_used_and_does_not_know_later_rows(tmp_path):
    listing = "file,symbol\na.csv,X\nb.csv,X\n"
    first, second = "Date,Close\n2026-03-12,1\n2026-03-13,2\n", "Date,Close\n2026-03-16,3\n2026-03-17,4\n"
    whole = write(tmp_path / "m", symbols=listing, a=first, b=second)
    assert rows(whole, "X", end=d(2026, 3, 13)).origin.arguments == (("folder", "m"), ("file", "a.csv"))
    assert rows(whole, "X").origin.arguments[1] == ("file", "a.csv, b.csv")
    cut = write(tmp_path / "cut" / "m", symbols=listing, a=first, b="Date,Close\n2026-03-16,3\n")
    changed = write(tmp_path / "changed" / "m", symbols=listing, a=first.replace(",1", ",9"), b=second)
    same, other = (rows(one, "X", start=d(2026, 3, 13), end=d(2026, 3, 16)) for one in (cut, changed))
    ours = rows(whole, "X", start=d(2026, 3, 13), end=d(2026, 3, 16))
    assert ours == same
    assert ours.rows == other.rows
    assert ours.origin.digest != other.origin.digest


def test_holes_are_left_open(tmp_path):
    market = write(
        tmp_path, A="Date,Close\n2026-03-12,1\n2026-03-13,\n2026-03-16,nan\n2026-03-17,0\n2026-03-18,2\n\n"
    )
    assert [day.day for day, _ in rows(market, "A").rows] == [12, 18]


def test_nothing_outside_the_asked_days_is_returned(tmp_path):
    market = write(tmp_path, A="Date,Close\n2026-03-12,1\n2026-03-13,2\n2026-03-16,3\n")
    assert rows(market, "A", start=d(2026, 3, 13), end=d(2026, 3, 13)).rows == ((d(2026, 3, 13), D("2.00")),)
    with pytest.raises(NoData, match="rows end on 2026-03-16"):
        rows(market, "A", start=d(2026, 3, 17))


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("A", "Date,Close\nyesterday,1\n", "line 2"),
        ("A", "Date,Value\n2026-03-12,1\n", "no price files"),
        ("symbols", "file,symbol\nnone.csv,X\n", "none.csv is not there"),
        ("symbols", "file,symbol\nsymbols.csv,X\n", "no Date and Close column"),
        ("symbols", "file,symbol\n,X\n", "line 2"),
    ],
)
def test_a_folder_that_cannot_be_read_says_where(tmp_path, name, text, says):
    with pytest.raises(ConfigError, match=says):
        write(tmp_path, **{name: text}).info  # noqa: B018


def test_a_missing_folder_is_a_setting_to_change():
    with pytest.raises(ConfigError, match="nowhere"):
        FolderMarket("/nowhere/at/all")


def test_a_chinese_terminals_export_is_read(tmp_path):
    (tmp_path / "688167.SS.csv").write_bytes(
        "日期,开盘,收盘,成交量\n2026/03/13,88.10,88.88,1200\n".encode("gb18030")
    )
    market = FolderMarket(tmp_path)
    series = rows(market, market.resolve("炬光科技").symbol)
    assert (series.rows, series.currency) == (((d(2026, 3, 13), D("88.88")),), "CNY")
    assert market.resolve("688167").calendar == "XSHG"


def test_binary_files_are_no_price_files(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00\x01" * 100)
    assert rows(write(tmp_path, A="Date;Close\n2026-03-12;1,234.5\n"), "A").rows[0][1] == D("1234.50")


def test_a_folder_has_no_quote_no_valuation_and_no_news(tmp_path):
    market = write(tmp_path, A="Date,Close\n2026-03-12,1\n")
    for ask in (
        lambda: market.quote("A"),
        lambda: market.reported("A", ["trailing_pe"]),
        lambda: market.news("A"),
    ):
        with pytest.raises(NoData):
            ask()


@pytest.mark.parametrize("name", ["", "  ", "$", "x" * 5000, "ZZZQ", "'; DROP TABLE", "…"])
def test_a_name_that_means_nothing_here_is_no_data(tmp_path, name):
    with pytest.raises(NoData):
        write(tmp_path, A="Date,Close\n2026-03-12,1\n").resolve(name)


def test_a_name_that_is_known_elsewhere_gets_no_lookalikes(tmp_path):
    market = write(tmp_path, IXC="Date,Close\n2026-03-12,1\n", IWM="Date,Close\n2026-03-12,1\n")
    with pytest.raises(
        NoData, match=r"'VIX' \(CBOE Volatility Index, \^VIX\) is not in .*; it holds IWM, IXC$"
    ):
        market.resolve("VIX")
    with pytest.raises(NoData, match="nearest: IWM"):
        market.resolve("IWMM")


def test_a_proxy_is_named_as_one_and_the_thing_itself_is_not(tmp_path):
    market = write(tmp_path, **dict.fromkeys(("IWM", "GLD", "688167.SS"), "Date,Close\n2026-03-12,1\n"))
    assert market.resolve("iwm").note == ""
    assert market.resolve("small caps").note == "proxy for US small caps"
    assert market.resolve("Russell 2000").symbol == "IWM"
    assert "in place of Russell 2000 (^RUT)" in market.resolve("^RUT").note
    assert market.resolve("黄金").symbol == "GLD"
    assert "in place of Gold futures" in market.resolve("gold").note
    assert market.resolve("688167").symbol == market.resolve("炬光科技").symbol == "688167.SS"


class TestSharedMarket:
    pytestmark = shared

    @pytest.fixture(scope="class")
    def market(self):
        return FolderMarket(SHARED)

    def test_the_close_and_the_average_that_started_it_all(self, market):
        series = rows(market, "IWM", end=d(2026, 3, 16))
        assert series.rows[-1] == (d(2026, 3, 16), D("248.92"))
        cut = series.between(series.rows[-20][0], d(2026, 3, 16))
        assert measures.computed("simple_average", series=[cut], parameters={"days": 20}).value == D(
            "258.3625"
        )

    @pytest.mark.parametrize(("symbol", "value"), [("^RUT", "-4.23"), ("^GSPC", "-3.45"), ("^IXIC", "-4.64")])
    def test_thirty_sessions_close_to_close(self, market, symbol, value):
        series = rows(market, symbol, end=d(2026, 3, 16))
        datum = measures.computed(
            "price_return", series=[series.between(series.rows[-31][0], d(2026, 3, 16))]
        )
        assert datum.value.quantize(D("0.01")) == D(value)
        assert datum.window.sessions == 30


# ------------------------------------------------------------------ the demo

DEMO = DemoMarket()


def test_the_demo_says_what_it_is():
    info = DEMO.info
    assert (info.kind, info.first, info.last) == ("demo", d(2014, 1, 2), d(2022, 12, 28))
    assert "not live" in info.note_en
    assert "非实时" in info.note_zh


@pytest.mark.parametrize(
    ("name", "symbol"),
    [("small caps", "SIZE"), ("小盘股", "SIZE"), ("value", "VLUE"), ("价值股", "VLUE"), ("momentum", "MTUM"),
     ("动量股", "MTUM"), ("quality", "QUAL"), ("质量", "QUAL"), ("low volatility", "USMV"), ("低波动", "USMV"),
     ("Apple", "AAPL"), ("微软", "MSFT"), ("S&P 500", "^GSPC"), ("标普500", "^GSPC")],
)  # fmt: skip
def test_names_in_the_demo(name, symbol):
    assert DEMO.resolve(name).symbol == symbol


def test_the_demo_has_no_small_caps_and_says_so():
    assert "not a small-cap index" in DEMO.resolve("small caps").note
    with pytest.raises(NoData, match="recorded demo market"):
        DEMO.resolve("Russell 2000")


def test_companies_and_funds_of_the_demo_are_never_traded_prices():
    assert isinstance(DEMO.history(["AAPL"])["AAPL"], NoData)
    series = rows(DEMO, "AAPL", adjustment=Adjustment.TOTAL)
    assert (series.field, series.rows[-1]) == ("adjusted_close", (d(2022, 12, 28), D("125.674")))
    assert "dividend-adjusted" in series.origin.note


def test_the_demos_index_is_a_price_index():
    assert rows(DEMO, "^GSPC").rows[-1] == (d(2022, 12, 28), D("3783.22"))
    assert isinstance(DEMO.history(["^GSPC"], adjustment=Adjustment.TOTAL)["^GSPC"], NoData)


def test_the_demos_file_is_small_and_its_licence_lies_beside_it():
    import copilot.market.demo as demo

    folder = Path(demo.__file__).parent
    assert (folder / "prices.csv.gz").stat().st_size < 1_000_000
    assert "BSD 3-Clause" in (folder / "NOTICE.md").read_text()
    assert gzip.decompress((folder / "prices.csv.gz").read_bytes()).startswith(b"Date,^GSPC,MTUM")


# ------------------------------------------------------------------ opening


def test_a_market_is_opened_by_name_folder_or_as_it_is(tmp_path):
    (tmp_path / "A.csv").write_text("Date,Close\n2026-03-12,1\n")
    settings = Settings(market="demo")
    assert open_market(settings).info.kind == "demo"
    assert open_market(settings, tmp_path).info.kind == "folder"
    assert open_market(settings, DEMO) is DEMO
    with pytest.raises(ConfigError):
        open_market(settings, "no such folder")


def test_a_recorded_market_gives_what_was_recorded_and_nothing_else():
    market = RecordedMarket({"IWM": {d(2026, 3, 16): "248.92", d(2026, 3, 13): "246.59"}})
    found = market.history(["IWM", "SPY"])
    assert isinstance(found["IWM"], Series)
    assert found["IWM"].rows[0] == (d(2026, 3, 13), D("246.59"))
    assert isinstance(found["SPY"], NoData)
    with pytest.raises(NoData):
        market.quote("IWM")


@pytest.mark.skipif(find_spec("pyarrow") is None, reason="the extra parquet is not installed")
def test_parquet_files_are_price_files_beside_csv(tmp_path):
    import pyarrow
    from pyarrow import parquet

    rows = {
        "Date": [datetime(2026, 3, 13), datetime(2026, 3, 16)],
        "Close": [246.589996, None],
        "Volume": [1200, 5],
    }
    parquet.write_table(pyarrow.table(rows), tmp_path / "IWM.parquet")
    (tmp_path / "SPY.csv").write_text("Date,Close\n2026-03-13,560.10\n")
    market = FolderMarket(tmp_path)
    found = market.history(["IWM", "SPY"])
    assert found["IWM"].rows == ((d(2026, 3, 13), D("246.59")),)  # a row without a close is no session
    assert found["SPY"].rows == ((d(2026, 3, 13), D("560.10")),)


@pytest.mark.skipif(find_spec("pyarrow") is not None, reason="the extra parquet is installed")
def test_parquet_without_its_library_says_what_to_install(tmp_path):
    (tmp_path / "IWM.parquet").write_bytes(b"PAR1")
    with pytest.raises(ConfigError, match="needs the extra"):
        FolderMarket(tmp_path)
