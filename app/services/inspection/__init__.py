"""What people do with inspections: one verb a user act."""
