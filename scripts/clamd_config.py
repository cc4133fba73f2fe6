"""The configuration of a clamd on this machine: the shipped one, with places of its own."""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[1] / "deploy" / "clamav" / "clamd.conf"
OFFLINE_SIGNATURES = SHIPPED.parent / "signatures"
PLACES = ("TCPSocket", "TCPAddr", "DatabaseDirectory", "Foreground")


def clamd_config(*, socket: Path, signatures: Path, overrides: dict[str, str] | None = None) -> str:
    """Return the text of a clamd.conf for a foreground daemon listening on ``socket``.

    Every limit and alert is the shipped one unless ``overrides`` names it.
    """
    changed = overrides or {}
    kept = [line for line in _shipped_lines() if line.split()[0] not in (*PLACES, *changed)]
    own = [
        "Foreground yes",
        f"LocalSocket {socket}",
        "LocalSocketMode 600",
        "FixStaleSocket yes",
        f"DatabaseDirectory {signatures}",
        f"TemporaryDirectory {socket.parent}",
        *(f"{name} {value}" for name, value in changed.items()),
    ]
    return "\n".join([*kept, *own, ""])


def _shipped_lines() -> list[str]:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
