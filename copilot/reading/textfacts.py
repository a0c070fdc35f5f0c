"""A number of an article with everything that its place in the text says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from copilot.style import Written
from copilot.types import Span

__all__ = ["PERIOD", "TextFact"]

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_YEAR = r"(?:19|20)\d\d"
PERIOD = re.compile(
    rf"(?:(?:three|six|nine|twelve|\d{{1,2}})[- ](?:months?|weeks?)|fiscal (?:year|quarter)|quarter|year|period)s?"
    rf"(?: period)?[- ]+(?:end(?:ed|ing)\s)?{_MONTH} \d{{1,2}}, {_YEAR}"
    rf"|{_MONTH} \d{{1,2}}, {_YEAR}|\d{{1,2}} {_MONTH} {_YEAR}|{_MONTH} {_YEAR}|{_YEAR}-\d\d-\d\d"
    rf"|(?:(?:first|second|third|fourth) (?:fiscal )?(?:quarter|half)|[QH][1-4])(?: of)?(?: fiscal(?: year)?| FY)? ?(?:{_YEAR}|’\d\d|'\d\d)?"
    rf"|(?:FY|fiscal(?: year)?) ?(?:{_YEAR}|\d\d\b)|(?<!Russell )(?<![\d.,$€£¥])\b{_YEAR}\b(?![\d,]|\.\d)"
    rf"|(?:{_YEAR}年|今年|去年|前年|本年)?(?:第?[一二三四1-4]季度|[上下]半年|前三季度|[一二三四]季报|中报|年报|\d{{1,2}}月(?:份|\d{{1,2}}日)?)|{_YEAR}年|今年|去年|前年|上年同期|同期"
    r"|(?:same period|prior year|last year|previous (?:year|quarter)|year-ago)",
)


@dataclass(frozen=True, slots=True)
class TextFact:
    """A number of an article. `written.quantity` is in base units: caption scale and accounting brackets applied."""

    written: Written
    span: Span  # the number, in the article's text
    sentence: Span  # its sentence; in a table its row
    row: str = ""
    column: str = ""
    entities: tuple[str, ...] = ()  # symbols named in its sentence, row, column or caption
    subject: str = (
        ""  # of these, the one it is most likely said of: "16 times for the S&P 500", else the last before it
    )
    period: str = ""  # as written: "six months ended December 31, 2023", "2022", "第三季度"
    speaker: str = ""
    group: str = ""  # heading of the rows around it
    caption: str = ""
    tabular: bool = False  # from a table or a line that names its numbers
    scaled: bool = True  # False: a table's amount whose caption sets no scale ("916,132" may be thousands)
