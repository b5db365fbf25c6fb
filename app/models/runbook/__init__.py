"""The cut-over night (Đêm chuyển đổi): master, checks, events, state, forecast, log, alarms. Pure but entities."""
