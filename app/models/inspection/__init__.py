"""Inspections (Kiểm tra): plan, visits, checklists in the field, minutes 6.4, and the rules over them."""
