"""Many reports: planned, made in forks of a warm process, resumed after a kill, and listed on one page."""
