"""The numbers of a cell's issued papers. Pure.

They run on through the committee's term, for each type of paper by itself, without gaps and never
twice (HD 05-HD/VPTW as its users apply it to party cells).
"""

from __future__ import annotations

REPORT, MINUTES, PLAN = "BC", "BB", "KH"
"""The types of paper that the program makes itself."""

ISSUED_HERE = (REPORT, PLAN)
"""Types whose content the program makes and numbers."""

TYPES = ("NQ", "QĐ", "KL", "QC", "TB", "BC", "KH", "CTr", "ĐA", "PA", "TTr", "CV", "BB")
"""Letters of the types that a cell may issue. It may not issue regulations (QĐi), guidance (HD),
directives (CT) and circulars (TTri): those belong to higher levels."""
