// A page about the lock that the back button brings up again is asked for anew: it may have changed.
"use strict";
addEventListener("pageshow", (event) => event.persisted && location.reload());
