"""Finds the AWS provider on this machine, so that Terraform needs no network."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

PROVIDER = Path("registry.terraform.io/hashicorp/aws")
_ROOTS = ("/opt", "/usr/share", "/usr/local/share", "/usr/lib", "/usr/local/lib", "/var/lib")
_DEPTH = 4
"""Folders below a root in which a mirror is looked for."""


def settings() -> str:
    """A CLI configuration that uses the mirror; an empty one, which uses the registry, without it."""
    mirror = find()
    if mirror is None:
        return ""
    return (
        "provider_installation {\n"
        "  filesystem_mirror {\n"
        f'    path    = "{mirror}"\n'
        f'    include = ["{PROVIDER}"]\n'
        "  }\n"
        "  direct {\n"
        f'    exclude = ["{PROVIDER}"]\n'
        "  }\n"
        "}\n"
    )


def find() -> Path | None:
    """The first folder that holds the provider."""
    return next((each for each in _candidates() if (each / PROVIDER).is_dir()), None)


def _candidates() -> Iterator[Path]:
    yield from _configured()
    if cache := os.environ.get("TF_PLUGIN_CACHE_DIR"):
        yield Path(cache)
    home = Path.home()
    yield from (home / ".terraform.d" / name for name in ("plugins", "plugin-cache", "providers"))
    yield home / ".local/share/terraform/plugins"
    yield from (Path(root) / "terraform/plugins" for root in _ROOTS)
    for root in (*_ROOTS, str(home)):
        yield from _below(Path(root), _DEPTH)


def _configured() -> Iterator[Path]:
    """What a configuration that is there names."""
    named = os.environ.get("TF_CLI_CONFIG_FILE")
    for file in (Path(named) if named else None, Path.home() / ".terraformrc"):
        if file is not None and file.is_file():
            text = file.read_text(encoding="utf-8", errors="replace")
            yield from map(Path, re.findall(r'^\s*(?:path|plugin_cache_dir)\s*=\s*"([^"]+)"', text, re.M))


def _below(folder: Path, depth: int) -> Iterator[Path]:
    if depth == 0:
        return
    yield folder
    try:
        inner = [each for each in os.scandir(folder) if each.is_dir(follow_symlinks=False)]
    except OSError:
        return
    for each in inner:
        if each.name not in ("node_modules", "site-packages", ".git"):
            yield from _below(Path(each.path), depth - 1)
