"""Verdicts about content, by its SHA-256. Knows bytes and an antivirus engine, no files, no people."""
