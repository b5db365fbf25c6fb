"""The windows of the cut-over night (Chuyển đổi): the master, its runs, the night itself, the wall."""
