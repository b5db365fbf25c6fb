"""Which systems of the merging provinces stay (Lựa chọn hệ thống): tables, records, rules, the result."""
