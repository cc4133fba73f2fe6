"""DOCX and ODT in and out, in the bounded process; hostile files cost one process and no more."""

from __future__ import annotations

import io
import socket
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from apps.documents.content.nodes import Node, plain_text_of
from apps.documents.formats import bounded
from apps.documents.formats.addresses import Attachments
from apps.documents.formats.bounded import read_bounded, write_bounded
from apps.documents.formats.convert import read_file
from apps.documents.formats.errors import ConverterBusyError, UnreadableError
from apps.documents.formats.kinds import Export
from apps.documents.formats.markdown_in import parse_markdown
from apps.documents.formats.markdown_out import render_markdown
from apps.documents.formats.office import MAXIMUM_UNPACKED_BYTES, write_office
from tests.documents.formats.archives import archive, docx, docx_with_links_outside, png
from tests.documents.formats.trees import IMAGE

MEETING = """\
# Compte rendu

Le **comité** s'est *réuni* ~~lundi~~ mardi, voir [l'ordre du jour](https://exemple.fr/ordre).

- [x] valider
- [ ] publier
  1. relire
  2. signer

> Citation

| Poste | Montant |
| --- | --- |
| Loyer | 1 200 € |

7. sept
8. huit

Fin\\
de page.
"""
CALLOUT = "> [!WARNING]\n> Ne pas diffuser.\n>\n> Ni copier.\n"


def exported(markdown: str, target: str, image: bytes | None = None) -> bytes:
    images = {IMAGE: (image, "image/png")} if image else {}
    export = Export(title="Compte rendu", language="fr", images=images)
    return write_bounded(parse_markdown(markdown), target, export)


@pytest.mark.parametrize("target", ["docx", "odt"])
def test_a_document_survives_the_way_out_and_back(target: str) -> None:
    made = exported(MEETING, target)
    assert render_markdown(read_bounded(made, target).root) == MEETING


def test_callouts_page_breaks_code_and_merged_cells_survive_word_s_format() -> None:
    written = (
        CALLOUT
        + "\n<!-- page break -->\n\n```\nx = 1\n```\n\n"
        + '<table><tbody><tr><td colspan="2"><p>a</p></td></tr>'
        + '<tr><td rowspan="2"><p>b</p></td><td><p>c</p></td></tr>'
        + "<tr><td><p>d</p></td></tr></tbody></table>\n"
    )
    assert render_markdown(read_bounded(exported(written, "docx"), "docx").root) == written


@pytest.mark.parametrize("target", ["docx", "odt"])
def test_images_go_out_inside_the_file_and_come_back(target: str) -> None:
    made = exported(f"![plan](image:{IMAGE})", target, png())
    imported = read_bounded(made, target)
    (image,) = [node for node in imported.root.walk() if node.type == "image"]
    assert imported.images == {image.attrs["id"]: png()}


@pytest.mark.parametrize(("target", "part"), [("docx", "docProps/core.xml"), ("odt", "meta.xml")])
def test_the_file_carries_its_title_and_language_without_printing_the_title(
    target: str, part: str
) -> None:
    made = exported("Corps.", target)
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        assert "<dc:title>Compte rendu</dc:title>" in opened.read(part).decode()
        styles = "word/styles.xml" if target == "docx" else "styles.xml"
        assert b'"fr' in opened.read(styles)
    assert render_markdown(read_bounded(made, target).root) == "Corps.\n"


def test_what_word_writes_is_read_track_changes_accepted() -> None:
    body = (
        '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Gras</w:t></w:r><w:r><w:t xml:space="preserve"> et </w:t>'
        '</w:r><w:ins w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>ajouté</w:t></w:r>'
        '</w:ins><w:del w:id="2" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r>'
        "<w:delText>ôté</w:delText></w:r></w:del></w:p>"
    )
    assert render_markdown(read_bounded(docx(body), "docx").root) == "**Gras** et ajouté\n"


@contextmanager
def listening() -> Iterator[tuple[str, list[object]]]:
    """A server that notes whoever comes."""
    seen: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        is_over = threading.Event()

        def accept() -> None:
            while not is_over.is_set():
                try:
                    connection, peer = server.accept()
                except TimeoutError:
                    continue
                seen.append(peer)
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", seen
        is_over.set()
        thread.join()


def test_a_file_with_links_to_elsewhere_causes_no_fetch() -> None:
    with listening() as (address, seen):
        imported = read_bounded(docx_with_links_outside(address), "docx")
        assert "lien" in plain_text_of(imported.root)
        for source in ("html", "markdown"):
            page = f'<p>a</p><img src="{address}/a.png"><link href="{address}/b.css">'
            read_bounded(page.encode(), source)
        opened = exported("a", "odt")
        with zipfile.ZipFile(io.BytesIO(opened)) as old:
            members = {name: old.read(name) for name in old.namelist()}
        members["content.xml"] = members["content.xml"].replace(
            b"</office:text>",
            b'<text:p><draw:frame><draw:image xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:'
            b'drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="'
            + address.encode()
            + b'/a.png"/></draw:frame></text:p></office:text>',
        )
        members["content.xml"] = (
            members["content.xml"].replace(b"<draw:frame>", b"").replace(b"</draw:frame>", b"")
        )
        read_bounded(archive(members), "odt")
        for target in ("pdf", "docx", "odt", "html", "markdown"):
            exported(f"![x]({address}/c.png)\n\n<img src='{address}/d.png'>", target)
    assert seen == []


def test_pandoc_alone_fetches_nothing_either() -> None:
    """What rests on no network namespace, which not every container allows."""
    with listening() as (address, seen):
        read_file(docx_with_links_outside(address), "docx", Attachments(new_id=lambda: IMAGE))
        root = parse_markdown(f"![x]({address}/c.png)")
        shown = Node("image", {"id": IMAGE, "alt": "x"})
        for target in ("docx", "odt"):
            write_office(
                root.with_children((*root.children, shown)),
                target,
                title="x",
                language="fr",
                image_address=lambda _: f"{address}/d.png",
            )
    assert seen == []


def test_markdown_that_takes_a_parser_minutes_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "LIFETIME_SECONDS", 3.0)
    slow = '[a](<b> "' * 20_000
    with pytest.raises(UnreadableError) as refused:
        read_bounded(slow.encode(), "markdown")
    assert refused.value.facts["reason"] == "too_long"


def bomb() -> bytes:
    return docx("<w:p/>", more={"word/media/a.xml": b"\0" * (MAXIMUM_UNPACKED_BYTES + 1)})


def laughs() -> bytes:
    """Entities that grow a thousand million times."""
    entities = "".join(
        f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10)
    )
    return docx(
        "<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>",
        before=f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>',
    )


HOSTILE = {
    "nothing": b"",
    "no archive": b"PK\x03\x04" + b"x" * 500,
    "half an archive": docx("<w:p/>")[:300],
    "an archive without a document": archive({"a": b"b"}),
    "broken XML": docx("<w:p><w:r>"),
    "a bomb": bomb(),
    "too many members": archive({f"{number}": b"" for number in range(6000)}),
    "growing entities": laughs(),
    "a file of this machine": docx(
        "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>",
        before='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_or_harmless(name: str) -> None:
    try:
        imported = read_bounded(HOSTILE[name], "docx")
    except UnreadableError as error:
        refusal = error
    else:
        text = plain_text_of(imported.root)
        assert "root:" not in text
        assert len(text) < 1_000_000
        return
    assert refusal.facts["reason"] in {"damaged", "too_large", "too_long"}


def test_deeply_nested_elements_cost_one_process() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 3000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3000
    try:
        imported = read_bounded(docx(deep), "docx")
    except UnreadableError:
        return
    assert isinstance(imported.root, Node)


def test_a_conversion_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "LIFETIME_SECONDS", 0.001)
    with pytest.raises(UnreadableError) as refused:
        read_bounded(docx("<w:p/>"), "docx")
    assert refused.value.facts["reason"] == "too_long"


def test_the_child_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "tell-nobody")
    monkeypatch.setenv("DATABASE_URL", "postgres://tell-nobody")
    seen: list[dict[str, str]] = []
    real = subprocess.Popen

    def spy(*args: object, **options: object) -> object:
        seen.append(options["env"])  # type: ignore[arg-type]  # what is asked about
        return real(*args, **options)  # type: ignore[call-overload]  # handed on as it came

    monkeypatch.setattr(subprocess, "Popen", spy)
    read_bounded(b"a", "text")
    assert seen
    assert all("tell-nobody" not in str(environment) for environment in seen)


def test_more_conversions_than_may_run_at_a_time_are_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounded, "_places", threading.BoundedSemaphore(1))
    monkeypatch.setattr(bounded, "WAIT_SECONDS", 0.0)
    with bounded._place(), pytest.raises(ConverterBusyError):
        read_bounded(b"a", "text")
