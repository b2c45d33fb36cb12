"""The roster: who is in the cell, in which role, and how people come in."""

from handlers.people import cells, details, entry, outsiders, roles, roster, table
from handlers.routes import Wing

WING = Wing(
    routes=(
        *cells.ROUTES,
        *details.ROUTES,
        *entry.ROUTES,
        *outsiders.ROUTES,
        *roles.ROUTES,
        *roster.ROUTES,
        *table.ROUTES,
    ),
    forms={**cells.FORMS, **details.FORMS, **outsiders.FORMS, **roles.FORMS, **roster.FORMS},
    files={**table.FILES},
)
