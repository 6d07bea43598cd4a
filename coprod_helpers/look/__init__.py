"""What users see: charts, tables, documents, pages, words and numbers."""

from coprod_helpers.look.fill_in import saved_rows, show_forms
from coprod_helpers.look.section import Finding, Picture, Section, TableView

__all__ = ["Finding", "Picture", "Section", "TableView", "saved_rows", "show_forms"]
