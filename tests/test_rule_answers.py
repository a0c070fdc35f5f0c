"""The cases of every rule are documents: an answer, and under it carets where findings are expected.

`tests/answers/<family>/<rule>.md` holds fenced blocks marked `answer`: lines of the answer, and lines that hold only
carets and a code (`    ^^^^^ R401`), which mark the code points of the line above. An answer without carets must be
ok and supported. What they cite is `tests/answers/evidence.yaml`.
"""

import re
from pathlib import Path

import pytest
import yaml

from copilot import checking, reading
from copilot.types import Span

FOLDER = Path(__file__).parent / "answers"
FILES = sorted(path for path in FOLDER.glob("*/*.md") if path.parent.name not in ("market", "liar"))
EVIDENCE = yaml.safe_load((FOLDER / "evidence.yaml").read_text("utf8"))
LEDGER = reading.ledger(EVIDENCE["data"], EVIDENCE["articles"])
CARETS = re.compile(r"(?P<lead>\s*)(?P<marks>\^+)\s+(?P<code>[A-Z]\d{3})\s*")


def cases(path):
    for block in re.findall(r"```answer\n(.*?)```", path.read_text("utf8"), re.DOTALL):
        lines, expected = [], []
        for line in block.splitlines():
            if match := CARETS.fullmatch(line):
                start = sum(len(one) + 1 for one in lines[:-1]) + len(match["lead"])
                expected.append((match["code"], Span(start, start + len(match["marks"]))))
            else:
                lines.append(line)
        yield "\n".join(lines), expected


ALL = [(path, text, expected) for path in FILES for text, expected in cases(path)]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    ALL,
    ids=[f"{path.parent.name}-{path.stem}-{text[:40]}" for path, text, _ in ALL],
)
def test_findings_stand_where_the_carets_are(path, text, expected):
    report = checking.check(text, LEDGER)
    assert sorted((one.code, one.span) for one in report.findings) == sorted(expected)
    if not expected:
        assert report.ok and report.supported


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_rules_file_shows_its_finding_and_its_code(path):
    """The file is named for a rule, names its code in the title, and has a case that the rule finds."""
    names = {rule.name: code for code, rule in checking.RULES.items()}
    code = names[path.stem]
    assert path.read_text("utf8").startswith(f"# {code} {path.stem}")
    assert any(code == found for _, expected in cases(path) for found, _ in expected)


def test_every_case_is_counted():
    assert len(ALL) >= 100
