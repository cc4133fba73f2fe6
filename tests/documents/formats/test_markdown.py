"""Markdown in and out: what is written is read back, and nothing that is read is believed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from apps.documents.content.nodes import Mark, Node, paragraph, root_node, text_node
from apps.documents.formats.addresses import Attachments
from apps.documents.formats.markdown_in import parse_markdown
from apps.documents.formats.markdown_out import render_markdown
from tests.documents.formats.trees import IMAGE, documents, meaning

SAMPLE = """\
# Compte rendu

Le **comité** s'est _réuni_ ~~lundi~~ mardi, voir <https://exemple.fr/ordre>.

- [x] valider
- [ ] publier
  1. relire
  2. signer

> [!WARNING]
> Ne pas diffuser.

| Poste | Montant |
| --- | --- |
| Loyer | 1 200 € |

```python
print("a")
```

<!-- page break -->

Fin<br>de page.
"""


@given(documents)
@settings(deadline=None, max_examples=150)
def test_what_is_written_is_read_back(document: Node) -> None:
    assert meaning(parse_markdown(render_markdown(document))) == meaning(document)


@given(documents)
@settings(deadline=None, max_examples=100)
def test_writing_what_was_read_changes_nothing(document: Node) -> None:
    written = render_markdown(parse_markdown(render_markdown(document)))
    assert render_markdown(parse_markdown(written)) == written


def test_people_s_markdown_becomes_the_nodes_of_the_editor() -> None:
    document = parse_markdown(SAMPLE)
    types = [block.type for block in document.children]
    assert types == [
        *("heading", "paragraph", "taskList", "callout", "table", "codeBlock"),
        *("pageBreak", "paragraph"),
    ]
    done, open_task = document.children[2].children
    assert (done.attrs["checked"], open_task.attrs["checked"]) == (True, False)
    assert [child.type for child in open_task.children] == ["paragraph", "orderedList"]
    assert document.children[3].attrs["kind"] == "warning"
    head = document.children[4].children[0].children[0]
    assert head.type == "tableHeader"
    assert document.children[5].attrs["language"] == "python"


def test_a_bare_address_becomes_a_link_and_text_that_is_none_stays_text() -> None:
    document = parse_markdown("Voir www.exemple.fr et moi@exemple.fr")
    links = [run.mark("link") for run in document.children[0].children]
    assert [link and link.attrs["href"] for link in links] == [
        None,
        "http://www.exemple.fr",
        None,
        "mailto:moi@exemple.fr",
    ]
    plain = root_node([paragraph(text_node("Voir www.exemple.fr"))])
    assert meaning(parse_markdown(render_markdown(plain))) == meaning(plain)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#9;script:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example/x",
        "/\\evil.example",
        "file:///etc/passwd",
        "relative/path",
    ],
)
def test_a_link_that_is_no_address_of_ours_is_only_its_text(address: str) -> None:
    document = parse_markdown(f"[texte](<{address}>) <a href='{address}'>b</a>")
    assert all(run.mark("link") is None for run in document.children[0].children)


def test_a_hostile_link_in_the_document_is_not_written_out() -> None:
    hostile = text_node("clic", Mark("link", {"href": "javascript:alert(1)"}))
    assert render_markdown(root_node([paragraph(hostile)])) == "clic\n"


def test_html_inside_is_read_without_what_runs() -> None:
    document = parse_markdown(
        "<script>alert(1)</script>\n\n<p onclick='x()'>a<img src=x onerror=alert(1)>b</p>"
    )
    assert "alert" not in render_markdown(document)


def test_an_image_elsewhere_becomes_a_link_and_one_inside_is_kept() -> None:
    ids = iter([IMAGE])
    attachments = Attachments(new_id=lambda: next(ids))
    document = parse_markdown(
        "![plan](https://ailleurs.fr/plan.png)\n\n![logo](data:image/png;base64,aGk=)", attachments
    )
    first, second = document.children
    link = first.children[0].mark("link")
    assert link is not None
    assert link.attrs["href"] == "https://ailleurs.fr/plan.png"
    assert (second.type, second.attrs["id"]) == ("image", IMAGE)
    assert attachments.contents == {IMAGE: b"hi"}


def test_deep_nesting_ends_somewhere_instead_of_exhausting_the_stack() -> None:
    assert parse_markdown("> " * 5000 + "fond").children
    assert parse_markdown("".join(f"{'  ' * depth}- a\n" for depth in range(2000))).children
    assert parse_markdown("<div>" * 20000 + "fond").children
    assert parse_markdown("*" * 20000 + "fond").children
    assert parse_markdown("[" * 20000 + "fond").children
