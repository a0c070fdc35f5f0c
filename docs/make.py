"""Writes the generated pages of docs: rules and their index, measures, settings. `make docs`; a test keeps them current."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]

import measure_page  # noqa: E402
import settings_page  # noqa: E402

from copilot import checking  # noqa: E402
from copilot.checking.rules import Rule  # noqa: E402

FAMILIES = {
    "C": "Citations",
    "N": "Figures and bounds",
    "D": "Derivations",
    "R": "Relations",
    "T": "Dates and windows",
    "Q": "Words",
}
_GENERATED = "<!-- written by docs/make.py from the rule's own docstring; edit it there -->\n"


def page(rule: Rule) -> str:
    """What `copilot rule CODE` says, as a page."""
    parts = [f"# {rule.code} {rule.name}\n", _GENERATED, f"{rule.what}\n"]
    for label, text in (("Example", rule.example), ("Instead", rule.instead)):
        if text:
            parts += [f"## {label}\n", f"> {text}\n"]
    off = "" if rule.default else f" Off unless selected: `--select {rule.code}`."
    parts.append(f"Severity: {rule.severity.value}.{off} `--ignore {rule.code}` turns it off.\n")
    return "\n".join(parts)


def index(rules: list[Rule]) -> str:
    """All rules by family."""
    parts = ["# Rules\n", _GENERATED]
    for letter, title in FAMILIES.items():
        own = [rule for rule in rules if rule.code.startswith(letter)]
        if own:
            parts.append(f"## {letter} {title}\n\n| code | name | severity | finds |\n|---|---|---|---|")
            parts += [
                f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity.value}"
                f"{'' if rule.default else ' (off)'} | {rule.what.replace('|', chr(92) + '|')} |"
                for rule in own
            ]
            parts.append("")
    return "\n".join(parts)


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    rules = [checking.RULES[code] for code in sorted(checking.RULES)]
    return {
        measure_page.PAGE: measure_page.text(),
        settings_page.PAGE: settings_page.text(),
        DOCS / "rules" / "README.md": index(rules),
    } | {DOCS / "rules" / f"{rule.code}.md": page(rule) for rule in rules}


def main() -> None:
    folder = DOCS / "rules"
    folder.mkdir(exist_ok=True)
    wanted = pages()
    for path in set(folder.glob("*.md")) - set(wanted):
        path.unlink()  # a rule that is gone
    for path, text in wanted.items():
        path.write_text(text, encoding="utf8")
    print(f"{len(wanted)} pages in {DOCS}")


if __name__ == "__main__":
    main()
