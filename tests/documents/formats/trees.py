"""Documents of every shape the schema allows, for tests that must hold for all of them."""

from __future__ import annotations

from hypothesis import strategies as st

from apps.documents.content.changing import content_key
from apps.documents.content.nodes import Mark, Node, paragraph, root_node, text_node
from apps.documents.content.tidying import tidy

IMAGE = "01890000-0000-7000-8000-000000000002"
PERSON = "01890000-0000-7000-8000-000000000001"
# Words that mean something to Markdown, HTML or pandoc, beside harmless and foreign ones.
WORDS = [
    *("été", "hello", " ", "mot", ",", "日本", "😀", "שלום", "«", "'", '"'),
    *("**", "*", "_", "`", "``", "~~", "[", "]", "(", ")", "![", "](", "!", "^[", "[^1]"),
    *("<b>", "</p>", "<!-- x -->", "&amp;", "&", "<script>", "#", "1.", "2)", "-", "+ ", "> "),
    *("|", "\\", "===", "---", "{width=3}", "[ ] ", "[!NOTE]", "$", "#let", "@a", "\\n"),
    *("https://a.fr", "www.a.fr", "a@b.fr", "http:", "mailto:"),
]
HREFS = [
    *("https://a.fr/(x)", "/items/a", "https://a.fr/?a=1&amp=2<>", "mailto:x@y.fr"),
    *("https://a.fr/\\_*", "tel:+33123456789"),
]
SIMPLE_MARKS = [Mark(name) for name in ("bold", "italic", "strike", "underline")]

_marks = (
    st.lists(st.sampled_from(SIMPLE_MARKS), max_size=2, unique_by=lambda mark: mark.type)
    | st.just([Mark("code")])
    | st.sampled_from(HREFS).map(lambda href: [Mark("link", {"href": href})])
)
_text = st.builds(
    lambda words, marks: text_node("".join(words), *marks),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    _marks,
)
_mention = st.just(Node("mention", {"id": PERSON, "label": "Zoé [x] *a*"}))
_line = st.lists(_text | _text | _mention | st.just(Node("hardBreak")), max_size=4)
paragraphs = _line.map(lambda line: paragraph(*line))
_headings = st.builds(
    lambda level, line: Node("heading", {"level": level}, tuple(line)), st.integers(1, 4), _line
)
_codes = st.builds(
    lambda language, words: Node(
        "codeBlock", {"language": language}, (text_node("a\n\n" + " ".join(words)),)
    ),
    st.sampled_from([None, "python", "c++"]),
    st.lists(st.sampled_from(WORDS), max_size=3),
)
_leaves = st.sampled_from(
    [
        Node("horizontalRule"),
        Node("pageBreak"),
        Node("image", {"id": IMAGE, "alt": 'a [b] "c"', "title": 't "x" \\', "width": 300}),
        Node("image", {"id": IMAGE, "alt": ""}),
    ]
)
_simple_tables = st.builds(
    lambda head, rows: Node("table", {}, (_row("tableHeader", head), *rows)),
    st.tuples(paragraphs, paragraphs),
    st.lists(st.tuples(paragraphs, paragraphs).map(lambda row: _row("tableCell", row)), max_size=2),
)


def _row(cell_type: str, cells: tuple[Node, ...]) -> Node:
    return Node("tableRow", {}, tuple(Node(cell_type, {}, (cell,)) for cell in cells))


def _containers(blocks: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    inside = st.lists(blocks, min_size=1, max_size=2).map(tuple)
    item = st.builds(lambda line, more: (line, *more), paragraphs, st.lists(blocks, max_size=1))
    items = st.lists(item, min_size=1, max_size=3)
    return st.one_of(
        inside.map(lambda children: Node("blockquote", {}, children)),
        st.builds(
            lambda kind, children: Node("callout", {"kind": kind}, children),
            st.sampled_from(["info", "success", "warning", "danger"]),
            inside,
        ),
        items.map(lambda found: Node("bulletList", {}, tuple(_item(item) for item in found))),
        st.builds(
            lambda start, found: Node(
                "orderedList", {"start": start}, tuple(_item(item) for item in found)
            ),
            st.integers(0, 12),
            items,
        ),
        st.lists(st.tuples(st.booleans(), item), min_size=1, max_size=3).map(
            lambda found: Node(
                "taskList",
                {},
                tuple(Node("taskItem", {"checked": done}, children) for done, children in found),
            )
        ),
    )


def _item(children: tuple[Node, ...]) -> Node:
    return Node("listItem", {}, children)


_blocks = st.recursive(
    paragraphs | _headings | _codes | _leaves | _simple_tables, _containers, max_leaves=4
)
documents = st.lists(_blocks, min_size=1, max_size=4).map(lambda blocks: tidy(root_node(blocks)))


def meaning(root: Node) -> object:
    """Return what a document says, for comparing: without ids and without empty paragraphs."""
    return content_key(_without_empty(tidy(root)))


def _without_empty(node: Node) -> Node:
    """Leave out what has no words in Markdown: paragraphs without any text."""
    children = [_without_empty(child) for child in node.children]
    if node.holds_inline and all(child.type == "hardBreak" for child in children):
        children = []
    kept = [child for child in children if child.type != "paragraph" or child.children]
    return node.with_children(kept)
