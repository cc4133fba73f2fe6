"""HTML in and out: hostile pages come in as text, and nothing that goes out can run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from apps.documents.content.nodes import Mark, Node, paragraph, plain_text_of, root_node, text_node
from apps.documents.formats.html_in import parse_html
from apps.documents.formats.html_out import render_html, render_page
from tests.documents.formats.trees import documents

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#1; javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>@import url(https://evil.example/x.css)</style>",
    "<math><mi xlink:href='data:x,<script>alert(1)</script>'>x</mi></math>",
    "<div style='background:url(https://evil.example/x)'>x</div>",
    "<form action='https://evil.example'><input name=a></form>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
]


@given(documents)
@settings(deadline=None, max_examples=200)
def test_what_is_written_is_read_back(document: Node) -> None:
    written = render_html(document)
    assert _squeezed(render_html(parse_html(written))) == _squeezed(written)


@pytest.mark.parametrize("page", HOSTILE)
def test_a_hostile_page_comes_in_as_text_and_goes_out_harmless(page: str) -> None:
    written = render_html(parse_html(f"<p>avant</p>{page}<p>après</p>"))
    assert not re.search(r"alert|evil\.example|<(?:script|svg|iframe|form|object|style)", written)
    assert "avant" in written
    assert "après" in written


def test_texts_and_attributes_are_escaped() -> None:
    text = text_node("<script>alert(1)</script>", Mark("bold"))
    link = text_node("x", Mark("link", {"href": 'https://a.fr/"onmouseover="x'}))
    mention = Node("mention", {"id": "01890000-0000-7000-8000-000000000001", "label": '"><img>'})
    written = render_page(
        root_node([paragraph(text, link, mention)]), title="</title><script>", language="fr"
    )
    assert "<script>" not in written
    assert '"onmouseover="' not in written
    assert "<img>" not in written


def test_the_page_of_a_document_needs_nothing_from_elsewhere() -> None:
    page = render_page(root_node([paragraph(text_node("a"))]), title="Note", language="fr")
    assert '<html lang="fr">' in page
    assert "<title>Note</title>" in page
    assert not re.search(r"https?://|<script|<link", page)


def test_boxes_drawn_as_characters_are_tasks() -> None:
    (tasks,) = parse_html("<ul><li>☒ fait</li><li><p>☐ <b>à faire</b></p></li></ul>").children
    assert tasks.type == "taskList"
    assert [item.attrs["checked"] for item in tasks.children] == [True, False]
    assert [plain_text_of(item) for item in tasks.children] == ["fait", "à faire"]


def test_what_pandoc_writes_is_understood() -> None:
    document = parse_html(
        '<ul class="task-list"><li><label><input type="checkbox" checked="">a</label></li>'
        '<li><label><input type="checkbox">b</label></li></ul>'
        '<table><thead><tr class="header"><th>h</th></tr></thead>'
        '<tbody><tr><td colspan="2"><p>1</p><p>2</p></td></tr></tbody></table>'
        '<pre class="python"><code>x = 1\n</code></pre>'
    )
    tasks, table, code = document.children
    assert [item.attrs["checked"] for item in tasks.children] == [True, False]
    assert table.children[1].children[0].attrs["colspan"] == 2
    assert len(table.children[1].children[0].children) == 2
    assert plain_text_of(code) == "x = 1"


def _squeezed(written: str) -> str:
    """Leave out spaces, of which HTML makes one, or none at the edge of a line."""
    without = re.sub(r"\s", "", written)
    while (
        shorter := re.sub(r"<(p|h\d|strong|em|s|u|a|code)(?:href[^>]*)?></\1>", "", without)
    ) != without:
        without = shorter
    return without
