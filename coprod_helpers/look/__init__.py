"""What users see: charts, tables, documents, pages, words and numbers."""
