"""Circles that only CloudFormation sees, cut by name.

A bucket that invokes a function waits for the function and for the permission, which names the bucket;
and so may the function's role and environment. In Terraform the notification is a resource of its own,
but in CloudFormation it is part of the bucket. What the name tells need not be asked of the bucket.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from designer.graph import Ref, Resource, said
from designer.graph.buckets import Bucket


def uncircled(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """``resources``, with buckets asked by name wherever they wait for the one that asks."""
    found = {each.id: each for each in resources}
    for bucket in [each for each in found.values() if isinstance(each, Bucket) and each.notifications]:
        for waited in _reached(bucket, found) - {bucket.id}:
            found[waited] = _by_name(found[waited], bucket.id)
    return tuple(found.values())


def _reached(start: Resource, known: Mapping[str, Resource]) -> set[str]:
    """The ids of everything that ``start`` waits for."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        current = waiting.pop()
        named = (each.target for each in said(current) if isinstance(each, Ref) and not each.by_name)
        for target in (*named, *current.after):
            if target in known and target not in reached:
                reached.add(target)
                waiting.append(known[target])
    return reached


def _by_name(value: Any, target: str) -> Any:  # equal in kind: a dataclass, a tuple or a scalar
    """``value`` with each reference to ``target`` made one by name."""
    if isinstance(value, Ref):
        return replace(value, by_name=True) if value.target == target else value
    if isinstance(value, tuple):
        return tuple(_by_name(each, target) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    old = {each.name: getattr(value, each.name) for each in fields(value) if each.init}
    new = {name: _by_name(each, target) for name, each in old.items()}
    changed = {name: each for name, each in new.items() if each is not old[name] and each != old[name]}
    return replace(value, **changed) if changed else value
