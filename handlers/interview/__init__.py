"""Answering a questionnaire: by the member, or by somebody who types for them."""

from handlers.interview import doubt, left, member, proxy
from handlers.routes import Wing

WING = Wing(
    routes=(
        *member.ROUTES,
        *proxy.ROUTES,
        *doubt.ROUTES,
        *left.ROUTES,
    ),
)
