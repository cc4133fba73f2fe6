"""Runs every test and ends with one line that counts them; behind ``make test``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

PROJECT_DIR = Path(__file__).resolve().parents[1]
# Program looked for → Debian package that carries it.
PROGRAMS = {
    "initdb": "postgresql",
    "redis-server": "redis-server",
    "clamd": "clamav-daemon",
    "chromium": "chromium",
    "nginx": "nginx-light",
    "openssl": "openssl",
}
PLACES = ["/usr/sbin", *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin")))]


@dataclass(frozen=True, kw_only=True)
class Count:
    """What a runner reported."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            passed=self.passed + other.passed,
            failed=self.failed + other.failed,
            skipped=self.skipped + other.skipped,
        )


def main(arguments: list[str]) -> int:
    """Run pytest (with ``arguments``) and Vitest; return 0 only when all passed."""
    install_programs()
    environment = {**os.environ, "PATH": os.pathsep.join([_venv_bin(), os.environ["PATH"]])}
    with tempfile.TemporaryDirectory() as folder:
        try:
            total = _pytest(Path(folder) / "python.xml", arguments, environment)
            total += _vitest(Path(folder) / "frontend.xml", environment)
        finally:
            subprocess.run([sys.executable, "-m", "tests.services", "down"], check=False)
    skipped = f", {total.skipped} skipped" if total.skipped else ""
    print(f"{total.passed} passed, {total.failed} failed{skipped}", flush=True)
    return 1 if total.failed or not total.passed else 0


def install_programs() -> None:
    """Obtain what the tests start, by apt when we may. Exits with a sentence when we may not."""
    path = os.pathsep.join([os.environ["PATH"], *PLACES])
    missing = [package for name, package in PROGRAMS.items() if not shutil.which(name, path=path)]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"The tests need these packages: {' '.join(missing)}. Install them, try again.")
    print(f"• installing {' '.join(missing)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
    subprocess.run(["apt-get", "install", "-y", "-qq", *missing], env=quiet, check=True)


def _venv_bin() -> str:
    return str(Path(sys.executable).parent)


def _pytest(report: Path, arguments: list[str], environment: dict[str, str]) -> Count:
    command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments]
    return _count(command, report, PROJECT_DIR, environment)


def _vitest(report: Path, environment: dict[str, str]) -> Count:
    reporters = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"]
    command = ["npx", "--no-install", "vitest", "run", *reporters]
    return _count(command, report, PROJECT_DIR / "frontend", environment)


def _count(command: list[str], report: Path, folder: Path, environment: dict[str, str]) -> Count:
    """Run and read the report. A runner that ended badly without a failed test counts as one."""
    code = subprocess.run(command, cwd=folder, env=environment, check=False).returncode
    count = _read(report) if report.exists() else Count()
    return count + Count(failed=1) if code != 0 and count.failed == 0 else count


def _read(report: Path) -> Count:
    root = ET.parse(report).getroot()  # noqa: S314 - written by our own runners
    suites = list(root.iter("testsuite"))
    total, skipped = _sum(suites, "tests"), _sum(suites, "skipped")
    failed = _sum(suites, "failures") + _sum(suites, "errors")
    return Count(passed=total - failed - skipped, failed=failed, skipped=skipped)


def _sum(suites: list[ET.Element], name: str) -> int:
    return sum(int(suite.get(name) or 0) for suite in suites)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
