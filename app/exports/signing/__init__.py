"""Signatures in PDF files: drawing, making and judging them. pyHanko is loaded when first needed: it takes a second."""

import logging

for _library in ("pyhanko", "pyhanko_certvalidator"):
    # What they log they also answer or raise, and here it is told in Vietnamese.
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)
