"""Exported files prove themselves: unchanged or merely reformatted ones pass, one changed character is found and shown."""

import contextlib
import json
import re
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_answers import answer

from copilot import checking
from copilot.errors import CheckFailed, ConfigError
from copilot.export import carried, export, forms, load, markdown, verification, verify
from copilot.types import Report

FORMS = [".md", ".html", ".json"]
ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def checked(monkeypatch):
    """The report of the sample for the sample's own text; the checker has tests of its own."""

    def check(text, ledger, **_):
        return next(
            (one.evidence.report for one in (answer(), answer(bad=False)) if one.evidence.text == text),
            Report(),
        )

    monkeypatch.setattr(checking, "check", check, raising=False)


@pytest.fixture(params=FORMS)
def file(request, tmp_path):
    return export(answer(bad=False), tmp_path / f"answer{request.param}")


def changed(path, before, after, count=1, *, inside=False):
    """The file with a stretch of its visible part (or of its evidence) replaced."""
    text = path.read_text("utf8")
    at = text.find(carried.write(answer(bad=False))[:60]) if path.suffix != ".json" else 0
    head, tail = text[:at], text[at:]
    if inside or path.suffix == ".json":
        assert before in tail
        tail = tail.replace(before, after, count)
    else:
        assert before in head
        head = head.replace(before, after, count)
    path.write_text(head + tail, "utf8")
    return verify(path)


def test_an_exported_file_is_proved_and_loads_as_the_same_answer(file):
    result = verify(file)
    assert result.ok, result.words
    assert result.recomputed == 2
    assert load(file) == answer(bad=False)
    assert "Not proved: that the provider said so" in result.words


@pytest.mark.parametrize(
    ("before", "after"),
    [("$248.88", "$248.89"), ("more than", "less than"), ("weak spot [1]", "weak spot [0]")],
)
def test_a_changed_figure_word_or_citation_is_found_and_shown(tmp_path, before, after):
    path = export(answer(bad=False), tmp_path / "a.md")
    result = changed(path, before, after)
    assert not result.ok
    assert [(one.where, one.found.split()[-1]) for one in result.changes] == [
        ("the visible text", after.split()[-1])
    ] or (after.split()[0] in result.words)
    with pytest.raises(CheckFailed, match="Changed since"):
        load(path)


def test_a_changed_figure_in_a_page_and_in_json_is_found(tmp_path):
    page = changed(export(answer(bad=False), tmp_path / "a.html"), "$248.88", "$248.89")
    assert [one.found[-8:] for one in page.changes] == ["$248.89."] or "$248.89" in page.words
    plain = changed(export(answer(bad=False), tmp_path / "a.json"), "closed at $248.88", "closed at $248.89")
    assert ("line 5 of the text", "- IWM closed at $248.89 [0].") in [
        (one.where, one.found) for one in plain.changes
    ]


def test_a_changed_row_and_a_changed_value_are_found_in_each_form(tmp_path):
    for form in FORMS:
        path = export(answer(bad=False), tmp_path / f"row{form}")
        result = changed(path, '258.85"', '258.86"', inside=True)
        assert any("row of IWM close" in one.where for one in result.changes), form
        assert any("price return" in one.where for one in result.changes), (
            form
        )  # it no longer follows from its rows


def test_evidence_with_all_its_seals_made_anew_still_fails_where_rows_and_value_part(tmp_path):
    good = answer(bad=False)
    first = good.evidence.ledger.data[0]
    forged = replace(first, value=first.value + 1)
    ledger = replace(good.evidence.ledger, data=(forged, *good.evidence.ledger.data[1:]))
    lying = replace(good, evidence=replace(good.evidence, ledger=ledger))
    path = tmp_path / "forged.md"
    path.write_text(markdown.file(lying), "utf8")
    (change,) = verify(path).changes
    assert (change.expected, change.found) == ("-3.8517", "-2.8517")


def test_what_is_merely_reformatted_is_not_blamed(tmp_path):
    path = export(answer(bad=False), tmp_path / "a.md")
    shown, evidence = path.read_text("utf8").split("<!--")
    shown = shown.replace("**3.85%**", "__3.85%__").replace("- IWM closed", "*   IWM closed")
    shown = shown.replace("more than the S&P", "more than\nthe S&P").replace(
        "| Fund | 30 sessions |", "|Fund|30 sessions|"
    )
    wrapped = evidence.replace(" the ", "\nthe ")
    path.write_bytes(f"{shown}<!--{wrapped}".replace("\n", "\r\n").encode("utf8"))
    assert verify(path).ok, verify(path).words
    path = export(answer(bad=False), tmp_path / "a.html")
    text = path.read_text("utf8")
    text = text.replace("</p>", "</p>\n\n  ").replace("<strong>", "<b>\n").replace("</strong>", "</b>")
    path.write_text(text.replace("{", "{\n  ", 40), "utf8")
    assert verify(path).ok, verify(path).words
    path = export(answer(bad=False), tmp_path / "a.json")
    path.write_text(json.dumps(json.loads(path.read_text("utf8")), sort_keys=True), "utf8")
    assert verify(path).ok


def test_a_page_that_hides_a_word_by_style_or_covers_it_with_a_picture_is_found(tmp_path):
    path = export(answer(bad=False), tmp_path / "a.html")
    text = path.read_text("utf8")
    path.write_text(text.replace("</style>", ".mc-figures{display:none}</style>", 1), "utf8")
    assert [one.found for one in verify(path).changes] == [".mc-figures{display:none}"]
    path.write_text(text.replace("<main>", '<main><img src="data:,">', 1), "utf8")
    assert [one.found for one in verify(path).changes] == ["<img>"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("</main>", "<script>document.body.innerHTML = ''</script></main>"),
        ("<main>", "<main onclick=alert(1)>"),
        ("https://example.com/small-caps", "https://example.net/other"),
        ("</style>", ".mc-body p::after { content : '40%' }</style>"),
        ("</style>", "p { unicode-bidi: bidi-override; direction: rtl }</style>"),
    ],
)
def test_a_page_that_acts_links_or_looks_otherwise_is_found(tmp_path, before, after):
    path = export(answer(bad=False), tmp_path / "a.html")
    head, main = path.read_text("utf8").split("<script type=")[0], path.read_text("utf8")
    assert before in head
    path.write_text(main.replace(before, after, 1), "utf8")
    assert verify(path).changes


def test_a_mark_that_opens_another_row_is_found(tmp_path):
    path = export(answer(bad=False), tmp_path / "a.html")
    text = path.read_text("utf8")
    first, second = re.findall(r'class="mc-cite mc-cite-data" popovertarget="([^"]+)"', text)[:2]
    path.write_text(text.replace(f'popovertarget="{first}"', f'popovertarget="{second}"', 1), "utf8")
    assert [one.where for one in verify(path).changes] == ["the look of the file"]


def test_a_report_that_claims_a_figure_more_than_was_proved_is_found(tmp_path):
    good = answer(bad=False)
    report = replace(good.evidence.report, coverage=replace(good.evidence.report.coverage, proved=9))
    path = tmp_path / "more.json"
    path.write_text(carried.write(replace(good, evidence=replace(good.evidence, report=report))), "utf8")
    (change,) = verify(path).changes
    assert change.found.startswith("9 of 9 figures match")
    assert change.expected.startswith("5 of 5 figures match")


def test_a_page_in_other_colours_with_a_byte_order_mark_is_the_same_page(tmp_path):
    path = export(answer(bad=False), tmp_path / "a.html")
    text = path.read_text("utf8").replace("</style>", "body { color: #123; margin: 2em }</style>")
    path.write_bytes(text.encode("utf-8-sig"))
    assert verify(path).ok, verify(path).words


def test_findings_refuse_an_export_or_are_marked_in_it(tmp_path):
    for form in FORMS:
        path = tmp_path / f"bad{form}"
        with pytest.raises(CheckFailed, match="D302") as refused:
            export(answer(), path)
        assert not refused.value.report.ok
        assert not list(tmp_path.glob("*"))
        export(answer(), path, allow_findings=True)
        result = verify(path)
        assert not result.ok
        assert not result.changes
        assert "D302" in result.words
        path.unlink()
    export(answer(), tmp_path / "bad.md", allow_findings=True)
    text = (tmp_path / "bad.md").read_text("utf8")
    assert "the ~31% discount ⚠[D302] is wide" in text
    assert "One statement is not proved; it is marked in the text." in text


def test_a_file_that_claims_more_than_the_check_says_is_found(tmp_path):
    lying = replace(answer(), evidence=replace(answer().evidence, report=Report()))
    path = tmp_path / "lying.md"
    path.write_text(markdown.file(lying), "utf8")
    assert [one.where for one in verify(path).changes] == ["the check"]


@pytest.mark.parametrize(
    "content", [b"", b"# A note\n\nIWM fell.", b"\xff\xfe\x00", b"{}", b'{"format": "x"}', b"<html></html>"]
)
@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_ours_is_refused(tmp_path, form, content):
    path = tmp_path / f"other{form}"
    path.write_bytes(content)
    with pytest.raises(ConfigError):
        verify(path)


def test_a_place_or_ending_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"\.md, \.html, \.json"):
        export(answer(bad=False), tmp_path / "a.xyz")
    with pytest.raises(ConfigError, match="cannot be written"):
        export(answer(bad=False), tmp_path / "no" / "a.md")
    with pytest.raises(ConfigError, match="cannot be read"):
        verify(tmp_path / "missing.md")


def test_an_export_that_is_killed_leaves_the_old_file(tmp_path):
    path = export(answer(bad=False), tmp_path / "a.md")
    old = path.read_bytes()
    script = textwrap.dedent(f"""
        import os, sys
        sys.path[:0] = [{str(ROOT / "tests")!r}]
        from sample_answers import answer
        from copilot import checking
        from copilot.export import export, verification
        checking.check = lambda text, ledger, **_: answer(bad=False).evidence.report
        verification.proof = lambda *_: os.kill(os.getpid(), 9)
        export(answer(bad=False), {str(path)!r})
    """)
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=60, check=False)
    assert ran.returncode == -9
    assert path.read_bytes() == old


def test_the_evidence_cannot_end_its_comment_or_script():
    hostile = replace(answer(bad=False), question="--> <script>alert(1)</script> </script> ---")
    document = carried.write(hostile)
    assert not re.search(r"[<>&]|--", document)
    assert carried.read(document)[0].question == hostile.question


def test_markdown_of_a_hostile_answer_holds_no_tag_picture_or_table_break():
    base = answer(bad=False)
    text = "IWM <img src=x onerror=alert(1)> fell ![x](https://evil.example/x.png) [0].\n\n<div>over</div>\n"
    hostile = replace(
        base, title="<script>x</script>", question="a | b\n# c", evidence=replace(base.evidence, text=text)
    )
    shown = markdown.render(hostile)
    assert not re.search(r"(?<!\\)<(?!https)[A-Za-z/!]", shown)
    assert not re.search(r"(?<!\\)!\[", shown)
    assert "a \\| b # c" in shown


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000), st.sampled_from("0123456789abXY股·"), st.sampled_from([".md", ".html"]))
def test_any_one_visible_character_changed_is_found(place, letter, form):
    """Digits, citation numbers, words and signs alike; characters that markup itself is made of are left alone."""
    kind, text = forms.FORMS[form], _written(form)
    start = text.index("<main>") if form == ".html" else 0
    end = text.index("</main>") if form == ".html" else text.index("<!--")
    spots = [
        match.start()
        for match in re.finditer(r"[\w−×%]", text)
        if start <= match.start() < end and not _in_markup(text, match.start(), form)
    ]
    at = spots[place % len(spots)]
    if text[at] == letter:
        return
    altered = text[:at] + letter + text[at + 1 :]
    assert verification.proof(altered.encode(), kind, "a").changes, altered[at - 40 : at + 40]


@cache
def _written(form):
    return forms.FORMS[form].write(answer(bad=False)).decode()


def _in_markup(text, at, form):
    if form == ".html":
        opened, closed = text.rfind("<", 0, at), text.rfind(">", 0, at)
        entity = re.search(r"&[#\w]*$", text[max(0, at - 8) : at])
        return opened > closed or bool(entity)
    line = text[text.rfind("\n", 0, at) + 1 : text.find("\n", at)]
    return set(line) <= set("|-: ")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 100_000), st.sampled_from(FORMS))
def test_any_one_digit_of_the_evidence_changed_is_found(place, form):
    kind, text = forms.FORMS[form], _written(form)
    begin = text.index('"objects"')
    spots = [
        match.start() for match in re.finditer(r"\d", text[begin:]) if text[begin + match.start() - 2] != "\\"
    ]
    at = begin + spots[place % len(spots)]
    altered = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
    with contextlib.suppress(ConfigError):  # a broken reference or date: refused as damaged
        assert verification.proof(altered.encode(), kind, "a").changes, altered[at - 60 : at + 60]


def edited(path, before, after, part="word/document.xml"):
    """A Word document with a stretch of one of its parts replaced, as an editor would save it."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    assert before.encode() in contents[part]
    contents[part] = contents[part].replace(before.encode(), after.encode(), 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return verify(path)


def test_a_word_document_proves_itself_and_each_change_in_it_is_found(tmp_path):
    def written():
        return export(answer(bad=False), tmp_path / "a.docx")

    assert verify(written()).ok, verify(tmp_path / "a.docx").words
    assert load(tmp_path / "a.docx") == answer(bad=False)
    assert "$248.89" in edited(written(), "$248.88", "$248.89").words
    assert edited(written(), "[1]", "[0]").changes[0].where == "the visible text"
    assert [one.found for one in edited(written(), 'w:anchor="row1"', 'w:anchor="row2"').changes] == [
        "mark 1 [0] leads to row2"
    ]
    hidden = edited(written(), "<w:b/></w:rPr><w:t>3.85%", "<w:b/><w:vanish/></w:rPr><w:t>3.85%")
    assert [one.found for one in hidden.changes] == ["<vanish>"]
    rows = edited(written(), "258.85&quot;", "258.86&quot;", "customXml/item2.xml")
    assert any("row of IWM close" in one.where for one in rows.changes)
    assert edited(written(), "<w:r>", "<w:r >").ok  # markup only
    with pytest.raises(ConfigError):
        edited(written(), "urn:market-copilot:answer", "urn:another", "customXml/item2.xml")


def test_a_word_document_marks_findings_and_survives_hostile_text(tmp_path):
    export(answer(), tmp_path / "bad.docx", allow_findings=True)
    assert "⚠[D302]" in forms.FORMS[".docx"].words((tmp_path / "bad.docx").read_bytes())
    base = answer(bad=False)
    text = "<w:t>IWM</w:t> & co \x07 fell \ud800 ![x](https://evil.example/x.png) [0].\n\n| a | b |\n|---|---|\n| 1 |\n"
    hostile = replace(base, title="]]><x>", question="\x00?", evidence=replace(base.evidence, text=text))
    for form in forms.FORMS.values():
        assert not [
            one
            for one in verification.proof(form.write(hostile), form, "a").changes
            if one.where != "the check"
        ]
