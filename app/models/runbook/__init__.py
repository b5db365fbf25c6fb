"""The cut-over night (Đêm chuyển đổi): master runbook, checks, events, state, forecast, log, alarms. All pure but entities."""
