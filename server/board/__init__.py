"""The central board ("Bảng điều hành Trung ương"): a web page drawn from the figures that provinces publish."""
