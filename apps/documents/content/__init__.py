"""What a document says: its CRDT read as a tree, trees written back, and two trees compared.

Pure: bytes and trees, no database, no Django. So a bounded process can run it alone.
"""
