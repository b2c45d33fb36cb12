"""The consolidated report: compiled, worded, traced, read."""

from handlers.report import own_form, sources, summary, wording
from handlers.routes import Wing

WING = Wing(
    routes=(
        *own_form.ROUTES,
        *sources.ROUTES,
        *summary.ROUTES,
        *wording.ROUTES,
    ),
    forms={**wording.FORMS},
    files={**own_form.FILES},
)
