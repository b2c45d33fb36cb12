"""Reminders: sent by hand, their ledger, who did not submit."""

from handlers.reminders import ledger
from handlers.routes import Wing

WING = Wing(
    routes=(*ledger.ROUTES,),
)
