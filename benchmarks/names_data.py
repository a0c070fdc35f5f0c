"""Makes the generated half of `copilot/names/data`: members of the big indexes, and China's A-shares.

    python benchmarks/names_data.py PYTICKERSYMBOLS_FOLDER ADATA_FOLDER

Both folders are unpacked wheels: pytickersymbols 1.17.10 (MIT) and adata 2.9.5 (Apache-2.0). Only symbol and name
are taken. What people call a company (`companies.txt`, `instruments.txt`) is written by hand and wins over these lists.
"""

from __future__ import annotations

import csv
import gzip
import runpy
import sys
import unicodedata
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "copilot" / "names" / "data"
VENUES = {  # Yahoo's suffix: currency, calendar
    "": ("USD", "XNYS"),
    "L": ("GBP", "XLON"),
    "DE": ("EUR", "XETR"),
    "PA": ("EUR", "XPAR"),
    "AS": ("EUR", "XAMS"),
    "BR": ("EUR", "XBRU"),
    "MC": ("EUR", "XMAD"),
    "HE": ("EUR", "XHEL"),
    "ST": ("SEK", "XSTO"),
    "SW": ("CHF", "XSWX"),
    "T": ("JPY", "XTKS"),
}
WRONG = {"AIZ", "APO", "KKR"}  # another company's page in the source; the hand-written names are right
INDEXES = (
    "S&P 500",
    "NASDAQ 100",
    "DOW JONES",
    "FTSE 100",
    "DAX",
    "CAC_40",
    "EURO STOXX 50",
    "Switzerland 20",
)
INDEXES += (
    "NIKKEI 225",
    "S&P 600",
    "MDAX",
    "AEX",
    "BEL 20",
    "IBEX 35",
    "OMX Stockholm 30",
    "OMX Helsinki 25",
)


def listed(folder: Path) -> dict[str, str]:
    """Symbol → name of every index member whose symbol is one of Yahoo's."""
    indices = runpy.run_path(str(folder / "pytickersymbols" / "indices_data.py"))["INDICES"]
    found: dict[str, str] = {}
    for index in INDEXES:
        for company in indices[index]["companies"]:
            symbol = (company.get("symbol") or "").strip()
            if index in ("S&P 500", "NASDAQ 100", "DOW JONES", "S&P 600"):
                symbol = symbol.replace(".", "-")
            root, _, suffix = symbol.rpartition(".") if "." in symbol else (symbol, "", "")
            if not symbol or suffix not in VENUES or "." in root or symbol in WRONG:
                continue
            if not suffix and index not in ("S&P 500", "NASDAQ 100", "DOW JONES", "S&P 600"):
                continue
            name = unicodedata.normalize("NFC", company["name"]).split(" (")[0].strip()
            found.setdefault(symbol, name)
    return found


def shares(folder: Path) -> dict[str, str]:
    """Symbol → short name of the A- and B-shares of Shanghai, Shenzhen and Beijing."""
    found = {}
    with (folder / "adata" / "stock" / "cache" / "code.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            code, name = row["stock_code"], unicodedata.normalize("NFKC", row["short_name"])
            venue = "SS" if code[0] == "6" or code[:3] == "900" else "SZ" if code[0] in "023" else "BJ"
            found[f"{code}.{venue}"] = "".join(name.split())
    return found


def write(path: Path, rows: dict[str, str]) -> None:
    text = "".join(f"{symbol}\t{name}\n" for symbol, name in sorted(rows.items()))
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{path.name}: {len(rows)} names, {path.stat().st_size} bytes")


if __name__ == "__main__":
    write(DATA / "listed.txt.gz", listed(Path(sys.argv[1])))
    write(DATA / "ashares.txt.gz", shares(Path(sys.argv[2])))
