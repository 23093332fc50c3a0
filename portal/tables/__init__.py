"""Lists as files: CSV and XLSX in which no text becomes a formula and numbers stay numbers."""
