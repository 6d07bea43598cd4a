"""Arithmetic that several steps share; each module states its formula and its source."""
