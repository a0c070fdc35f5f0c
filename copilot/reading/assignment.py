"""Whose number it is, of which measure and time: assigned by place."""

from __future__ import annotations

from copilot.reading.cues import content, losses, stems
from copilot.reading.measures import Measures
from copilot.reading.movements import Movements
from copilot.reading.owners import Owners
from copilot.reading.spoken import FigureReading
from copilot.reading.times import Times
from copilot.types import Span

__all__ = ["Assignment"]


class Assignment(Owners, Measures, Times, Movements):
    """Assigns the mentions of one sentence to its numbers, in order."""

    def figure(self, index: int) -> FigureReading:
        number = self.numbers[index]
        head, tail = self.head(index), self.tails[index]
        preposition = self.preposition(number)
        direction, change = self.direction(head, tail, number, preposition)
        named, own = self.measures_named(index, head, tail, number.quantity.unit, change)
        when, prior = self.times_named(index, head, tail, preposition)
        owners = self.owners(index, head, tail)
        loss = not change and bool(
            losses().find(self.body[head.start : head.end]) or losses().find(self.body[tail.start : tail.end])
        )
        quantity = number.quantity
        if change and direction < 0 and not number.signed and quantity.unit != "x":
            quantity = -quantity
        reading = FigureReading(
            number,
            quantity,
            change,
            direction,
            preposition,
            owners,
            named,
            own,
            when,
            prior,
            self.cue(head, tail),
            Span(head.start, tail.end),
            stems(self.body[head.start : tail.end]),
            self.negated(head, number),
            loss,
            frozenset(c.tag for c in self.concepts) | self.context.concepts,
            content(self.body),
            *self.stance(head, number, preposition),
            self.voices,
        )
        self.done.append(reading)
        return reading
