"""The Co-Production Star workbook: what the notebooks, the chain and the forms share."""

import sys

__version__ = "0.1.0"

# jsonschema, which altair and papermill import, would build a grammar of web addresses at every start: 1 to 2.5
# seconds for a check that nothing here uses. Keeping that one optional module from loading is done here and nowhere else.
sys.modules.setdefault("rfc3987_syntax", None)
