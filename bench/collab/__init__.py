"""Writing together, side by side: this product and Hocuspocus, in one run on one machine.

``python -m bench.collab [scenario…]``; without a scenario all that make up the table. The server has one
core for itself; the clients, the database and Redis share the other.
"""
