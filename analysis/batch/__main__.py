"""The warm process, started as a program of its own."""

from analysis.batch.warm import main

main()
