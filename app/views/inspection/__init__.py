"""The windows of "Kiểm tra": calendar, inspections, a visit in its three steps, conclusions that are followed up."""
