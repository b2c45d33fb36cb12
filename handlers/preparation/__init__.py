"""Preparation: documents, materials, the plan of work."""

from handlers.preparation import basis, checklist, materials
from handlers.routes import Wing

WING = Wing(
    routes=(
        *basis.ROUTES,
        *checklist.ROUTES,
        *materials.ROUTES,
    ),
    forms={**basis.FORMS, **checklist.FORMS, **materials.FORMS},
    files={**materials.FILES},
)
