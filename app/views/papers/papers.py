"""Which papers of the catalogue belong to the registers, and which to the way of one paper."""

OF_REGISTER = ("so-van-ban-di", "so-nguoi-ky")
SLIP = "phieu-trinh"
