"""Tests of the checks of a plan: each rule once fires and once stays silent."""
