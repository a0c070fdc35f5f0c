"""Making a computed datum, and evaluating it again from what it carries: the same function, so they cannot differ."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext

from copilot.errors import NoData
from copilot.measures.registry import REGISTRY, Measure
from copilot.types import Adjustment, Computed, Datum, Observed, Origin, Series, Window

__all__ = ["computed", "observed", "recompute"]

_PLACES = 4  # of per cent, multiples and pure numbers
_OF_RETURNS = ("volatility", "beta", "correlation", "drawdown", "max_drawdown")  # may be of adjusted closes
_OF_GROUPS = ("mean", "sum", "breadth")  # their subject is all of their operands' subjects
_TWO_ENDED = ("price_return", "total_return", "price_change")  # base and end suffice
_QUOTED = {"last_price": ("last_price", "close"), "previous_close": ("previous_close", "close")}


def observed(series: Series, day: date, *, measure: str = "", note: str = "") -> Datum:
    """The row of `day` as a datum that carries just that row. Raises `NoData` when there is none."""
    cut = series.between(day, day)
    if not cut.rows:
        raise NoData(f"{series.subject} has no {series.field} on {day}")
    return Datum(
        series.subject,
        measure or series.field,
        cut.rows[0][1],
        series.unit,
        series.currency,
        None,
        day,
        series.origin,
        Observed(cut),
        series.name,
        note,
    )


def computed(
    key: str,
    *,
    subject: str = "",
    series: Sequence[Series] = (),
    operands: Sequence[Datum] = (),
    parameters: Mapping[str, str | int] | None = None,
    window: Window | None = None,
    origin: Origin | None = None,
    as_of: date | None = None,
    name: str = "",
    note: str = "",
    against: str = "",
) -> Datum:
    """The measure `key` of exactly these rows or operands, as a datum that recomputes from what it carries.

    `subject`, `window`, `origin`, `as_of`, `name` and `against` follow from the rows or operands where not given. A
    window that names its number of sessions must agree with the rows: `recompute` will look. Raises `NoData` when
    the rows or operands cannot give the value, and `KeyError` for a key that is no computed measure.
    """
    measure = REGISTRY[key]
    if measure.kind not in ("computed", "operator"):
        raise KeyError(f"{key} is {measure.kind}: nothing computes it")
    carried = {name: str(value) for name, value in (parameters or {}).items()}
    value = _evaluate(measure, series, operands, carried)
    first: Series | Datum = series[0] if series else operands[0]
    others: list[Series | Datum] = [*series[1:], *operands[1:]]
    second = next((item.subject for item in others if item.subject != first.subject), "")
    window = window if window is not None else _window(measure, series, operands, carried)
    dates = [item.as_of for item in operands if item.as_of]
    end = series[0].rows[-1][0] if series else max(dates, default=None)
    datum = Datum(
        subject or (group(operands) if key in _OF_GROUPS else first.subject),
        key,
        value,
        _unit(measure, series, operands),
        _currency(measure, series, operands),
        window,
        as_of or end,
        origin or first.origin,
        Computed(key, tuple(carried.items()), tuple(series), tuple(operands)),
        name or first.name,
        note,
        against or ("" if key in _OF_GROUPS else second),
    )
    _verify_window(datum, measure)
    return datum


def recompute(datum: Datum) -> Decimal:
    """What `datum` is worth by its own basis, evaluated again, its operands first.

    Raises `NoData` when the basis cannot give it: reported or stated, rows that do not make the window it names, an
    operand whose own value does not follow from its basis, a measure that is not the basis's.
    """
    match datum.basis:
        case Observed(series=series):
            fields = _QUOTED.get(datum.measure, (datum.measure,))
            if series.subject != datum.subject or series.field not in fields or series.unit != datum.unit:
                raise NoData(
                    f"{datum.subject} {datum.measure} does not stand in a row of {series.subject} {series.field}"
                )
            return _row(series, datum.as_of)
        case Computed() as basis:
            measure = REGISTRY.get(basis.measure)
            if measure is None or basis.measure != datum.measure:
                raise NoData(f"{datum.measure} is not what its basis computes ({basis.measure})")
            for operand in basis.operands:
                if isinstance(operand.basis, (Observed, Computed)) and recompute(operand) != operand.value:
                    raise NoData(
                        f"operand {operand.subject} {operand.measure} does not follow from its own basis"
                    )
            _verify_subjects(datum, basis)
            _verify_window(datum, measure)
            if datum.unit != _unit(measure, basis.series, basis.operands):
                raise NoData(f"{datum.measure} is not in {datum.unit}")
            return _evaluate(measure, basis.series, basis.operands, dict(basis.parameters))
        case _:
            raise NoData(
                f"{datum.subject} {datum.measure} is {type(datum.basis).__name__.lower()}, not computed"
            )


def group(operands: Sequence[Datum]) -> str:
    """What an aggregate is of: its one subject, or all of them joined ("XLP+XLU")."""
    return "+".join(dict.fromkeys(item.subject for item in operands))


def _row(series: Series, day: date | None) -> Decimal:
    values = [value for when, value in series.rows if when == day]
    if len(values) != 1:
        raise NoData(f"{series.subject} {series.field} has {len(values)} rows on {day}")
    return values[0]


def _evaluate(
    measure: Measure, series: Sequence[Series], operands: Sequence[Datum], parameters: Mapping[str, str]
) -> Decimal:
    # A context of our own: the caller's precision must not change a digit.
    with localcontext() as context:
        context.prec = 34
        if measure.on_data is not None:
            if series or not operands:
                raise NoData(f"{measure.key} is computed from other data")
            value = measure.on_data(operands, parameters)
        else:
            _verify_rows(measure, series)
            if measure.on_several is not None:
                value = measure.on_several(series, parameters)
            elif measure.on_rows is not None and len(series) == 1:
                value = measure.on_rows(series[0], parameters)
            else:
                raise NoData(f"{measure.key} is not computed from {len(series)} series")
        return _quantised(value, _places(measure, series, operands))


def _places(measure: Measure, series: Sequence[Series], operands: Sequence[Datum]) -> int:
    """Four decimals; for prices that have more than two of their own, two more than those."""
    if measure.unit == "bps":
        return 2
    if measure.unit not in ("price", "same", "difference") or (operands and operands[0].unit in ("%", "pp")):
        return _PLACES
    values = [item.rows[-1][1] for item in series] + [
        d.value for d in operands if isinstance(d.value, Decimal)
    ]
    own = max((-int(value.as_tuple().exponent) for value in values), default=2)
    return max(_PLACES, own + 2)


def _quantised(value: Decimal, places: int) -> Decimal:
    if not value.is_finite():
        raise NoData("the result is not a finite number")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return value + 0  # exact already; + 0 turns −0 into 0
    return value.quantize(Decimal(1).scaleb(-places)) + 0


def _verify_rows(measure: Measure, series: Sequence[Series]) -> None:
    if len(series) != len(measure.fields):
        raise NoData(f"{measure.key} needs {len(measure.fields)} series, {len(series)} were given")
    for item, expected in zip(series, measure.fields, strict=True):
        # Statistics of a fund that exists only dividend-adjusted may be of adjusted closes, named so; a price
        # return, a high or an average of prices may not.
        adjusted = measure.key in _OF_RETURNS and item.field == "adjusted_close"
        if item.field != expected and not adjusted:
            raise NoData(f"{measure.key} is computed from {expected}, not from {item.field}")
        if (item.field == "adjusted_close") != (item.adjustment is Adjustment.TOTAL):
            raise NoData(f"{item.subject}: {item.field} with adjustment {item.adjustment}")
        if not item.rows:
            raise NoData(f"{item.subject} has no rows")
        days = [day for day, _ in item.rows]
        if any(before >= after for before, after in itertools.pairwise(days)):
            raise NoData(f"{item.subject}: rows are not in order of their dates")
    if len({item.field for item in series}) > 1 and measure.subjects == 2:
        raise NoData("price and dividend-adjusted rows are never set against each other")
    if measure.subjects == 1 and len({item.subject for item in series}) > 1:
        raise NoData(f"{measure.key} is of one subject")


def _unit(measure: Measure, series: Sequence[Series], operands: Sequence[Datum]) -> str:
    unit = series[0].unit if series else operands[0].unit if operands else ""
    match measure.unit:
        case "price" if operands:  # converted: the currency that the rate is quoted in
            return operands[1].unit
        case "price" | "same":
            return unit
        case "difference":
            return "pp" if unit == "%" else unit
        case _:
            return measure.unit


def _currency(measure: Measure, series: Sequence[Series], operands: Sequence[Datum]) -> str | None:
    if measure.unit not in ("price", "same", "difference"):
        return None
    if measure.key == "converted":
        return operands[1].currency
    return series[0].currency if series else operands[0].currency


def _window(
    measure: Measure, series: Sequence[Series], operands: Sequence[Datum], parameters: Mapping[str, str]
) -> Window | None:
    if operands:
        windows = {operand.window for operand in operands}
        return windows.pop() if len(windows) == 1 else None
    rows = series[0].rows
    match measure.window:
        case "closes":
            return Window(rows[0][0], rows[-1][0], len(rows) - 1)
        case "rows":
            return Window(rows[0][0], rows[-1][0], len(rows))
        case "warmed":
            days = int(parameters.get("days") or parameters.get("slow", "1"))
            return Window(rows[-days][0], rows[-1][0], days)
        case _:
            return None


def _verify_window(datum: Datum, measure: Measure) -> None:
    """Rows that do not make the window a datum names cannot give it."""
    basis, window = datum.basis, datum.window
    if not isinstance(basis, Computed) or not basis.series:
        return
    rows = basis.series[0].rows
    if window is None or window.end != rows[-1][0]:
        raise NoData(f"{datum.subject} {datum.measure}: its rows do not end where its window does")
    found = _window(measure, basis.series, (), dict(basis.parameters))
    if found is not None and window.start != found.start:
        raise NoData(f"{datum.subject} {datum.measure}: its rows do not begin where its window does")
    # None where only base and end are carried: a return since a date says nothing about how many sessions it took.
    if window.sessions is None and measure.key not in _TWO_ENDED:
        raise NoData(f"{measure.key} needs every row of its window and says how many sessions they are")
    if found is not None and window.sessions is not None and window.sessions != found.sessions:
        raise NoData(
            f"{datum.subject} {datum.measure}: {found.sessions} sessions in its rows, not {window.sessions}"
        )


def _verify_subjects(datum: Datum, basis: Computed) -> None:
    items: list[Series | Datum] = [*basis.series, *basis.operands]
    whole = group(basis.operands) if basis.measure in _OF_GROUPS else items[0].subject if items else ""
    if whole != datum.subject:
        raise NoData(f"{datum.measure} of {datum.subject} rests on {whole}")
    if datum.against and datum.against not in {item.subject for item in items[1:]}:
        raise NoData(f"{datum.measure}: nothing in its basis is of {datum.against}")
    if datum.basis is basis and basis.series and datum.as_of != basis.series[0].rows[-1][0]:
        raise NoData(f"{datum.subject} {datum.measure} is dated {datum.as_of}, its last row is not")
