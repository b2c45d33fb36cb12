"""The schema, one revision after the other; `storage.engine.migrate` runs them."""
