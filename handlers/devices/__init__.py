"""A person's browsers and their lock."""

from handlers.devices import pin
from handlers.routes import Wing

WING = Wing(
    routes=(*pin.ROUTES,),
)
