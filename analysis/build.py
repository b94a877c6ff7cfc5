"""The project's own tables: data/raw and data/manual → data/clean, the same bytes each time."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.clean import Cleaned, clean
from analysis.daily import daily
from analysis.fronts import SUBJECT
from analysis.schema import AnalysisError, NoRows
from analysis.store import DATA, to_csv, write_text
from analysis.tables import read_table

RAW = DATA / "raw" / "reported-counts.csv"
DECISIONS = DATA / "manual" / "decisions.csv"
ADDRESSES = DATA / "manual" / "addresses.csv"
CLEAN = DATA / "clean"
EXAMPLE = DATA / "reference" / "example.txt"
FIRST_DAY, LAST_DAY = "2024-08-06", "2025-02-28"


def mentions() -> pd.DataFrame:
    """The mentions of data/raw, as written; an address that they leave out is the one that was found later."""
    written = read_table(RAW)
    return written.assign(url=written["url"].fillna(written["article_id"].map(addresses())))


def addresses() -> dict[str, str]:
    """The addresses of articles, by article_id, that were found after their numbers had been written down."""
    return pd.read_csv(ADDRESSES, dtype="string", index_col="article_id")["url"].to_dict()


def decisions() -> pd.DataFrame:
    """The readings made by hand where a row's words alone could not decide."""
    return pd.read_csv(DECISIONS, dtype="string", keep_default_na=False)


def cleaned() -> Cleaned:
    """Counts, rejected and log of data/raw with the decisions of data/manual."""
    return clean(mentions(), decisions())


class Material(NamedTuple):
    """What a notebook starts from: mentions as written, and what cleaning makes of them."""

    mentions: pd.DataFrame
    counts: pd.DataFrame
    rejected: pd.DataFrame
    log: pd.DataFrame


def load(table: str = "") -> Material:
    """The project's own material, or that of a table of yours ('' is the project's).

    Raises NoRows when cleaning leaves no count at all.
    """
    if table in _remembered:
        return Material(*(frame.copy(deep=False) for frame in _remembered[table]))
    written = read_table(table) if table else mentions()
    counts, rejected, log = clean(written, None if table else decisions())
    if counts.empty:
        reasons = ", ".join(sorted(set(rejected["reason"])))
        raise NoRows(f"NoRows: {table or RAW.name}: none of its {len(written)} rows gives a count ({reasons}). See the rejected rows: python -m analysis clean {table or RAW.name} -o counts.csv --rejected rejected.csv.")
    return Material(written, counts, rejected, log)


_remembered: dict[str, Material] = {}


def remember(table: str = "") -> None:
    """Let `load` give this table again without reading it again, in this process and those forked from it; a table that can't be loaded is left to `load`.

    Only for a process whose tables do not change while it lives.
    """
    with contextlib.suppress(AnalysisError):
        _remembered[table] = load(table)


def tables() -> dict[str, pd.DataFrame]:
    """Every table of data/clean by the name of its file."""
    counts, rejected, log = cleaned()
    days = daily(counts, FIRST_DAY, LAST_DAY, fronts=SUBJECT, mentions=mentions())
    return {"counts.csv": counts, "rejected.csv": rejected, "log.csv": log, "daily.csv": days}


def build(folder: Path | str = CLEAN) -> list[Path]:
    """Write every table of data/clean into a folder."""
    return [write_text(Path(folder) / name, to_csv(table)) for name, table in tables().items()]
