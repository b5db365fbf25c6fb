"""The province and its units: the gazetteer, what a new workspace brings, and how a typed name finds its unit."""
