"""What a Terraform module has beside resources: versions, variables, locals, data, outputs."""

from __future__ import annotations

from designer.exporters.base import snake_case
from designer.exporters.hcl import (
    Argument,
    Block,
    Call,
    Expression,
    ForEach,
    List,
    Object,
    Reference,
    arguments,
    template,
)
from designer.exporters.names import has_prefix
from designer.exporters.terraform_lambda import package_file
from designer.exporters.terraform_values import Values
from designer.exporters.terraform_versions import MINIMUM_TERRAFORM, NEXT_PROVIDER, provider
from designer.graph import Context, Output, Parameter, Purpose, ResourceGraph
from designer.graph.compute import Function
from designer.graph.layers import Layer

DATA_SOURCES = {
    Context.ACCOUNT: ("aws_caller_identity", "account_id"),
    Context.PARTITION: ("aws_partition", "partition"),
}
"""What must be asked about the account deployed to: the data source, and which of its answers is wanted."""


def versions(graph: ResourceGraph) -> list[Block]:
    """``versions.tf``: what runs the module, and where."""
    aws = arguments(source="hashicorp/aws", version=f">= {provider(graph)}, < {NEXT_PROVIDER}")
    required = Block("required_providers", (), (arguments(aws=Object(aws)),))
    return [
        Block("terraform", (), (arguments(required_version=f">= {MINIMUM_TERRAFORM}"), required)),
        Block("provider", ("aws",), (arguments(region=Reference("var.region")),)),
    ]


def variables(graph: ResourceGraph) -> list[Block]:
    """``variables.tf``: the stage, to be chosen where there is a choice, and the region."""
    region = arguments(description="AWS Region to deploy to.", type=Reference("string"), default=graph.region)
    own = [_stage(graph), Block("variable", ("region",), (region,))]
    given = (_given(graph.purpose(each)) for each in graph.variables())
    return [*own, *given]


def _given(purpose: Purpose) -> Block:
    """A text that whoever deploys has to say; what cannot be an ARN is refused at once."""
    typed = arguments(description=purpose.sentence or None, type=Reference("string"))
    is_one = arguments(
        condition=Call("startswith", (Reference(f"var.{purpose.variable}"), "arn:")),
        error_message="The value must be an ARN.",
    )
    return Block(
        "variable",
        (purpose.variable,),
        (typed, Block("validation", (), (is_one,)) if purpose.is_arn else None),
    )


def local_values(graph: ResourceGraph, values: Values) -> list[Block]:
    """``locals.tf``: names, settings by stage, common tags, package hashes; nothing when there are none."""
    body = [*_names(graph), *_settings(graph), *_tags(graph, values), *_package_hashes(graph)]
    return [Block("locals", (), body)] if body else []


def data_sources(graph: ResourceGraph) -> list[Block]:
    """``data.tf``: what must be asked about the account deployed to."""
    return [Block("data", (type_, "current")) for type_, _ in _asked(graph)]


def _asked(graph: ResourceGraph) -> list[tuple[str, str]]:
    used = {each for each in graph.said() if isinstance(each, Context)}
    return [asked for context, asked in DATA_SOURCES.items() if context in used]


def outputs(graph: ResourceGraph, values: Values) -> list[Block]:
    """``outputs.tf``: what the operator wants to know."""
    return [_output(each, values) for each in graph.outputs]


def _output(output: Output, values: Values) -> Block:
    body = arguments(description=output.description or None, value=values.spell(output.value))
    return Block("output", (snake_case(output.name),), (body,))


def _stage(graph: ResourceGraph) -> Block:
    stages = graph.stages
    choice = _either(stages)
    chooses = " and selects settings in local.stages" if graph.parameters() else ""
    typed = arguments(
        description=f"Stage to deploy. It is part of resource names{chooses}.",
        type=Reference("string"),
        default=stages[0] if len(stages) == 1 else None,
    )
    known = arguments(
        condition=Call("contains", (List(stages), Reference("var.stage"))),
        error_message=f"The stage must be {choice}.",
    )
    return Block("variable", ("stage",), (typed, Block("validation", (), (known,)) if stages else None))


def checks(graph: ResourceGraph) -> list[Block]:
    """``checks.tf``: a warning where one stage is about to be deployed over another one's state."""
    stages = graph.stages
    if not stages[1:]:
        return []
    own = Reference("terraform.workspace == var.stage")
    no_stages = Call("!contains", (List(stages), Reference("terraform.workspace")))
    asserted = arguments(
        condition=Call("anytrue", (List((own, no_stages)),)),
        error_message="The workspace is another stage's: what that one has would be replaced.",
    )
    comment = "A workspace's state holds one stage."
    return [Block("check", ("workspace",), (Block("assert", (), (asserted,)),), comment)]


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _names(graph: ResourceGraph) -> list[tuple[Argument, ...]]:
    """What names and ARNs are put together from."""
    prefix = template(f"{graph.name}-", Reference("var.stage")) if has_prefix(graph) else None
    asked = {answer: Reference(f"data.{type_}.current.{answer}") for type_, answer in _asked(graph)}
    body = arguments(prefix=prefix, **asked)
    return [body] if body else []


def _settings(graph: ResourceGraph) -> list[tuple[Argument, ...]]:
    parameters = graph.parameters()
    if not parameters:
        return []
    stages = Object(tuple(Argument(each, _in_stage(each, parameters)) for each in graph.stages))
    chosen = Reference("local.stages[var.stage]")
    return [(Argument("stages", stages), *arguments(settings=chosen))]


def _in_stage(stage: str, parameters: tuple[Parameter, ...]) -> Expression:
    return Object(tuple(Argument(each.name, each.value_for(stage)) for each in parameters))


def _tags(graph: ResourceGraph, values: Values) -> list[tuple[Argument, ...]]:
    return [arguments(tags=values.entries(graph.tags))] if graph.tags else []


def _package_hashes(graph: ResourceGraph) -> list[tuple[Argument, ...]]:
    functions = (each for each in graph.resources if isinstance(each, Function))
    packages = [each.package for each in functions if each.image is None]
    layers = [each.package for each in graph.resources if isinstance(each, Layer)]
    reason = "A changed hash deploys new code. Null while a package is not built, so that plan works."
    also = "" if packages else reason
    return [
        *_hashes("package_hashes", packages, "", reason),
        *_hashes("layer_hashes", layers, "layers/", also),
    ]


def _hashes(name: str, packages: list[str], folder: str, reason: str) -> list[tuple[Argument, ...]]:
    names = tuple(dict.fromkeys(packages))
    if not names:
        return []
    each_of = ForEach(List(names), _hash(package_file(folder, Reference("name"))))
    one_by_one = Object(tuple(Argument(each, _hash(package_file(folder, each))) for each in names))
    return [(Argument(name, each_of if len(names) > _FEW else one_by_one, reason),)]


_FEW = 2
"""Packages that are said one by one."""


def _hash(file: Expression) -> Expression:
    return Call("try", (Call("filebase64sha256", (file,)), None))
