"""Every word of the page itself, in both languages; the words around an answer are in `copilot.export.words`."""

from __future__ import annotations

from copilot.types import Language

__all__ = ["PHRASES", "say"]

PHRASES: dict[str, tuple[str, str]] = {
    "title": ("Market Copilot", "Market Copilot"),
    "promise": ("Every figure proved against its source", "每个数字都有出处，并经过核对"),
    "tab_ask": ("Ask", "提问"),
    "tab_check": ("Check a text", "核对文本"),
    "tab_articles": ("Articles", "文章库"),
    "hero": ("Ask about markets. Open any figure and see where it comes from.", "询问市场，点开任何一个数字，看它从哪里来。"),
    "hero_sub": (
        "Answers are written sentence by sentence, and no figure is shown before it is proved against the data or the article it cites.",
        "回答逐句写成：每个数字都先与所引数据或文章核对，再显示出来。",
    ),
    "placeholder": ("Ask about a market, or drop in an article", "询问市场，或放入一篇文章"),
    "question_label": ("Your question", "您的问题"),
    "examples": ("Questions that work here", "可以直接提问"),
    "demos": ("See it work, without key or network", "无需密钥和网络即可体验"),
    "demo_check": ("Check this answer", "核对这份回答"),
    "demo_check_sub": ("A fluent text with eight kinds of errors, each marked and explained.", "一段流畅却有多类错误的文字，逐处标出并说明。"),
    "demo_liar": ("Watch a lying model get caught", "看说谎的模型如何被抓住"),
    "demo_liar_sub": ("A scripted model invents figures; the check sends them back before you see them.", "一个按脚本编造数字的模型；数字在显示之前就被退回。"),
    "demo_label": ("Demonstration: this model is scripted to lie", "演示：该模型按脚本说谎"),
    "live": ("Live", "实时"),
    "demo": ("Demo market", "演示市场"),
    "folder": ("Folder", "本地数据"),
    "as_of": ("as of {day}", "截至 {day}"),
    "no_model": ("Rule analyst", "规则分析员"),
    "no_model_why": (
        "No language model is set: a rule analyst writes. Set OPENAI_API_KEY (or COPILOT_MODEL and OPENAI_BASE_URL) for free-form answers.",
        "未设置语言模型，由规则分析员撰写。设置 OPENAI_API_KEY（或 COPILOT_MODEL 与 OPENAI_BASE_URL）可获得自由行文的回答。",
    ),
    "demo_why": (
        "Yahoo Finance is not used here: figures come from recorded closing prices to {day}. They are real, and they are not today's.",
        "此处未使用 Yahoo Finance：数字来自截至 {day} 的收盘价录制数据。数据真实，但不是今天的行情。",
    ),
    "working": ("Reading the question", "正在理解问题"),
    "writing": ("Writing and checking the next sentence", "正在撰写并核对下一句"),
    "looking": ("Looking up", "正在查询"),
    "steps": ("{n} look-ups, {s} s", "{n} 次查询，{s} 秒"),
    "step": ("1 look-up, {s} s", "1 次查询，{s} 秒"),
    "facts": ("{n} facts", "{n} 条数据"),
    "fact": ("1 fact", "1 条数据"),
    "nothing": ("nothing found", "未找到"),
    "failed": ("This question could not be answered", "未能回答这个问题"),
    "failed_next": ("Nothing was lost. Try again, or ask in another way.", "之前的内容没有丢失。请重试，或换一种问法。"),
    "unexpected": ("Something went wrong that should not have; the terminal that runs the page shows what.", "出现了意外错误，详情见运行本页面的终端。"),
    "stopped": ("Stopped. What had been checked by then:", "已停止。停止前已核对的内容："),
    "stopped_empty": ("Stopped before a sentence was checked.", "已停止，尚无核对完的句子。"),
    "busy": ("One answer at a time: stop the running one first.", "一次只能回答一个问题，请先停止正在进行的回答。"),
    "empty_question": ("Write a question first, or put in an article.", "请先输入问题，或放入一篇文章。"),
    "download": ("Download", "下载"),
    "export_marked": ("Findings are marked in the file.", "未证实之处会在文件中标出。"),
    "retry": ("Ask again", "重新提问"),
    "edit": ("Edit", "修改"),
    "undo": ("Remove", "删除"),
    "new": ("New chat", "新对话"),
    "theme": ("Light or dark", "浅色或深色"),
    "language": ("中文", "English"),
    "language_label": ("Switch to Chinese: 中文", "切换为英文：English"),
    "ask_next": ("Ask next", "继续提问"),
    "analyse": ("Analyse this article", "分析这篇文章"),
    "conversation": ("Conversation", "对话"),
    "chart_none": ("", ""),
    # check a text
    "check_head": ("Check any text against its evidence", "用证据核对任何文字"),
    "check_sub": (
        "Paste an answer from any chatbot, a note or a draft. Every figure, comparison, date and quotation is read and checked; each mark says why, and a safe fix is one click.",
        "粘贴任何聊天机器人的回答、笔记或草稿。每个数字、比较、日期和引语都会被读取并核对；每处标记都说明原因，可靠的修改一键采用。",
    ),
    "check_text": ("Text to check", "待核对的文字"),
    "check_evidence": ("Against", "依据"),
    "check_sample": ("The sample's own evidence", "示例自带的证据"),
    "check_market": ("Market data, gathered now", "现在获取的市场数据"),
    "check_own": ("Evidence of mine", "我自己的证据"),
    "check_own_data": ("Data [0], as JSON rows, and articles [1], [2] …", "数据 [0]（JSON 行）与文章 [1]、[2]…"),
    "check_button": ("Check", "核对"),
    "check_fix": ("Apply all safe fixes", "采用全部可靠修改"),
    "check_again": ("Load the sample", "载入示例"),
    "check_empty": ("Paste a text, then press Check.", "请先粘贴文字，再点“核对”。"),
    "check_ok": ("Everything that can be checked holds.", "所有可核对的内容都成立。"),
    "check_bad": ("{n} statements are not proved", "{n} 处陈述未被证实"),
    "check_bad_1": ("One statement is not proved", "1 处陈述未被证实"),
    "check_evidence_bad": ("The evidence could not be read: {why}", "无法读取证据：{why}"),
    "check_report": ("Findings, as a linter prints them", "核对结果（命令行格式）"),
    # articles
    "articles_head": ("Articles that answers may cite", "回答可以引用的文章"),
    "articles_sub": (
        "Put in a web address or a file. Articles are kept on this machine, searched by meaning and by words, and cited by their own words.",
        "放入网址或文件。文章保存在本机，可按含义和词语检索，并以原文被引用。",
    ),
    "articles_url": ("Web address or feed", "网址或订阅源"),
    "articles_add": ("Add", "添加"),
    "articles_files": ("Drop files: text, Markdown, HTML", "拖入文件：文本、Markdown、HTML"),
    "articles_search": ("Search the articles", "检索文章"),
    "articles_none": ("No articles yet. Add a web address or drop a file; then ask about it.", "还没有文章。添加网址或拖入文件，然后就可以提问。"),
    "articles_no_hit": ("No passage matches. Try fewer or other words.", "没有匹配的段落，请减少或更换关键词。"),
    "articles_added": ("Added: {titles}", "已添加：{titles}"),
    "articles_known": ("Already here: {titles}", "已存在：{titles}"),
    "articles_failed": ("Not added: {why}", "未添加：{why}"),
    "articles_remove": ("Remove", "删除"),
    "articles_removed": ("Removed.", "已删除。"),
    "articles_ask": ("Check this article", "核对这篇文章"),
    "articles_busy": ("Reading…", "读取中…"),
    "articles_count": ("{n} articles", "{n} 篇文章"),
    "article_count": ("1 article", "1 篇文章"),
}  # fmt: skip


def say(key: str, language: Language, **values: object) -> str:
    """The phrase in this language, its places filled."""
    text = PHRASES[key][language == "zh"]
    return text.format(**values) if values else text
