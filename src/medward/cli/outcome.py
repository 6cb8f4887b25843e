"""Every outcome of a command as its exit code: 0 ok, 1 findings, 2 bad usage or input, 3 internal error.

On the path of the quick commands: the standard library only, until something goes wrong.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final, NoReturn

from medward.errors import MedwardError, refused_by_system

if TYPE_CHECKING:
    from collections.abc import Callable

_TABLES: Final = "medward.cli.tables"
"""Has `plain`; what it imports beside is needed only when there is something to say."""


def end_with(run: Callable[[], int]) -> NoReturn:
    """Run a command and leave the program with its exit code; what went wrong is said on the error stream."""
    # Records stay alive until the end, so collecting often only reads them again: a fifth of a check.
    gc.set_threshold(300_000, 50, 100)
    try:
        code = run()
    except MedwardError as error:
        complain(str(error), error.hint)
        code = 2
    except BrokenPipeError:
        code = 0
    except OSError as error:
        refused = refused_by_system(error)
        complain(str(refused), refused.hint)
        code = 2
    except Exception as error:  # noqa: BLE001 - the one place where a defect of ours becomes exit code 3
        complain(
            f"internal error: {type(error).__name__}: {error}",
            "This is a defect of Medward; please report it.",
        )
        code = 3
    gc.freeze()  # or the interpreter looks through everything once more for cycles before it ends
    sys.exit(code)


def complain(message: str, hint: str) -> None:
    """Print what is wrong and what to do, to the error stream."""
    plain: Callable[[str], str] = import_module(_TABLES).plain
    lines = [plain(line) for line in f"error: {message}".split("\n")]
    if hint:
        lines.append(f"  {plain(hint)}")
    sys.stderr.write("\n".join(lines) + "\n")
