"""Records to papers: a neutral document tree, the layout rules, and the Word, PDF and Excel renderers.

Importing this package loads no renderer; `app.exports.render` loads the one that is asked for. Nothing here writes to
a database or knows a window.
"""
