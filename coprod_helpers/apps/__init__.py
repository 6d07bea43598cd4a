"""Apps: forms and pages that residents, staff, councillors and critical friends open by a link, served by Voilà."""

from __future__ import annotations

from coprod_helpers.apps.opening import open_form
from coprod_helpers.apps.paper import type_in
from coprod_helpers.apps.reading import open_coverage_map, open_page

__all__ = ["open_coverage_map", "open_form", "open_page", "type_in"]
