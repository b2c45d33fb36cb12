"""One file for each revision: `NNNN_name.py` with `revision`, `down_revision` and `upgrade()`."""
