"""Reading a review, deciding on it, and what its author does then."""

from handlers.review import author, reviewer
from handlers.routes import Wing

WING = Wing(
    routes=(
        *author.ROUTES,
        *reviewer.ROUTES,
    ),
    forms={**author.FORMS, **reviewer.FORMS},
)
