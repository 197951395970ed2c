"""Lists the rules of the packs that ``nag_judge`` asks, from the packs' own code.

Run by cdk-nag's environment; output is ``[rule, ...]``.
"""

import json
import re
import sys
import tarfile
from pathlib import Path

import cdk_nag  # type: ignore[import-not-found]  # is in cdk-nag's environment only

_PACKS = {"AwsSolutions": "aws-solutions", "Serverless": "serverless"}
"""What stands before the rules of each pack, and its file."""
_RULE = re.compile(r"applyRule\(\{\s*(?:ruleSuffixOverride: '(\w+)')?.*?\brule: [\w.]*\.(\w+)", re.DOTALL)


def rules() -> list[str]:
    """Every rule of the packs."""
    (package,) = Path(cdk_nag.__file__).parent.glob("_jsii/*.tgz")
    found = []
    with tarfile.open(package) as archive:
        for prefix, name in _PACKS.items():
            file = archive.extractfile(f"package/lib/packs/{name}.js")
            assert file is not None
            named = _RULE.findall(file.read().decode())
            found += [f"{prefix}-{given or function}" for given, function in named]
    return found


json.dump(rules(), sys.stdout)
