"""A name for each report: made from the values of its parameters, safe as a folder on every system."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping

from analysis.schema import BadCall, nearest

LONGEST = 120  # bytes; file systems allow 255, and files are named beside the folder while it is made
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³")}
OWN = {"failed", "index"}  # what a folder of reports itself holds
PLAIN = re.compile(r"[\w.+-]+")


def name_of(template: str, values: Mapping[str, object], where: str) -> str:
    """The name that a template such as `compare-{start}` gives for these values.

    Spaces and punctuation become '-'. Raises BadCall for a name that would leave the folder, is empty, too long,
    or not a name everywhere.
    """
    parts = []
    for text, field, form, conversion in _pieces(template, where):
        parts.append(_literal(text, template, where))
        if field is not None:
            if field in values and (form or conversion):
                raise BadCall(f"BadCall: {where}: the name '{template}' is expected to hold {{{field}}} alone: a name has no room for a format.")
            if field not in values:
                known = ", ".join(f"{{{name}}}" for name in values)
                raise BadCall(f"BadCall: {where}: the name '{template}' holds {{{field}}}, which is no parameter of the report.{nearest(field, list(values))} It can hold {known}.")
            parts.append(_slug(values[field], field, template, where))
    name = "".join(parts)
    if problem := _problem(name):
        raise BadCall(f"BadCall: {where}: the name '{_short(name)}', made from '{template}', {problem}.")
    return name


def _pieces(template: str, where: str) -> list[tuple]:
    try:
        return list(string.Formatter().parse(template))
    except ValueError as problem:
        raise BadCall(f"BadCall: {where}: the name '{template}' can't be read ({problem}). Write a parameter's name between braces, such as compare-{{start}}.") from None


def _literal(text: str, template: str, where: str) -> str:
    """The template's own words, which must be a name already."""
    if text and not PLAIN.fullmatch(text):
        raise BadCall(f"BadCall: {where}: the name '{_short(template)}' may hold letters, digits, '.', '-', '_', '+' and {{parameters}} only; it names a folder inside the output folder.")
    return text


def _slug(value: object, field: str, template: str, where: str) -> str:
    """A value as part of a name; raises BadCall for one that holds a path."""
    text = unicodedata.normalize("NFC", "+".join(map(str, value)) if isinstance(value, list) else str(value))
    if re.search(r"[/\\\0]|\.\.", text):
        raise BadCall(f"BadCall: {where}: the name '{_short(template)}' takes {field} = '{_short(text)}', which holds a path. Name the reports by another parameter.")
    return re.sub(r"[^\w.+-]+", "-", text).strip("-") or "none"


def _problem(name: str) -> str:
    """What keeps a name from being a folder's on every system; '' if nothing does."""
    if not name.strip("."):
        return "is empty"
    if len(name.encode()) > LONGEST:
        return f"has {len(name.encode())} bytes; {LONGEST} are allowed. Name the reports by fewer or shorter parameters"
    if name.startswith((".", "-")) or name.endswith("."):
        return "begins with '.' or '-' or ends with '.'"
    if name.casefold().partition(".")[0] in RESERVED | OWN or name.casefold() in OWN:
        return "has a meaning of its own on some system or in the folder of reports. Add a word to it"
    return ""


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
