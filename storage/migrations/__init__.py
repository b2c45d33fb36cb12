"""The schema, one revision after the other; `storage.migrate` runs them."""
