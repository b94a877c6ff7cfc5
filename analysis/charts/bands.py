"""Bands: each day's share of the named fronts in the figure of the whole line, and the rest that is no named front's."""

from functools import partial
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.charts.captions import caption, ended
from analysis.charts.chart import Chart
from analysis.charts.dates import Span, draw_dates
from analysis.charts.layout import inner_width, new_sheet, place_axes, small_print, title_words
from analysis.charts.style import GREY, GRID, INK, LINE_GREY, MARGIN, PAPER, REST, colours, styled
from analysis.charts.swatches import ROW, Swatch, draw_swatches, swatch_rows
from analysis.charts.tables import check, filled, known
from analysis.charts.wording import day_name, front_name, period, source, tell, unit_name

COLUMNS = ("date", "front", "measure", "count", "denominator", "share", "reason")
LEFT, HEIGHT, AXIS = 0.45, 2.4, 0.34  # inches: room for the numbers, the bands, and the dates under them
THIN = 0.055  # inches: the least width of a day's column


class Column(NamedTuple):
    """A day: where it stands, the share of each front that is known, the rest if all are known, and the measure."""

    place: int
    shares: dict[str, float]
    rest: float | None
    measure: str


@styled
def shares(table: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False) -> Chart:
    """A column for each day on which a share is known: the fronts one on the other, the rest grey; what cannot be split is hatched.

    Raises NoRows for an empty table and MissingColumn where one lacks.
    """
    check(table, COLUMNS, "the shares", "one row for each day and front, and one for the rest")
    fronts = [front for front in dict.fromkeys(table["front"]) if front != "unattributed"]
    span, palette = _span(table, narrow), colours(fronts)
    columns = _columns(table, span, fronts)
    noun = " or ".join(sorted({column.measure for column in columns})) or "attacks"
    title = title or tell("shares_title", unit=unit_name(noun), period=period(span.days[0], span.days[-1]))
    rows = swatch_rows(_key(fronts, columns, palette), inner_width(narrow))
    head = title_words(title, subtitle or _subtitle(columns, len(span.days), len(fronts)), narrow)
    sheet = new_sheet(head, 0.16 + HEIGHT + AXIS + 0.1 + len(rows) * ROW, small_print(source()), narrow)
    top = sheet.body + 0.16
    axes = place_axes(sheet, span.left, top, span.width, HEIGHT, "bands")
    _draw_scale(axes, len(span.days))
    _draw_columns(axes, columns, fronts, palette, max(0.86 if span.a_day > 2 * THIN else 1.0, THIN / span.a_day))
    if not columns:
        axes.text((len(span.days) - 1) / 2, 50, tell("shares_none"), color=GREY, fontstyle="italic", ha="center", va="center")
    draw_dates(sheet, span, top + HEIGHT)
    draw_swatches(sheet.paper, rows, top + HEIGHT + AXIS + 0.1)
    said = _finding(fronts, columns, span)
    return Chart(sheet.figure, tell("shares_alt", title=ended(title), said=said), caption(f"{ended(title)} {said}", tell("shares_caveat"), [span.days[0], span.days[-1]]),
                 table.reset_index(drop=True), partial(shares, table, title, subtitle))


def _span(table: pd.DataFrame, narrow: bool) -> Span:
    """All days from the first to the last of a table."""
    days = [day.date().isoformat() for day in pd.date_range(table["date"].min(), table["date"].max())]
    return Span(days, MARGIN + LEFT, inner_width(narrow) - LEFT)


def _columns(table: pd.DataFrame, span: Span, fronts: list[str]) -> list[Column]:
    """The days on which at least one front's share is known."""
    columns, days = [], {}
    for row in filled(table, measure=""):
        days.setdefault(row.date, {})[row.front] = row
    for day, told in sorted(days.items()):
        known_shares = {front: float(told[front].share) for front in fronts if front in told and known(told[front].share)}
        rest = told.get("unattributed")
        whole_rest = float(rest.share) if rest is not None and known(rest.share) else None
        if known_shares:
            columns.append(Column(span.days.index(day), known_shares, whole_rest, next(told[front].measure for front in known_shares)))
    return columns


# --- Its words ---

def _percent(share: float) -> str:
    """A share in percent, without decimals; one below half a percent that is not zero says so."""
    return tell("under_one_percent") if 0 < share < 0.005 else f"{100 * share:.0f} %"


def _reach(front: str, columns: list[Column]) -> str:
    """From where to where a front's share runs, and over how many days."""
    values = [column.shares[front] for column in columns if front in column.shares]
    if not values:
        return tell("shares_none_known")
    low, high = _percent(min(values)), _percent(max(values))
    return tell("shares_reach_one" if low == high else "shares_reach", low=low if low == high else low.removesuffix(" %"), high=high, days=len(values))


def _subtitle(columns: list[Column], days: int, fronts: int) -> str:
    """How to read the columns, and on how few days there are any."""
    return tell("shares_subtitle", days=days, told=len(columns)) + (tell("shares_order") if fronts > 1 else "")


def _finding(fronts: list[str], columns: list[Column], span: Span) -> str:
    """Each front's reach in words, and the day of the highest share."""
    if not columns:
        return tell("shares_nothing")
    words = "; ".join(f"{front_name(front)} {_reach(front, columns)}" for front in fronts)
    share, front, place = max((share, front, -column.place) for column in columns for front, share in column.shares.items())
    return tell("shares_said", parts=words, front=front_name(front), share=_percent(share), day=day_name(span.days[-place]))


def _key(fronts: list[str], columns: list[Column], palette: dict[str, str]) -> list[Swatch]:
    """The fronts with the reach of their share, and what stands for the rest."""
    items = [Swatch(dict(facecolor=palette[front], lw=0), f"{front_name(front)} {_reach(front, columns)}") for front in fronts]
    if any(column.rest is not None for column in columns):
        items.append(Swatch(dict(facecolor=REST, lw=0), tell("shares_rest")))
    if any(column.rest is None for column in columns):
        items.append(Swatch(_unsplit(), tell("shares_unsplit")))
    return items


def _unsplit() -> dict:
    """How the part of a day that cannot be split looks."""
    return dict(facecolor=PAPER, edgecolor=LINE_GREY, hatch="//////", lw=0)


# --- The drawing ---

def _draw_scale(axes: Axes, days: int) -> None:
    """A scale of percent and its light lines."""
    axes.set(xlim=(-0.5, days - 0.5), ylim=(0, 100))
    axes.yaxis.set_ticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
    axes.set_xticks([])
    axes.hlines([25, 50, 75, 100], -0.5, days - 0.5, color=GRID, lw=0.8, zorder=-1)
    axes.hlines([0], -0.5, days - 0.5, color=INK, lw=0.9, zorder=4)


def _draw_columns(axes: Axes, columns: list[Column], fronts: list[str], palette: dict[str, str], width: float) -> None:
    """The columns, each from the first front at the bottom to the rest, a fine line between the pieces."""
    seams = [seam for column in columns for seam in _draw_column(axes, column, fronts, palette, width)]
    if seams:
        places, heights = zip(*seams)
        axes.hlines(heights, [place - width / 2 for place in places], [place + width / 2 for place in places], color=PAPER, lw=1, zorder=3)


def _draw_column(axes: Axes, column: Column, fronts: list[str], palette: dict[str, str], width: float) -> list[tuple[int, float]]:
    """A day's column; gives where the seams between its pieces are."""
    base, seams = 0.0, []
    for front in (front for front in fronts if front in column.shares):
        height = 100 * column.shares[front]
        _draw_piece(axes, column, width, base, height, f"share:{front}", facecolor=palette[front], lw=0)
        base += height
        seams.append((column.place, base))
    rest = dict(facecolor=REST, lw=0) if column.rest is not None else _unsplit()
    _draw_piece(axes, column, width, base, 100 - base, "rest" if column.rest is not None else "not split", **rest)
    return seams


def _draw_piece(axes: Axes, column: Column, width: float, base: float, height: float, name: str, **look) -> None:
    """A piece of a column."""
    axes.add_artist(Rectangle((column.place - width / 2, base), width, height, zorder=2, gid=name, **look))
