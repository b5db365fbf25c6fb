"""Data the program ships: official forms, task libraries, gazetteer, fonts, sample province."""
