"""Documents in and out: Markdown, HTML, plain text, PDF, DOCX, ODT.

Each format is a reader that makes a tree or a writer that takes one; trees are made safe and valid
(``content.tidying``) on both ways. Pure: no database, no Django, no network.
"""
