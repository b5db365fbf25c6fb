"""Máy chủ trung tâm: where the desks of each province meet. Of `app` it knows the journal only."""
