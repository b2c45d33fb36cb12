"""The consolidated report: compiled, worded, traced, circulated."""

from handlers.report import circulated, sources, summary, wording
from handlers.routes import Wing

WING = Wing(
    routes=(
        *circulated.ROUTES,
        *sources.ROUTES,
        *summary.ROUTES,
        *wording.ROUTES,
    ),
    forms={**wording.FORMS},
)
