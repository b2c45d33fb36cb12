"""Reading a review, deciding on it, and what its author does then."""

from handlers.review import author, returned, reviewer
from handlers.routes import Wing

WING = Wing(
    routes=(
        *author.ROUTES,
        *returned.ROUTES,
        *reviewer.ROUTES,
    ),
    forms={**author.FORMS, **returned.FORMS, **reviewer.FORMS},
    above={**returned.ABOVE, **reviewer.ABOVE},
)
