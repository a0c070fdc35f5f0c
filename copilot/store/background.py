"""Ordinary sentences against which nearness in meaning is measured, in both languages.

A model's cosines have no zero of their own: to e5 two unrelated English sentences are .75 alike, and an English one
and a Chinese one .71. In a store of three articles there is nothing else to compare with, so these stand in for
"anything at all": half of them about markets, half about the rest of the world.
"""

from __future__ import annotations

__all__ = ["SENTENCES"]

_ENGLISH = (
    "The central bank left its policy rate unchanged and said inflation remains above target.",
    "Crude oil settled lower after inventories rose more than expected.",
    "The company reported quarterly revenue ahead of estimates and raised its outlook.",
    "Shares fell in early trading after the regulator opened an investigation.",
    "The board approved a dividend and a new share repurchase programme.",
    "Payrolls grew faster than forecast while the unemployment rate held steady.",
    "The merger is subject to shareholder approval and is expected to close next year.",
    "Treasury yields rose as investors sold long-dated bonds.",
    "The team won the final after extra time in front of a full stadium.",
    "Heavy rain is expected in the north on Saturday, with strong winds near the coast.",
    "Chop the onions, heat the oil and cook them slowly until they are soft.",
    "The museum reopened after three years with an exhibition of early maps.",
    "Researchers found a new species of frog in the mountain forest.",
    "The novel tells the story of two brothers who leave their village.",
    "Voters go to the polls on Sunday to choose a new mayor.",
    "The old bridge will be closed to traffic while its cables are replaced.",
)
_CHINESE = (
    "央行维持政策利率不变，并表示通胀仍高于目标。",
    "库存增幅超出预期，原油期货收低。",
    "公司公布的季度营收好于预期，并上调全年指引。",
    "监管机构启动调查后，该股早盘下跌。",
    "董事会批准派息及新的股份回购计划。",
    "非农就业增长快于预期，失业率保持稳定。",
    "此项合并须经股东批准，预计明年完成。",
    "投资者抛售长期债券，国债收益率上升。",
    "球队在加时赛后赢得决赛，现场座无虚席。",
    "预计周六北部有大雨，沿海风力较强。",
    "把洋葱切碎，油烧热后小火慢慢炒软。",
    "博物馆闭馆三年后重新开放，展出早期地图。",
    "研究人员在山林中发现一种新的青蛙。",
    "这部小说讲述了两兄弟离开村庄的故事。",
    "选民将于周日投票选出新市长。",
    "旧桥将封闭交通，以更换缆索。",
)
SENTENCES = ((_ENGLISH, False), (_CHINESE, True))
