"""The gazetteer the program ships, and the script that makes it."""
