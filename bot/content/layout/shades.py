"""The colours of charts, the same in Word, PDF and the chat's pictures."""

SHADES = (
    ("C9DCEC", "000000"),
    ("5F93BF", "000000"),
    ("1F3F66", "FFFFFF"),
    ("0B1A2B", "FFFFFF"),
)
"""Fill and ink of a chart's bars, level by level: the fills stay apart in grey print, and the ink
can be read on them."""
