"""The secretary's cycle, and how far everybody is in it."""

from handlers.cycle import cycle, status
from handlers.routes import Wing

WING = Wing(
    routes=(
        *cycle.ROUTES,
        *status.ROUTES,
    ),
    forms={**cycle.FORMS},
)
