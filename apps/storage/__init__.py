"""Objects in a bucket of an S3 server: the only part of the product that speaks S3.

Knows keys and bytes, nothing of files, people or verdicts. See docs/architecture.md.
"""
