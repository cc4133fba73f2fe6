"""The pinned requirements install on every Python we support, not only on the one that pinned them."""

from __future__ import annotations

import re
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sovshare.settings.catalogue import PROJECT_DIR

PINNED = {
    canonicalize_name(name)
    for name in re.findall(
        r"(?m)^([\w.-]+)==", (PROJECT_DIR / "requirements" / "base.txt").read_text()
    )
}


# 3.11.2 is Debian 12's.
@pytest.mark.parametrize("python", ["3.11.0", "3.11.2", "3.12.0", "3.13.0", "3.14.0"])
def test_nothing_is_missing_from_the_lock(python: str) -> None:
    there = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    for name in PINNED:
        for line in requires(name) or ():
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate(there | {"extra": ""}):
                assert canonicalize_name(wanted.name) in PINNED, f"{name} needs {line}"
