"""QTI, the standard that learning platforms import: Canvas' 1.2, and 2.1 and 3 by one writer."""
