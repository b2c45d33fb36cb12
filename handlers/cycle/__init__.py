"""The secretary's cycle, and where everybody stands in it."""

from handlers.cycle import cycle, status
from handlers.routes import Wing

WING = Wing(
    routes=(
        *cycle.ROUTES,
        *status.ROUTES,
    ),
    forms={**cycle.FORMS},
)
