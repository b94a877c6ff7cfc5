"""How well the cleaning agrees with a careful reading made by hand, by field and language, with every disagreement."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.clean import clean
from analysis.schema import BadCall, MissingFile
from analysis.store import DATA, ROOT

FIELDS = ("front", "status", "count", "measure", "qualifier", "window", "date")
MAIN = ("de", "en", "es", "ru", "uk")
FLOORS = {**dict.fromkeys(FIELDS, 0.98), "window": 0.95, "date": 0.95}
OTHER_FLOOR = 0.90
MENTIONS = DATA / "raw" / "reported-counts.csv"
GOLDEN = ROOT / "tests" / "golden" / "reported-counts-golden.csv"


class Agreement(NamedTuple):
    """`table`: language × field, share of rows that agree; `misses`: one row per disagreement; `ok`: every floor is held."""

    table: pd.DataFrame
    misses: pd.DataFrame
    ok: bool


def agreement(mentions: pd.DataFrame, golden: pd.DataFrame) -> Agreement:
    """Hold the cleaning of mentions against their careful reading, field by field.

    A field that the row alone cannot give (golden's `solvable` names it) is not counted where the
    program leaves it blank or flags it.
    """
    compared = [_compare(row, field) for row in _side_by_side(mentions, golden) for field in FIELDS]
    cells = pd.DataFrame([cell for cell in compared if cell], columns=["mention_id", "language", "field", "expected", "found", "agrees", "words"])
    table, ok = _shares(cells)
    return Agreement(table, cells[~cells["agrees"]].drop(columns="agrees").reset_index(drop=True), ok)


def _side_by_side(mentions: pd.DataFrame, golden: pd.DataFrame) -> list[dict]:
    counts, rejected, _ = clean(mentions)
    found = counts.astype("string").fillna("").groupby("mention_id").first()
    golden = golden.set_index("mention_id").fillna("")
    rows = []
    for mention in mentions.fillna("").to_dict("records"):
        key = mention["mention_id"]
        if key not in golden.index:
            raise BadCall(f"BadCall: mention {key} has no careful reading; add its row to the golden table.")
        ours = dict(found.loc[key]) if key in found.index else {"status": "rejected", "flags": "rejected"}
        rows.append({"mention": mention, "expected": dict(golden.loc[key]), "found": ours})
    return rows


def _compare(row: dict, field: str) -> tuple | None:
    expected, ours, mention = row["expected"], row["found"], row["mention"]
    if field != "status" and "rejected" in (expected["status"], ours["status"]) and expected["status"] == ours["status"]:
        return None
    wanted, found = str(expected[field]), str(ours.get(field, ""))
    open_fields = expected["solvable"].split(";")
    if wanted != found and field in open_fields and (found in ("", "unknown") or ours.get("flags")):
        return None
    if field == "date" and field in open_fields:
        return None
    words = " | ".join(mention[f"{name}_as_written"] for name in ("front", "count", "measure", "when")) + f" | {mention['published']}"
    return mention["mention_id"], mention["language"], field, wanted, found, wanted == found, words


def _shares(cells: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """The share that agrees, for each main language, for these together, and for all others together."""
    group = cells["language"].where(cells["language"].isin(MAIN), "others")
    table = cells.assign(group=group).pivot_table(index="group", columns="field", values="agrees", aggfunc="mean")
    main = cells[group != "others"].groupby("field")["agrees"].mean()
    table.loc["de en es ru uk"] = main
    table["all fields"] = cells.assign(group=group).groupby("group")["agrees"].mean()
    table.loc["de en es ru uk", "all fields"] = cells[group != "others"]["agrees"].mean()
    rows = [*(name for name in MAIN if name in table.index), "de en es ru uk", *(["others"] if "others" in table.index else [])]
    table = table.reindex(index=rows, columns=[*FIELDS, "all fields"])
    held = all(table.loc["de en es ru uk", field] >= floor for field, floor in FLOORS.items())
    others = "others" not in table.index or table.loc["others", "all fields"] >= OTHER_FLOOR
    return table, bool(held and others)


def run(golden: Path | str = GOLDEN, mentions: Path | str = MENTIONS) -> tuple[str, bool]:
    """The table of agreement and every disagreement as text, and whether all floors are held."""
    for path in (golden, mentions):
        if not Path(path).exists():
            raise MissingFile(f"MissingFile: {path}: no such file. Expected a table of {'careful readings' if path == golden else 'mentions'}.")
    result = agreement(_read(mentions), _read(golden))
    return _text(result), result.ok


def _read(path: Path | str) -> pd.DataFrame:
    return pd.read_csv(path, dtype="string", keep_default_na=False)


def _text(result: Agreement) -> str:
    percent = (result.table * 100).map(lambda share: "" if pd.isna(share) else f"{share:.1f}")
    lines = ["Agreement with the careful reading, % of rows", "", percent.to_string(), ""]
    lines.append(f"{len(result.misses)} disagreements (field: expected / found | the row's words)")
    lines += [f"  {miss.mention_id} {miss.language} {miss.field}: {miss.expected or '-'} / {miss.found or '-'} | {miss.words}" for miss in result.misses.itertuples()]
    lines.append("" if result.ok else "Below the floor: 98 % in each field, 95 % in window and date; 90 % for the other languages.")
    return "\n".join(lines).rstrip() + "\n"
