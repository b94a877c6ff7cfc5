"""Articles: a file, a folder or an address → the text of an article and what is known about it."""

from analysis.articles.sources import FLAGS, Article, InFile, Refused, Settled, Unit, read_article, read_articles, units
from analysis.articles.web import Visitor

__all__ = ["FLAGS", "Article", "InFile", "Refused", "Settled", "Unit", "Visitor", "read_article", "read_articles", "units"]
