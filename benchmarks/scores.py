"""Counts of judged cases and the figures made of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

__all__ = ["Score", "interval", "percent"]


def interval(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927); (0, 1) of nothing."""
    if not total:
        return 0.0, 1.0
    share = hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def percent(hits: int, total: int) -> str:
    """`85.2 [82.8–87.3]`, or an en dash where there is nothing to count."""
    if not total:
        return "–"
    low, high = interval(hits, total)
    return f"{100 * hits / total:.1f} [{100 * low:.1f}–{100 * high:.1f}]"


@dataclass(slots=True)
class Score:
    """Wrong cases that were flagged or let out, right ones that were passed or flagged."""

    caught: int = 0
    missed: int = 0
    passed: int = 0
    alarms: int = 0

    def add(self, *, wrong: bool, flagged: bool) -> None:
        if wrong:
            self.caught += flagged
            self.missed += not flagged
        else:
            self.alarms += flagged
            self.passed += not flagged

    @property
    def wrong(self) -> int:
        return self.caught + self.missed

    @property
    def right(self) -> int:
        return self.passed + self.alarms

    @property
    def balanced(self) -> float:
        """Mean of the shares of wrong cases caught and right cases passed; nan when either is empty."""
        if not self.wrong or not self.right:
            return float("nan")
        return (self.caught / self.wrong + self.passed / self.right) / 2

    @property
    def balanced_interval(self) -> tuple[float, float]:
        """Newcombe's combination of the two Wilson intervals (Stat. Med. 17, 1998)."""
        if not self.wrong or not self.right:
            return 0.0, 1.0
        shares = (self.caught / self.wrong, self.passed / self.right)
        ends = (interval(self.caught, self.wrong), interval(self.passed, self.right))
        down = sqrt(sum((share - low) ** 2 for share, (low, _) in zip(shares, ends, strict=True)))
        up = sqrt(sum((high - share) ** 2 for share, (_, high) in zip(shares, ends, strict=True)))
        return max(0.0, self.balanced - down / 2), min(1.0, self.balanced + up / 2)

    @property
    def precision(self) -> float:
        """Of the flagged cases, the share that is wrong."""
        return self.caught / max(1, self.caught + self.alarms)

    @property
    def recall(self) -> float:
        return self.caught / max(1, self.wrong)

    @property
    def macro_f1(self) -> float:
        """Mean of the F1 of "wrong" and the F1 of "right"."""
        wrong = 2 * self.caught / max(1, 2 * self.caught + self.alarms + self.missed)
        right = 2 * self.passed / max(1, 2 * self.passed + self.missed + self.alarms)
        return (wrong + right) / 2

    def as_dict(self) -> dict[str, object]:
        return {
            "wrong": self.wrong,
            "right": self.right,
            "caught": self.caught,
            "false_alarms": self.alarms,
            "recall": self.recall,
            "recall_interval": interval(self.caught, self.wrong),
            "false_alarm_rate": self.alarms / max(1, self.right),
            "false_alarm_interval": interval(self.alarms, self.right),
            "precision": self.precision,
            "balanced_accuracy": None if self.balanced != self.balanced else self.balanced,
            "balanced_accuracy_interval": self.balanced_interval,
            "macro_f1": self.macro_f1,
        }
