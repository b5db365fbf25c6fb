"""Acts on official papers, and the registers of the văn thư."""
