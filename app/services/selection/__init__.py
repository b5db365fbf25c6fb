"""The verbs of "Lựa chọn hệ thống": the register, criteria, assessing, deciding, and what follows a decision."""
