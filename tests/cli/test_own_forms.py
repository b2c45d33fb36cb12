"""`tusoi check FORM.docx`: what is wrong with a committee's own form, and where."""

from __future__ import annotations

import json
from pathlib import Path

from bot.content.own_form.form import starting_point
from tests.cli.conftest import Tusoi
from tests.content.own_form.test_form import form


def test_a_good_form_and_a_bad_one(tusoi: Tusoi, tmp_path: Path) -> None:
    good, bad, partial = (tmp_path / name for name in ("a.docx", "b.docx", "c.docx"))
    good.write_bytes(starting_point())
    bad.write_bytes(form("{{ cell }} {{ ten }}"))
    partial.write_bytes(form("{{ cell }}"))
    assert tusoi("check", str(good)).exit_code == 0
    assert tusoi("check", str(partial)).exit_code == 0
    told = tusoi("check", str(good), str(bad), "--json")
    assert told.exit_code == 2
    unknown = [each for each in json.loads(told.stdout) if each["path"]]
    assert [(each["file"], each["path"]) for each in unknown] == [
        (str(bad), "{{ cell }} {{ ten }}")
    ]


def test_a_file_that_is_not_there(tusoi: Tusoi, tmp_path: Path) -> None:
    told = tusoi("check", str(tmp_path / "none.docx"))
    assert told.exit_code == 2
    assert "none.docx" in told.stdout
