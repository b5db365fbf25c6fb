"""The cut-over night's verbs.

`masters` edits the master, `checking` checks it, `locking` locks it; `runs` makes runs and reads their state, forecast
and alarms; `acts` records what happens to steps, `deciding` what people decide; `proof` anchors and verifies the log;
`measured` brings rehearsed durations into the master; `simulate` plays a night.
"""
