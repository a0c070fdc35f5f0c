"""A PDF proves itself: a changed word, mark, letter or row is found; a file that was only saved anew is not blamed."""

import contextlib
import io
import json
import random
import re
from dataclasses import replace

import pypdf
import pytest
from pypdf.generic import ContentStream, DictionaryObject, FloatObject, NameObject, TextStringObject
from sample_answers import ARTICLE, answer

from copilot import checking
from copilot.answer import Answer, Chart
from copilot.errors import CheckFailed, ConfigError
from copilot.export import carried, export, fonts, forms, load, paper, pdf, verification, verify
from copilot.types import Report

FORM = forms.FORMS[".pdf"]
CHINESE = "小盘股三十个交易日下跌 **3.85%**，跌幅大于标普500基金的3.13%[0]。\n\n- 收盘价为$248.88[0]。“弱点”仍是地区银行[1]。\n"


def chinese() -> Answer:
    base = answer(bad=False, language="zh")
    report = Report(language="zh")
    charts = tuple(replace(one, title="价格走势，起点为100") for one in base.charts[:1])
    evidence = replace(base.evidence, text=CHINESE, report=report)
    title, question = "小盘股落后：三十个交易日下跌3.85%", "小盘股轮动是真的吗？"
    return replace(base, title=title, question=question, evidence=evidence, charts=charts)


def bare(language: str) -> Answer:
    """Without its charts, which take longest to draw."""
    return replace(SAMPLES[language], charts=())


SAMPLES = {"en": answer(bad=False), "zh": chinese()}


@pytest.fixture(autouse=True)
def checked(monkeypatch):
    """The sample's own report for its own text; the checker has tests of its own."""
    known = (answer(), *SAMPLES.values())
    monkeypatch.setattr(
        checking,
        "check",
        lambda text, ledger, **_: next(
            (one.evidence.report for one in known if one.evidence.text == text), Report()
        ),
    )


@pytest.fixture(scope="module")
def written():
    return {language: pdf.file(one) for language, one in SAMPLES.items()}


@pytest.fixture(scope="module")
def plain():
    return pdf.file(bare("en"))


def proof(body: bytes) -> verification.Verification:
    return verification.proof(body, FORM, "a.pdf")


def saved(body: bytes, change=lambda writer: None) -> bytes:
    """The file as another program would save it, with a change on the way."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(body))
    change(writer)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_exported_pdf_is_proved_and_loads_as_the_same_answer(tmp_path, language):
    path = export(SAMPLES[language], tmp_path / "a.pdf")
    assert verify(path).ok, verify(path).words
    assert load(path) == SAMPLES[language]
    assert [one.name for one in tmp_path.iterdir()] == ["a.pdf"]
    assert path.read_bytes() == pdf.file(SAMPLES[language])  # the same answer is the same file


def test_a_reader_sees_every_part_in_its_order(written):
    english, zh = FORM.words(written["en"]), FORM.words(written["zh"])
    parts = [
        "Question: Is the",
        "Small caps lag",
        "As of 2022-12-23",
        "Small caps fell 3.85%",
        "[0]",
        "What the data say",
    ]
    parts += [
        "first session = 100",
        "IWM 96.15",
        "Not found",
        "Check: 5 of 5 figures",
        "Sources",
        "[0] Market data",
    ]
    parts += [
        "IWM price return 2022-11-11 → 2022-12-23 · 30 sessions −3.85% demo history(symbols=SIZE,QUAL,MTUM, field=close)"
    ]
    parts += [
        "[1] Small caps: a rotation",
        "Regional banks remain the weak spot, strategists",
        "Written by rule analyst",
        "Research, not",
    ]
    at = 0
    for part in parts:
        assert part in english[at:], part
        at = english.index(part, at)
    assert "小盘股轮动是真的吗？小盘股落后：三十个交易日下跌3.85%截至" in zh.replace(" ", "")
    assert "收盘价为$248.88" in zh.replace(" ", "")
    assert not re.search(r"\d / \d", english)  # page numbers are no words of the answer


def test_marks_and_figures_lead_to_their_own_row_and_words(written):
    leads = [one.split()[1:] for one in paper.disguises(written["en"]) if one.startswith("mark")]
    places = [int(one[-1]) for one in leads if one[2:4] == ["to", "place"]]
    # 3.85%, 3.13%, their [0]; $248.88 [0]; [1] to the quoted words; then the table's rows: mark and figure each.
    assert places == [1, 2, 1, 3, 3, 4, 1, 1, 2, 2]
    assert leads[-1][-1] == "https://example.com/small-caps"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_file_that_was_only_saved_anew_is_not_blamed(written, language):
    def compressed(writer):
        for page in writer.pages:
            page.compress_content_streams()
        writer.add_metadata({"/Producer": "another program", "/Title": "another title"})

    body = saved(written[language], compressed)
    assert body != written[language]
    assert proof(body).ok, proof(body).words


def _leaves(tree, path=()):
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        if key in ("heads", "sides"):  # shown with rows only; never shown
            continue
        if isinstance(value, dict | list):
            yield from _leaves(value, (*path, key))
        elif isinstance(value, str) and key in _SHOWN | set(range(9)) and re.search(r"\w", value):
            yield (*path, key)


_SHOWN = {"text", "headline", "question", "title", "symbol", "measure", "window", "value", "call", "said", "check", "written", "disclaimer", "shown"}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("seed", range(6))
def test_any_one_character_of_the_visible_text_changed_is_found(monkeypatch, language, seed):
    chance = random.Random(f"{language}{seed}")

    def altered(tree):
        path = chance.choice(list(_leaves(tree)))
        inner = tree
        for key in path[:-1]:
            inner = inner[key]
        text = inner[path[-1]]
        at = chance.choice([at for at, one in enumerate(text) if one.isalnum()])
        other = chance.choice([one for one in "甲乙79Qk" if one != text[at]])
        inner[path[-1]] = text[:at] + other + text[at + 1 :]
        return json.dumps(tree, ensure_ascii=False)

    with monkeypatch.context() as patch:
        patch.setattr(pdf, "_json", altered)
        body = pdf.file(bare(language))
    changes = proof(body).changes
    assert [one for one in changes if one.where == "the visible text"], changes


@pytest.mark.parametrize("seed", range(6))
def test_any_one_digit_of_the_evidence_changed_is_found(plain, seed):
    text = FORM.evidence(plain)
    begin = text.index('"objects"')
    spots = [m.start() for m in re.finditer(r"\d", text[begin:]) if text[begin + m.start() - 2] != "\\"]
    at = begin + random.Random(seed).choice(spots)
    forged = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
    body = carrying(plain, forged)
    assert FORM.evidence(body) == forged
    with contextlib.suppress(ConfigError):  # a broken reference or date: refused as damaged
        assert proof(body).changes, forged[at - 60 : at + 60]


def carrying(body: bytes, document: str) -> bytes:
    def change(writer):
        (one,) = writer.attachment_list
        one.content = document.encode()

    return saved(body, change)


def painted(command: bytes):
    def change(writer):
        page = writer.pages[0]
        stream = ContentStream(page.get_contents(), writer)
        stream.set_data(stream.get_data() + b"\n" + command)
        page[NameObject("/Contents")] = writer._add_object(stream)

    return change


def noted(writer):
    box = [FloatObject(one) for one in (50, 600, 300, 700)]
    note = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/FreeText"),
        NameObject("/Rect"): pypdf.generic.ArrayObject(box), NameObject("/Contents"): TextStringObject("IWM rose 40%"),
    })  # fmt: skip
    writer.pages[0]["/Annots"].append(writer._add_object(note))


def led_astray(writer):
    marks = [one.get_object() for one in writer.pages[0]["/Annots"]]
    marks[0][NameObject("/Dest")] = marks[3]["/Dest"]


def cut(writer):
    writer.pages[0].cropbox.upper_right = (595, 500)


def acting(writer):
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)


def lettered(writer):
    """The figures' letters are drawn otherwise, and still said to be the same."""
    font = writer.pages[0]["/Resources"]["/Font"]["/f1"].get_object()
    about = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    (key,) = [one for one in about if one.startswith("/FontFile")]
    data = about[key].get_object()
    data.set_data(data.get_data()[:-4] + b"\0\0\0\1")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (painted(b"q 1 1 1 rg 60 600 300 100 re f Q"), "strokes and fills"),
        (painted(b"BT /f0 9 Tf 3 Tr 100 300 Td (\x00\x01) Tj ET"), "text mode 3"),
        (
            painted(b"/Artifact <</Type /Pagination>> BDC BT /f0 9 Tf 100 300 Td (\x00\x01) Tj ET EMC"),
            "running text",
        ),
        (noted, "<FreeText>"),
        (led_astray, "mark 1 leads to place 3"),
        (cut, "page cut"),
        (lettered, "letters"),
        (acting, "OpenAction"),
        (lambda writer: writer.add_attachment("other.txt", b"x"), "attachment other.txt"),
    ],
)
def test_what_covers_hides_or_misleads_is_found(plain, change, found):
    changes = proof(saved(plain, change)).changes
    assert any(found in one.found for one in changes), changes


def test_findings_refuse_a_pdf_or_are_marked_in_it(tmp_path):
    path = tmp_path / "bad.pdf"
    with pytest.raises(CheckFailed, match="D302"):
        export(answer(), path)
    assert not list(tmp_path.iterdir())
    export(answer(), path, allow_findings=True)
    result = verify(path)
    assert not result.ok
    assert not result.changes
    text = FORM.words(path.read_bytes())
    assert "the ~31% discount[D302] is wide" in text
    assert "D302 reversed base the discount of 16× against 21× is 23.8%" in text
    assert "One statement is not proved; it is marked in the text." in text


HOSTILE = [
    '#panic("x") $x^2$ *a* _b_ `c` <label> @ref \\ #import "@preview/x:1.0.0"',
    "</script>]]> %PDF-1.7 endstream endobj (((",
    "A" * 700 + "/" * 200,
    "\u202egnp.exe \x00\x07\ud800 שלום مرحبا 🚀 \u200b\u00ad\ufeff",
    "涨" * 300 + "，" * 30,
    "-> 16x9 fi ffl 1/2 ... -- 2e\u0301 Å\u212b",
    "",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words_and_stay_on_the_page(words):
    base = answer(bad=False)
    article = replace(ARTICLE, title=words, publisher=words, author=words, url=f"https://x.example/{words}")
    text = f"# {words}\n\n{words} [0] [1] [7].\n\n- {words}\n\n| {words} | b |\n|---|---:|\n| {words} | 1 |\n\n> {words}\n\n```\n{words}\n```\n"
    ledger = replace(base.evidence.ledger, articles=(article,), passages=())
    made = replace(
        base, title=words, question=words, not_found=(words,), withheld=(words,),
        charts=(Chart(words, base.charts[0].series, rebased=True),) if len(words) < 60 else (),
        evidence=replace(base.evidence, text=text, ledger=ledger, report=Report()),
    )  # fmt: skip
    body = pdf.file(made)
    changes = [one for one in proof(body).changes if one.where != "the check"]
    assert not changes
    assert not [
        one for one in paper.disguises(body) if one.startswith("unseen") and len(one) > 14
    ]  # nothing runs off the page


def glyphs(body: bytes) -> set[int]:
    """Every glyph that a page draws; 0 is the hole where a font has no letter."""
    reader = pypdf.PdfReader(io.BytesIO(body))
    found: set[int] = set()
    for page in reader.pages:
        for operands, operator in ContentStream(page.get_contents(), reader, "bytes").operations:
            if operator in (b"Tj", b"TJ"):
                several = operands[0] if operator == b"TJ" else operands
                for one in several:
                    code = one if isinstance(one, bytes) else getattr(one, "original_bytes", b"")
                    found.update(code[at] * 256 + code[at + 1] for at in range(0, len(code) - 1, 2))
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_letter_is_blank_and_every_font_is_embedded(written, language):
    """Whatever `drawn` lets through has a glyph in headline, bold, emphasis, code and tables."""
    known = sorted(one for one in fonts._covered() if chr(one).isalnum() and one < 0x30000)
    some = "".join(map(chr, random.Random(3).sample(known, 900))) + "→⁄−×·≈≤≥€£¥“”‘’…—"
    some = fonts.drawn(some)
    base = SAMPLES[language]
    text = f"{some} **{some}** *{some}*\n\n| {some} | b |\n|---|---|\n| `{some}` | **{some}** |\n"
    body = pdf.file(
        replace(base, charts=(), title=some, evidence=replace(base.evidence, text=text, report=Report()))
    )
    assert len(glyphs(body)) > 500
    assert 0 not in glyphs(body)
    for one in (body, written[language]):
        reader = pypdf.PdfReader(io.BytesIO(one))
        for page in reader.pages:
            for font in page["/Resources"]["/Font"].values():
                about = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
                assert {"/FontFile2", "/FontFile3"} & set(about)


def test_a_missing_font_or_character_is_said_and_never_blank(tmp_path, monkeypatch):
    assert fonts.drawn("涨 5% 🚀") == "涨 5% □"
    with pytest.raises(ConfigError, match="no font here draws \U0003134a"):
        fonts.drawn("字\U0003134a")
    monkeypatch.setitem(fonts.PACKAGES, "cvttf-notosanscjk-bold", "cvttf_not_installed")
    for one in (fonts.folders, fonts.collection, fonts._covered):
        one.cache_clear()
    try:
        with pytest.raises(ConfigError, match="pip install cvttf-notosanscjk-bold"):
            export(SAMPLES["zh"], tmp_path / "a.pdf")
        assert not list(tmp_path.iterdir())
    finally:
        for one in (fonts.folders, fonts.collection, fonts._covered):
            one.cache_clear()


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7\n", b"%PDF-1.7 \xff\x00 trailer", b"hello", b"%PDF-" + b"1" * 999]
)
def test_what_is_no_export_of_ours_is_refused(tmp_path, content):
    path = tmp_path / "other.pdf"
    path.write_bytes(content)
    with pytest.raises(ConfigError):
        verify(path)


def test_a_pdf_without_its_evidence_or_with_two_of_them_is_refused(written):
    plain = pypdf.PdfWriter()
    for page in pypdf.PdfReader(io.BytesIO(written["en"])).pages:
        plain.add_page(page)
    kept = io.BytesIO()
    plain.write(kept)
    with pytest.raises(ConfigError, match="evidence was taken out"):
        proof(kept.getvalue())
    document = carried.write(SAMPLES["en"]).encode()
    with pytest.raises(ConfigError):
        proof(saved(written["en"], lambda writer: writer.add_attachment(pdf.ATTACHMENT, document)))
