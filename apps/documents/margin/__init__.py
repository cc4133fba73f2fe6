"""Comments and suggestions beside a document's text: where they hang and what they change."""
