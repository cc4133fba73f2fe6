"""Static files are collected when they changed, and only then."""

from __future__ import annotations

from pathlib import Path

from scripts.collect import collect_if_changed


def test_what_did_not_change_is_collected_once(tmp_path: Path) -> None:
    target, source, other = tmp_path / "static", tmp_path / "app.js", tmp_path / "app.css"
    source.write_text("1")
    collected: list[str] = []

    def collect() -> None:
        target.mkdir(exist_ok=True)
        collected.append(source.read_text())

    def come(*sources: Path) -> int:
        collect_if_changed(target, sources, collect)
        return len(collected)

    assert [come(source), come(source)] == [1, 1]
    source.write_text("2")
    assert [come(source), come(source)] == [2, 2]
    other.write_text("2")
    assert [come(source, other), come(source, other)] == [3, 3]
    (target / ".collected").unlink()
    assert come(source, other) == 4


def test_a_collection_that_failed_is_done_again(tmp_path: Path) -> None:
    target = tmp_path / "static"
    target.mkdir()

    def fail() -> None:
        raise RuntimeError

    for _ in range(2):
        try:
            collect_if_changed(target, [], fail)
        except RuntimeError:
            continue
        raise AssertionError("taken for done")
