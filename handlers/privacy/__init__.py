"""A person's own data, and requests about them."""

from handlers.privacy import own_data
from handlers.routes import Wing

WING = Wing(
    routes=(*own_data.ROUTES,),
    forms={**own_data.FORMS},
)
