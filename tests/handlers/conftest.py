"""The same surroundings as in the tests of the services."""

from tests.services.conftest import words_read_once

__all__ = ["words_read_once"]
