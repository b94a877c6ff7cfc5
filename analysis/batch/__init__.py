"""Many reports of one plan, made fast and none lost."""
