"""The workbook: its formulas give the figures, words stay words, a change in it is found and a mere saving is not."""

import io
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sample_answers import answer as sample

from copilot import Copilot
from copilot.export import live, verify
from copilot.export.cells import disguises
from copilot.export.workbook import EVIDENCE, file


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    copilot = Copilot(market="demo", home=tmp_path_factory.mktemp("home"))
    return copilot.ask("How has Apple done against Microsoft over the last 30 sessions?")


@pytest.fixture
def exported(answer, tmp_path: Path) -> Path:
    return answer.export(tmp_path / "answer.xlsx")


def changed(path: Path, change) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def value(book: openpyxl.Workbook, reference: str) -> float:
    """What a cell comes to: enough of a spreadsheet for our formulas."""
    sheet, cell = reference.rpartition("!")[::2]
    held = book[sheet.strip("'")][cell].value
    if not isinstance(held, str) or not held.startswith("="):
        return held
    home = sheet.strip("'")
    text = held[1:]
    text = re.sub(
        r"('?)([A-Za-z\u4e00-\u9fff]+)\1!([A-Z]+\d+):([A-Z]+\d+)",
        lambda m: (
            "["
            + ",".join(f"cell('{m[2]}!{one[0].coordinate}')" for one in book[m[2]][f"{m[3]}:{m[4]}"])
            + "]"
        ),
        text,
    )
    text = re.sub(r"'?(\w+)'?!([A-Z]+\d+)(?!'\))", r"cell('\1!\2')", text)
    text = re.sub(
        r"(?<![!'A-Z(\w])([A-Z]{1,2}\d+)\b(?!'\))|(?<=\()([A-Z]{1,2}\d+)\b",
        lambda m: f"cell('{home}!{m[1] or m[2]}')",
        text,
    )
    text = re.sub(r"(?<![<>=])=(?!=)", "==", text)
    names = {
        "cell": lambda one: value(book, one), "ROUND": round, "ABS": abs, "AND": lambda *tests: all(tests),
        "AVERAGE": lambda *v: sum(flat(v)) / len(flat(v)), "SUM": lambda *v: sum(flat(v)), "MAX": lambda *v: max(flat(v)), "MIN": lambda *v: min(flat(v)),
    }  # fmt: skip
    return eval(text, {"__builtins__": {}}, names)  # our own formulas


def flat(values) -> list[float]:
    return [one for held in values for one in (held if isinstance(held, list) else [held])]


def test_every_formula_of_data_and_figures_gives_what_the_answer_says(answer, exported):
    carried = answer.evidence.ledger.data
    book = openpyxl.load_workbook(exported)
    formulas = 0
    held = {(d.subject, str(d.value)) for d in carried}
    for row in book["Data"].iter_rows(min_row=2):
        if isinstance(row[6].value, str):
            formulas += 1
            got = Decimal(str(value(book, f"Data!G{row[0].row}")))
            assert any(
                subject == row[0].value and abs(Decimal(known) - got) < Decimal("0.0001")
                for subject, known in held
            )
    assert formulas > 0
    for row in book["Figures"].iter_rows(min_row=2):
        written = re.search(r"\d[\d,]*(?:\.\d+)?", row[0].value)
        if row[1].value is not None and written and row[2].value:
            step = Decimal(1).scaleb(-len(written[0].partition(".")[2]))
            got = abs(Decimal(str(value(book, f"Figures!B{row[0].row}"))))
            assert abs(got - Decimal(written[0].replace(",", ""))) <= step


def test_a_workbook_proves_itself_and_saving_it_again_changes_nothing(exported):
    assert verify(exported).ok
    assert verify(changed(exported, lambda book: None)).ok


@pytest.mark.parametrize("sheet", ["Rows", "Data", "Answer", "Figures"])
def test_one_changed_cell_is_found(exported, sheet):
    def tamper(book):
        cell = next(c for row in book[sheet].iter_rows(min_row=2) for c in row if c.value is not None)
        cell.value = "something else"

    assert verify(changed(exported, tamper)).changes


def test_a_hidden_row_or_white_ink_is_found(exported):
    def hide(book):
        book["Answer"].row_dimensions[4].hidden = True

    assert any("hidden Answer 4" in one.found for one in verify(changed(exported, hide)).changes)


def test_changed_evidence_is_found(exported):
    def tamper(book):
        cell = book[EVIDENCE]["A1"]
        cell.value = (
            cell.value.replace("2026-", "2025-", 1)
            if "2026-" in cell.value
            else cell.value.replace("1", "2", 1)
        )

    assert verify(changed(exported, tamper)).changes


def test_words_that_begin_like_a_formula_stay_words():
    hostile = replace(sample(), question='=HYPERLINK("http://evil","x")')
    book = openpyxl.load_workbook(io.BytesIO(file(hostile)))
    cell = next(
        c for row in book.worksheets[0].iter_rows() for c in row if c.value and "HYPERLINK" in str(c.value)
    )
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert not any("leads to" in one for one in disguises(file(hostile)))


def test_discount_and_premium_are_of_their_own_base():
    assert live.of_proof("discount", ["A1", "B1"]) == "=(1-A1/B1)*100"
    assert live.of_proof("premium", ["A1", "B1"]) == "=(A1/B1-1)*100"


def test_a_relation_without_a_short_formula_has_none():
    assert live.of_proof("slope_change_bps", ["A1", "B1", "C1", "D1"]) is None
