"""The consolidated report: compiled, worded, traced, circulated."""

from handlers.report import circulated, own_form, sources, summary, wording
from handlers.routes import Wing

WING = Wing(
    routes=(
        *circulated.ROUTES,
        *own_form.ROUTES,
        *sources.ROUTES,
        *summary.ROUTES,
        *wording.ROUTES,
    ),
    forms={**wording.FORMS},
    files={**own_form.FILES},
)
