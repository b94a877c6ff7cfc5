"""Reading: an article → its mentions, each with its sentence and the exact place of its number."""

from analysis.reading.explanation import NAMES, Marked, Piece, explain, marked
from analysis.reading.many import Batch, read_many
from analysis.reading.mentions import BETWEEN, Found, collect, find_mentions, language_of, read

__all__ = ["BETWEEN", "NAMES", "Batch", "Found", "Marked", "Piece", "collect", "explain", "find_mentions", "language_of", "marked", "read", "read_many"]
