"""Papers: the register, what a member gets printed."""

from handlers.papers import own_papers, register
from handlers.routes import Wing

WING = Wing(
    routes=(
        *own_papers.ROUTES,
        *register.ROUTES,
    ),
    forms={**register.FORMS},
)
