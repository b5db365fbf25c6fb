"""The desk of a provincial task force that carries out Plan 02-KH/BCĐTW."""
