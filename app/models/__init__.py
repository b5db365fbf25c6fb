"""The domain: records, rules and queries, a folder a job. Knows no window, no network, no file format."""
