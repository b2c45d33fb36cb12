"""Consent: what is agreed to before the first answer."""

from handlers.consent import consent
from handlers.routes import Wing

WING = Wing(
    routes=(*consent.ROUTES,),
)
