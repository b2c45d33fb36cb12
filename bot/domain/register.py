"""The numbers of a cell's issued papers. Pure.

They run on through the committee's term, for each type of paper by itself, without gaps and never
twice (rules for a party cell under HD 05-HD/VPTW).
"""

from __future__ import annotations

REPORT, MINUTES, PLAN = "BC", "BB", "KH"
"""Types of which the program makes papers itself; the others are in `templates/reports/`."""
