"""What the sheets that import Excel files share: the lines they list and the matching of columns."""
