"""Papers: the register, what a member gets printed."""

from handlers.papers import issuing, own_papers, register
from handlers.routes import Wing

WING = Wing(
    routes=(
        *issuing.ROUTES,
        *own_papers.ROUTES,
        *register.ROUTES,
    ),
    forms={**issuing.FORMS, **register.FORMS},
)
