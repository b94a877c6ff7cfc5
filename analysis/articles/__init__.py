"""Articles: a file, a folder or an address → the text of an article and what is known about it."""

from analysis.articles.sources import FLAGS, Article, Refused, read_article, read_articles
from analysis.articles.web import Visitor

__all__ = ["FLAGS", "Article", "Refused", "Visitor", "read_article", "read_articles"]
