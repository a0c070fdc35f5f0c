"""What a reader of Chinese reads around the figures: steps, notes, names, formulas, what was not found."""

import pytest

from copilot import names, prompting, style


@pytest.mark.parametrize(
    ("tool", "arguments", "english", "chinese"),
    [
        (
            "compare",
            {"symbols": ["AAPL", "MSFT"], "sessions": 30, "total": True},
            "Comparison · AAPL, MSFT · 30 sessions · with dividends",
            "比较 · 苹果、微软 · 30个交易日 · 含股息",
        ),
        ("high_low", {"symbol": "AAPL", "start": "52W"}, "High and low · AAPL · over 52 weeks", "高低点 · 苹果 · 近52周"),
        (
            "since_date",
            {"symbol": "NVDA", "start": "2022-01-03", "end": ""},
            "Return since a date · NVDA · since 2022-01-03",
            "某日以来涨跌幅 · 英伟达 · 自2022-01-03起",
        ),
    ],
)  # fmt: skip
def test_a_look_up_is_one_line_in_words_of_the_reader(tool, arguments, english, chinese):
    said = prompting.step(tool, arguments, "en"), prompting.step(tool, arguments, "zh")
    assert said == (english, chinese)
    assert "F1" not in said[0] + said[1] and "True" not in said[0] + said[1]


def test_every_tool_has_words_of_its_own_in_both_languages():
    from copilot import _bundled

    for tool in _bundled.tools().__all__:
        assert any("\u4e00" <= character <= "\u9fff" for character in prompting.step(tool, {}, "zh")), tool
        assert "_" not in prompting.step(tool, {}, "en")


def test_every_note_of_an_instrument_is_told_in_chinese():
    from copilot.names.files import entries

    left = {style.noted(one.note, "zh") for one in entries() if one.note}
    latin = {note for note in left if any("a" <= character.lower() <= "z" for character in note)}
    assert latin <= {note for note in latin if "MSCI" in note or "SPDR" in note}
    assert style.noted("recorded demo data; dividend-adjusted", "zh") == "演示用录制数据；含股息复权"
    assert style.noted("a form nobody knows", "zh") == "a form nobody knows"


@pytest.mark.parametrize(
    ("symbol", "chinese"),
    [("AAPL", "苹果"), ("SPY", "标普500ETF"), ("VLUE", "价值因子ETF"), ("ZZZZ9", "Zed Holdings")],
)
def test_an_instrument_is_called_as_the_reader_calls_it(symbol, chinese):
    assert names.called(symbol, "Zed Holdings", "zh") == chinese
    assert names.called(symbol, "Zed Holdings", "en") == "Zed Holdings"


def test_a_name_that_the_demo_does_not_hold_is_told_in_chinese():
    told = "'小米' (Xiaomi Corporation, 1810.HK) is not in the recorded demo market; it holds AAPL, ^GSPC"
    assert prompting.missing(told, "zh") == "演示市场中没有“小米”；其中有：AAPL, ^GSPC"


def test_a_calculation_names_no_fact_ids():
    said = prompting.step("derive", {"operator": "cagr", "facts": ["F1", "F2"], "years": 5}, "zh")
    assert said.startswith("计算 · ") and said.endswith("5年") and "F1" not in said


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("notes.bin: this is a binary file", "notes.bin：这是二进制文件"),
        ("this is a binary file", "这是二进制文件"),
        ("https://a.example/x: the server answered 404", "https://a.example/x：服务器返回404"),
        ("https://a.example/x: did not answer in time", "https://a.example/x：未在规定时间内响应"),
        ("data[3] has no value", "data[3]没有数值"),
        ("a form nobody knows", "a form nobody knows"),
    ],
)
def test_why_something_could_not_be_read_is_told_in_chinese(english, chinese):
    assert prompting.missing(english, "zh") == chinese
    assert prompting.missing(english, "en") == english
