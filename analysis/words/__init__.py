"""What articles say in each language, as data: one file of words per language."""
