"""How Hypothesis runs here: the same examples each time, whatever the machine is busy with.

More and other examples: `HYPOTHESIS_PROFILE=default pytest tests/properties tests/domain`.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
