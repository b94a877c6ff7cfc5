"""The corpus of articles as articles, for the tests of reading."""

import csv
import re
from datetime import datetime
from pathlib import Path

from analysis.articles import Article

ARTICLES = Path(__file__).resolve().parent / "articles"


def load(path: Path) -> Article:
    """An article of the corpus, in any of its three layouts."""
    raw = path.read_text(encoding="utf-8")
    name, language = f"{path.parent.name}/{path.stem}", path.parent.name
    if raw.startswith("---"):
        _, head, text = raw.split("---\n", 2)
        fields = dict(re.findall(r"^(\w+): (.*)$", head, re.MULTILINE))
        return Article(name, text.strip(), "", fields["published"], fields["publisher"], fields["url"], language)
    seed = re.match(r" date (\d{4}-\d\d-\d\d) ", raw)
    if seed:
        return Article(name, raw[seed.end():].strip(), "", seed[1], "", "", language)
    title, head, text = raw.split("\n", 2)
    said = head.removeprefix("Published: ").strip()
    published = said if said[:4].isdigit() else datetime.strptime(said, "%d %B %Y").date().isoformat()
    return Article(name, f"{title}\n\n{text.strip()}", title, published, "", "", language)


def expected(path: Path) -> list[dict[str, str]]:
    """The expected rows beside an article."""
    with open(path.with_suffix(".csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
