"""Official papers of the program: the way each goes, its number, its register."""
