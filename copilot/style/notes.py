"""What a reader must know about a number or an instrument, in the reader's language.

Providers and tools note in English (one wording, kept with the number); whoever shows a note words it here. A form that
is not known stays as it is: a note is never dropped.
"""

from __future__ import annotations

import re

from copilot.types import Language

__all__ = ["check", "checks", "noted"]

_CHECK, _CHECK_ZH = "data check: ", "数据检查："

_THINGS = {
    "US small caps": "美国小盘股", "US micro caps": "美国微盘股", "US Treasuries": "美国国债", "long US Treasuries": "美国长期国债",
    "US banks": "美国银行股", "US regional banks": "美国地区银行股", "US biotech": "美国生物科技股", "US bonds": "美国债券",
    "US high-yield bonds": "美国高收益债", "US investment-grade bonds": "美国投资级债券", "US municipal bonds": "美国市政债",
    "US homebuilders": "美国住宅建筑股", "US infrastructure": "美国基建股", "US internet shares": "美国互联网股",
    "US large-cap growth": "美国大盘成长股", "US large-cap value": "美国大盘价值股", "US metals and mining": "美国金属与矿业股",
    "US oil and gas producers": "美国油气生产商", "US retailers": "美国零售股", "US software": "美国软件股",
    "US transportation": "美国运输股", "US aerospace and defence": "美国航空航天与国防股", "Brazilian shares": "巴西股票",
    "Chinese internet shares": "中国互联网股", "Chinese large caps": "中国大盘股", "European shares": "欧洲股票",
    "German shares": "德国股票", "Indian shares": "印度股票", "Japanese shares": "日本股票", "Korean shares": "韩国股票",
    "Taiwanese shares": "台湾股票", "UK shares": "英国股票", "Brent": "布伦特原油", "agricultural commodities": "农产品",
    "airlines": "航空公司", "bitcoin": "比特币", "clean energy": "清洁能源", "commodities": "大宗商品", "copper": "铜",
    "crude oil": "原油", "cybersecurity": "网络安全股", "dividend shares": "高股息股票", "emerging markets": "新兴市场",
    "emerging-market bonds": "新兴市场债券", "global shares": "全球股票", "gold": "黄金", "gold miners": "金矿股",
    "high beta": "高贝塔股票", "lithium and batteries": "锂与电池股", "natural gas": "天然气", "oil services": "油服股",
    "palladium": "钯金", "platinum": "铂金", "robotics": "机器人股", "semiconductors": "半导体股", "silver": "白银",
    "solar shares": "太阳能股", "the Magnificent Seven": "美股七巨头", "the dollar index": "美元指数", "uranium": "铀",
    "minimum volatility": "最小波动率", "momentum": "动量", "quality": "质量", "size": "规模", "value": "价值",
    "Communication Services": "通信服务", "Consumer Discretionary": "可选消费", "Consumer Staples": "必需消费", "Energy": "能源",
    "Financials": "金融", "Health Care": "医疗保健", "Industrials": "工业", "Materials": "原材料", "Real Estate": "房地产",
    "Technology": "科技", "Utilities": "公用事业",
}  # fmt: skip
_WHOLE = {
    "recorded demo data": "演示用录制数据", "dividend-adjusted": "含股息复权", "price index": "价格指数",
    "equal weight": "等权重", "front-month future": "近月期货", "yield in per cent": "收益率，单位为百分比",
    "yield future, in per cent": "收益率期货，单位为百分比", "headline only": "仅标题", "headline and summary only": "仅标题与摘要",
    "sample": "示例文章", "sample article": "示例文章", "not reported yet": "尚未公布", "mean of analysts": "分析师均值",
    "the date of the holdings is not stated": "未注明持仓日期", "trailing twelve months": "过去十二个月",
    "on analysts' estimates": "按分析师预测", "analysts' estimates": "分析师预测", "mean of analysts' targets": "分析师目标价均值",
    "of the fund's holdings, as Yahoo aggregates them": "按基金持仓、由雅虎汇总",
    "how it treats loss-makers is not known": "如何处理亏损公司未知", "12, 26 and 9 sessions": "12、26与9个交易日",
    "20 sessions, 2 standard deviations": "20个交易日，2个标准差", "share of the eleven that rose": "十一个板块中上涨的占比",
    "with dividends: this market has dividend-adjusted closes only": "含股息：当前市场只有含股息复权的收盘价",
    "this is the last before it": "取此前最近一个交易日", "the session before the crossing": "交叉前一个交易日",
    "recorded": "录制数据", "call": "认购合约", "put": "认沽合约", "confirmed, as Yahoo states": "雅虎标明已确认",
    "estimated by Yahoo": "雅虎估计", "of the shares outstanding": "占总股本", "of the shares that trade freely": "占自由流通股",
    "highest of analysts' targets": "分析师目标价最高值", "lowest of analysts' targets": "分析师目标价最低值",
    "median of analysts' targets": "分析师目标价中位数", "this month": "本月", "of the float as it is today": "按当前自由流通股数",
    "pre-market": "盘前", "as if the unit had changed": "疑似计价单位改变", "more than a day's trading does": "超出单日交易的幅度", "after hours": "盘后", "market open": "交易中", "closed": "已收盘",
}  # fmt: skip
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(form), chinese)
    for form, chinese in (
        (r"proxy for (?P<thing>.+)", "代表{thing}"),
        (r"factor fund: (?P<thing>.+)", "因子基金：{thing}"),
        (r"sector: (?P<thing>.+?) \(SPDR fund as proxy\)", "板块：{thing}（以SPDR基金代表）"),
        (r"(?P<thing>[−-]?\d)× daily leverage", "每日{thing}倍杠杆"),
        (r"in place of (?P<thing>.+?) \((?P<symbol>[^()]+)\), which .+ does not hold", "替代当前市场中没有的{thing}（{symbol}）"),
        (r"(?P<thing>.+?)[- ]factor fund", "{thing}因子基金"),
        (r"(?P<thing>.+) sector, by the SPDR fund", "{thing}板块，以SPDR基金代表"),
        (r"in (?P<thing>[A-Z^.=-]{1,10})", "{thing}的持仓"),
        (r"high of (?P<thing>[\d-]+)", "高点出现在{thing}"),
        (r"(?:reached )?on (?P<thing>[\d-]+)", "发生于{thing}"),
        (r"the session of (?P<thing>[\d-]+) has no row", "{thing}没有数据"),
        (r"of the (?P<thing>\d+)-session average", "相对{thing}日均值"),
        (r"daily returns against (?P<thing>.+)", "与{thing}的日收益率比较"),
        (r"move of (?P<thing>\S+ ?%) on (?P<day>\S+) is beyond (?P<times>\S+) standard deviations", "{day}的变动{thing}超过{times}个标准差"),
        (r"prices rise to (?P<thing>\S+) times the close before on (?P<day>\S+), (?P<why>.+)", "{day}价格变为前一收盘价的{thing}倍，{why}"),
        (r"prices fall to one part in (?P<thing>\S+) on (?P<day>\S+), (?P<why>.+)", "{day}价格跌至前一收盘价的{thing}分之一，{why}"),
        (r"as by a split of (?P<thing>\d+) for (?P<n>\d+) that is not adjusted for", "疑似每{n}股拆为{thing}股而未复权"),
        (r"the same close (?P<thing>\d+) sessions in a row up to (?P<day>\S+)", "截至{day}收盘价连续{thing}个交易日相同"),
        (r"limit up on (?P<thing>\d+) sessions, the last on (?P<day>\S+)", "{thing}个交易日收于涨停，最近一次为{day}"),
        (r"limit down on (?P<thing>\d+) sessions, the last on (?P<day>\S+)", "{thing}个交易日收于跌停，最近一次为{day}"),
        (r"limit up on (?P<day>\S+)", "{day}收于涨停"),
        (r"limit down on (?P<day>\S+)", "{day}收于跌停"),
        (r"on (?P<day>[\d-]+), confirmed, as Yahoo states", "{day}，雅虎标明已确认"),
        (r"on (?P<day>[\d-]+), estimated by Yahoo", "{day}，雅虎估计"),
        (r"between (?P<day>[\d-]+) and (?P<thing>[\d-]+), (?P<why>.+)", "{day}至{thing}之间，{why}"),
        (r"sum over (?P<thing>\d+) strikes of the options to (?P<day>\S+)", "{day}到期期权{thing}个行权价之和"),
        (r"options to (?P<day>\S+)", "{day}到期的期权"),
        (
            r"(?P<side>call|put) at strike (?P<thing>\S+), nearest to the price of (?P<price>\S+)",
            "行权价{thing}的{side}，最接近现价{price}",
        ),
        (r"(?P<thing>\d+) of Yahoo's screen (?P<what>\S+)", "雅虎筛选{what}第{thing}名"),
        (r"of (?P<thing>\S+), reported for (?P<day>\S+), published later", "{thing}的股份，按{day}申报，公布日期更晚"),
        (
            r"close of (?P<day>\S+) over diluted EPS of the trailing twelve months, as the provider states it on (?P<thing>\S+)",
            "{day}收盘价除以数据商{thing}给出的过去十二个月摊薄每股收益",
        ),
        (r"the provider states a P/E of (?P<thing>\S+)", "数据商给出的市盈率为{thing}"),
        (r"volume of zero on (?P<thing>\d+) sessions, the last on (?P<day>\S+)", "{thing}个交易日成交量为零，最近一次为{day}"),
        (r"volume of zero on (?P<day>\S+)", "{day}成交量为零"),
        (r"rows end on (?P<day>\S+), none yet for (?P<thing>.+)", "数据截至{day}，{thing}尚无数据"),
        (r"no (?P<what>\S+) for (?P<thing>.+): only the two ends are used", "{thing}没有数据，只用首尾两个值"),
        (r"as fetched (?P<day>\S+ \S+ UTC), since then: (?P<why>.+)", "为{day}获取的数据，其后：{why}"),
        (
            r"(?P<who>.+) disagrees on (?P<n>\d+) of (?P<all>\d+) closes, most on (?P<day>\S+): (?P<a>\S+) against (?P<b>\S+)"
            r" \((?P<thing>\S+ %) apart\)",
            "{who}在{all}个收盘价中有{n}个不一致，{day}相差最大：{a}对{b}（相差{thing}）",
        ),
        (r"(?P<thing>\d+) sessions? without a price left out", "{thing}个没有价格的交易日未计入"),
        (r"quoted in (?P<thing>\S+), hundredths of (?P<unit>\S+), shown in \S+", "以{thing}（{unit}的百分之一）报价，按{unit}显示"),
        (r"last trade (?P<thing>\S+ \S+ UTC)", "最近成交{thing}"),
        (r"(?P<thing>.+) cannot be reached: .+", "{thing}无法连接"),
        (r"mean of (?P<thing>\d+) analysts", "{thing}位分析师的均值"),
        (r"the session before (?P<thing>\S+)", "{thing}之前的交易日"),
        (r"fiscal year to (?P<thing>\S+)", "截至{thing}的财年"),
        (r"dividends and splits after (?P<thing>\S+) undone", "已还原{thing}之后的股息与拆股"),
        (r"delayed (?P<thing>\d+) minutes", "延迟{thing}分钟"),
    )
)  # fmt: skip


def check(text: str) -> str:
    """A note that a reader must see beside the answer, not only where the number's source is opened."""
    return f"{_CHECK}{text}"


def checks(note: str) -> tuple[str, ...]:
    """Those parts of a note that are data checks, without the words that mark them."""
    parts = (one.strip() for one in note.split(";"))
    return tuple(one.removeprefix(_CHECK) for one in parts if one.startswith(_CHECK))


def noted(note: str, language: Language) -> str:
    """A note, part by part, as a reader of this language has it."""
    if language != "zh" or not note:
        return note
    return "；".join(_part(one.strip()) for one in note.split(";") if one.strip())


def _part(part: str) -> str:
    if part.startswith(_CHECK):
        return _CHECK_ZH + _part(part.removeprefix(_CHECK))
    if part in _WHOLE:
        return _WHOLE[part]
    for form, chinese in _FORMS:
        if match := form.fullmatch(part):
            return chinese.format(
                **{key: _THINGS.get(said) or _part(said) for key, said in match.groupdict().items()}
            )
    return part
