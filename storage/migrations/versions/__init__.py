"""One file for each revision: `NNNN_name.py` with `revision`, `down_revision` and `upgrade()`.

Forward only, so without `downgrade()`: a column taken away again would take with it what somebody
wrote once and will not write again. The way back is the backup that was made before.

`docs/schema.sql` is written anew after each, as it says in its head.
"""
