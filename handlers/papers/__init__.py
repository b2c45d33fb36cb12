"""Papers: the register, the committee's own Word form, what a member gets printed."""

from handlers.papers import own_form, own_papers, register
from handlers.routes import Wing

WING = Wing(
    routes=(
        *own_form.ROUTES,
        *own_papers.ROUTES,
        *register.ROUTES,
    ),
    forms={**register.FORMS},
    files={**own_form.FILES},
)
