"""A pytest plugin, `-p course._quick`: the tests start two to three seconds sooner.

Importing rfc3987_syntax compiles a grammar, for a check of addresses that no notebook needs; jsonschema
does without where it is missing.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)
