"""Loads the profile before the examples are drawn."""

from __future__ import annotations

import tests.properties.profile  # noqa: F401 -- imported for what it registers
