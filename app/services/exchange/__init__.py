"""Trao đổi dữ liệu: with other desks by a file (`bundles`), or through the central server.

`joining` turns the sync on and off, `rounds` is one exchange, `newcomer` a new PC, `syncing` runs by itself behind a
window. What talks to the network loads slowly: import these modules where they are used.
"""
