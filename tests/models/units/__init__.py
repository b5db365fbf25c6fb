"""Tests of the gazetteer, the catalogue of units and how names find them."""
