"""Điều hành đêm chuyển đổi and Màn hình chung: what is shown and pressed while a run goes on."""
