"""The kinds of resources that parity can read: a module for each family, and nothing else to edit.

To add a kind, write (or open) the module of its family here and put a ``Kind`` in its ``KINDS``; the
package is listed, so that no table names it. Take an SNS topic (``messaging.py``):

1. ``name`` is its word in normal form, "topic".
2. Its CloudFormation ``Spelling`` is of type ``AWS::SNS::Topic``, is identified by
   ``named("TopicName")``, and says each other property with a reader: ``"DisplayName":
   text("display_name")``. A property without a reader cannot be read, which is an error, never a pass.
   Others may ask it ``{"Ref": "arn", "TopicArn": "arn", "TopicName": "name"}``.
3. Its Terraform ``Spelling`` is ``aws_sns_topic``, ``named("name")``, with readers that yield the same
   paths. Its ``asked`` are the attributes that only the deployment knows: plans get a symbol for each.
   What provider defaults say for nothing is ``fixed(...)``; what has no reader fails, so try a plan.
4. ``answers`` spell what is asked: ``{"arn": arn("sns")}``; ``defaults`` is what AWS does unsaid, so
   that a format that restates a default equals one that does not.
5. What has no name is identified by what it is ``about``: a subscription by
   ``about("{TopicArn} < {Protocol} {Endpoint}")``, a topic policy by the one topic in ``Topics``.
6. What Terraform says in several resources is one kind with several Terraform spellings, each
   identified by the argument that names the owner, such as a bucket's ``named("bucket")``.
7. Changes that the mutation tests find unnoticed and that are none go to the spelling's ``unnoticed``
   (``property_("DelaySeconds", 0, CDK)``, ``argument("fifo_topic", False)``), differences that a format
   cannot help to the kind's ``tolerated``, each with a reason and each checked to be needed.

Then check one example: ``pytest -n 0 -m conformance tests/conformance/test_parity.py --designs NAME``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from tests.conformance.normal.form import UnreadableError
from tests.conformance.normal.kind import Kind, Spelling


@cache
def declared() -> tuple[Kind, ...]:
    """Every kind, by module."""
    modules = sorted(each.name for each in pkgutil.iter_modules(__path__, f"{__name__}."))
    return tuple(kind for name in modules for kind in importlib.import_module(name).KINDS)


@cache
def by_name() -> Mapping[str, Kind]:
    """Every kind by its name; ``ValueError`` if two have one."""
    found = {each.name: each for each in declared()}
    if len(found) != len(declared()):
        raise ValueError(f"two kinds of one name: {sorted(each.name for each in declared())}")
    return found


@cache
def by_type() -> Mapping[str, tuple[Kind, Spelling]]:
    """Every type of either format; ``ValueError`` if two kinds claim one."""
    found: dict[str, tuple[Kind, Spelling]] = {}
    for kind in declared():
        for spelling in (*kind.cloudformation, *kind.terraform):
            if spelling.type in found:
                raise ValueError(f"{kind.name} and {found[spelling.type][0].name} claim {spelling.type}")
            found[spelling.type] = (kind, spelling)
    return found


def spelled(label: str, type_: object) -> tuple[Kind, Spelling]:
    """The kind that a type says; ``UnreadableError`` if there is none."""
    found = by_type().get(str(type_))
    if found is None:
        raise UnreadableError(f"{label} is of type {type_}")
    return found
