"""What an operator can mend, as one line; everything else is an error of ours, with a traceback."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.content.questionnaires.files import BrokenQuestionnaire
from bot.content.words.catalogue import TEMPLATES, Catalogue, CatalogueError
from bot.content.yaml_files import BadYaml
from bot.domain.messages import Refusal, Text, text
from bot.serving import CannotWrite, NoSuchCell, NothingToServe
from handlers.channels.web import CannotListen, PortInUse
from storage.engine.backup import BackupReport
from storage.engine.errors import (
    BackupExists,
    BackupIncomplete,
    DatabaseBusy,
    DatabaseError,
    DatabaseGone,
    DatabaseNewer,
    DatabaseOutdated,
    DatabaseUnreadable,
    DatabaseUrlRefused,
    KeyFileRefused,
    NotOurDatabase,
    WrongKey,
)


def language() -> str:
    """The operator's language, as the terminal is set."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "vi" if spoken.startswith("vi") else "en"


def explain_setting(
    place: tuple[int | str, ...], kind: str, said: str, params: Mapping[str, object]
) -> str:
    """What is wrong with one setting: in our words, or in the library's (`said`) for what it checks
    itself."""
    name = "_".join(map(str, place)).upper()
    value = str(params.get("value", ""))
    words = for_operator(f"setting.{kind}", value=value) if kind in _OURS else said
    return f"TUSOI_{name}: {words}" if name else words


_OURS = ("zone", "day", "templates", "address", "in_clear", "open_host")


def explain_stranger(name: str, meant: str) -> str:
    """What is wrong with a name that is none of ours; `meant` is the nearest of ours."""
    return f"{name}: {for_operator('setting.unknown', meant=meant)}"


def explain_unreadable(path: Path, error: Exception) -> str:
    """Why the file with the settings cannot be read."""
    detail = getattr(error, "strerror", None) or type(error).__name__
    return for_operator("setting.unreadable", path=str(path), detail=detail)


def after_restore(report: BackupReport) -> Sequence[str]:
    """What was restored, and what the replaced database held besides."""
    lines = [
        for_operator("restore.done", rows=sum(report.rows.values()), kept=str(report.kept or ""))
    ]
    if report.lost is None:
        return [*lines, for_operator("restore.unread", kept=str(report.kept or ""))]
    if report.lost.carried:
        lines.append(for_operator("restore.carried", count=report.lost.carried))
    erased = report.lost.found.get("erased", ())
    if erased:
        lines += [for_operator("restore.erased"), *(f"  {each}" for each in erased)]
    return lines


def for_operator(key: str, **params: str | int) -> str:
    """These words in the operator's language."""
    return Catalogue.load(TEMPLATES).render(text(key, **params), language())


def explain(error: BaseException) -> str | None:
    """The sentence for the operator; `None` for an error that only we can mend."""
    if isinstance(error, BaseExceptionGroup):
        found = [line for each in error.exceptions if (line := explain(each))]
        return found[0] if len(found) == len(error.exceptions) else None
    if isinstance(error, CatalogueError | BadYaml):
        return f"{error}"
    say = Catalogue.load(TEMPLATES).render
    if isinstance(error, BrokenQuestionnaire):
        faults = (f"{f.file}: {f.path}: {say(f.problem, language())}" for f in error.faults)
        return "; ".join(faults)
    known = _known(error)
    return say(known, language()) if known else None


def _known(error: BaseException) -> Text | None:
    match error:
        case Refusal():
            return error.text
        case DatabaseError():
            return _database(error)
        case PortInUse():
            return text("fault.port", host=error.host, port=error.port)
        case CannotListen():
            return text("fault.host", host=error.host, port=error.port, detail=error.detail)
        case NothingToServe():
            return text("fault.nothing_to_serve")
        case CannotWrite():
            return text("fault.cannot_write", detail=str(error))
        case NoSuchCell():
            return text("fault.no_such_cell", cell=str(error))
    # By name, so that the Telegram library is loaded only where it is used.
    return text("fault.token") if type(error).__name__ == "BadToken" else None


def _database(error: DatabaseError) -> Text | None:
    match error:
        case DatabaseUrlRefused():
            return text("fault.url", url=error.url)
        case DatabaseUnreadable():
            return text(f"fault.database_{error.reason}", path=str(error.path), detail=error.detail)
        case DatabaseBusy():
            return text("fault.busy", path=str(error.path), process=error.process)
        case DatabaseGone():
            return text("fault.gone", path=str(error.path), rescued=str(error.rescued or ""))
        case DatabaseOutdated():
            return text("fault.outdated" if error.current else "fault.no_database")
        case KeyFileRefused():
            return text(f"fault.key_{error.reason}", path=str(error.path))
        case WrongKey():
            return text("fault.wrong_key")
        case DatabaseNewer():
            return text("fault.newer", current=error.current)
        case BackupExists() | BackupIncomplete() | NotOurDatabase():
            return text(f"fault.{type(error).__name__.lower()}", detail=str(error))
    return None
