"""Reading: an article → its mentions, each with its sentence and the exact place of its number."""

from analysis.reading.mentions import BETWEEN, Found, collect, explain, find_mentions, language_of, read

__all__ = ["BETWEEN", "Found", "collect", "explain", "find_mentions", "language_of", "read"]
