"""The windows of "Sổ văn bản": the way of a paper from draft to file, and the register of what went out."""
