"""Settings of functions, queues and tables that are more than a number in a range."""

from __future__ import annotations

from datetime import date

import pytest

from designer import catalog
from designer.blueprint.base import Edit, apply
from designer.rules.base import Severity
from designer.rules.review import fixed, review
from tests.rules.judging import TODAY, design, found, places, worker


def function(settings: str) -> str:
    return f"{{name: a, functions: {{f: {{{settings}}}}}}}"


class TestRuntimes:
    """Runtimes by date."""

    @pytest.mark.parametrize(
        ("day", "rule"),
        [
            ("2025-06-18", "function-runtime-not-latest"),
            ("2025-06-19", "function-runtime-expiring function-runtime-not-latest"),
            ("2025-12-14", "function-runtime-expiring function-runtime-not-latest"),
            ("2025-12-15", "function-runtime-deprecated"),
            ("2027-01-31", "function-runtime-deprecated"),
            ("2027-02-01", "function-runtime-create-blocked"),
        ],
    )
    def test_python39_by_day(self, day: str, rule: str):
        judged = review(design(function("runtime: python3.9")), date.fromisoformat(day))
        assert [each.rule for each in judged.findings] == rule.split()

    @pytest.mark.parametrize(
        ("day", "wanted"), [("2027-02-01", catalog.default_runtime()), ("2040-01-01", None)]
    )
    @pytest.mark.parametrize("runtime", ["python3.9", "python3.13"])
    def test_nothing_deprecated_is_recommended(self, runtime: str, day: str, wanted: str | None):
        for each in review(design(function(f"runtime: {runtime}")), date.fromisoformat(day)).findings:
            assert (each.fix and each.fix.edits[0].value) == wanted
            assert ("is supported" in each.message) is bool(wanted)
        judged = review(design(function("runtime: python3.9")), date.fromisoformat(day)).findings
        assert [each.rule for each in judged] == ["function-runtime-create-blocked"]

    def test_inherited_runtime_is_mended_in_the_defaults(self):
        text = "{name: a, defaults: {runtime: python3.9}, functions: {f: {}, g: {}}}"
        (finding,) = found(text, "function-runtime-deprecated")
        assert finding.path == ("defaults", "runtime")

    @pytest.mark.parametrize(
        ("runtime", "wanted", "safe"),
        [
            ("Python3.13", "python3.13", True),
            ("python3.31", "python3.14", False),
            ("nodejs", None, False),
            ("cobol", catalog.default_runtime(), False),
            ("", catalog.default_runtime(), False),
        ],
    )
    def test_unknown_runtime_gets_the_nearest(self, runtime: str, wanted: str | None, safe: bool):
        findings = found(function(f'runtime: "{runtime}"'), "function-runtime-known")
        if wanted is None:
            assert not findings
            return
        assert findings[0].fix is not None
        assert findings[0].fix.edits[0].value == wanted
        assert findings[0].fix.safe is safe

    @pytest.mark.parametrize("name", catalog.runtimes())
    def test_every_way_out_is_supported(self, name: str):
        judged = review(design(function(f"runtime: {name}")), TODAY)
        for each in judged.findings:
            assert each.fix is not None
            wanted = catalog.runtimes()[str(each.fix.edits[0].value)]
            assert not wanted.preview
            assert not wanted.is_deprecated(TODAY)
            assert wanted.language == catalog.runtimes()[name].language or name == "go1.x"


class TestEnvironment:
    """Environment variables."""

    @pytest.mark.parametrize("name", ["AB", "a1", "A_", "Ab_9", "x" * 300])
    def test_names(self, name: str):
        assert not found(function(f"environment: {{{name}: x}}"), "env-name-valid")

    @pytest.mark.parametrize(
        ("name", "wanted"),
        [
            ("A", "APP_A"),
            ("_A", "APP_A"),
            ("1A", "APP_1A"),
            ("A B", "A_B"),
            ("É", "APP_VARIABLE"),
            ("''", "APP_VARIABLE"),
        ],
    )
    def test_other_names_are_renamed(self, name: str, wanted: str):
        text = function(f"environment: {{{name}: x}}")
        (finding,) = found(text, "env-name-valid")
        assert finding.fix is not None
        assert dict(apply(design(text), finding.fix.edits).functions["f"].environment) == {wanted: "x"}

    @pytest.mark.parametrize("name", [*catalog.choices("lambda.reserved_environment").values, "Ref"])
    def test_reserved_names(self, name: str):
        text = function(f"environment: {{{name}: x}}")
        (finding,) = found(text, "env-name-reserved")
        assert not found(text, "env-name-valid")
        assert finding.fix is not None
        healed = apply(design(text), finding.fix.edits)
        assert not found(healed, "env-name-reserved")
        assert not found(healed, "env-name-valid")

    def test_free_name_is_looked_for(self):
        text = function("environment: {A-B: x, A_B: y, A_B_2: z}")
        (finding,) = found(text, "env-name-valid")
        assert finding.fix is not None
        assert apply(design(text), finding.fix.edits).functions["f"].environment["A_B_3"] == "x"

    def test_size_is_in_bytes(self):
        assert not found(function(f"environment: {{AB: {'é' * 2047}}}"), "env-size-limit")
        assert found(function(f"environment: {{AB: {'é' * 2048}}}"), "env-size-limit")

    def test_references_count_little(self):
        text = "{name: a, functions: {f: {environment: {AB: '%s'}}}, queues: {jobs: {}}}"
        assert not found(text % ("${jobs.url}" * 1000), "env-size-limit")
        assert found(text % ("${jobs.url}" * 4095), "env-size-limit")


class TestSecrets:
    """Secrets in plain text."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("DB_PASSWORD", "hunter2"),
            ("API_KEY", "abc"),
            ("ANYTHING", "AKIA" + "A" * 16),
            ("URL", "postgres://shop:hunter2@db/shop"),
        ],
    )
    def test_found(self, name: str, value: str):
        (finding,) = found(function(f"environment: {{{name}: '{value}'}}"), "env-plaintext-secret")
        assert value not in finding.message
        assert finding.fix is not None
        assert not finding.fix.safe

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("DB_PASSWORD", ""),
            ("DB_PASSWORD", "${key.arn}"),
            ("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-a1b2c3"),
            ("USE_TOKEN", "true"),
            ("DB_PASSWORD_ARN", "x"),
            ("TABLE", "orders"),
        ],
    )
    def test_not_found(self, name: str, value: str):
        text = (
            f"{{name: a, functions: {{f: {{environment: {{{name}: '{value}'}}}}}}, secrets: {{key: {{}}}}}}"
        )
        assert not found(text, "env-plaintext-secret")

    def test_becomes_a_secret_that_the_function_may_read(self):
        text = "{name: a, functions: {f: {environment: {DB_PASSWORD: x}}}, secrets: {f-db-password: {}}}"
        healed, _ = fixed(design(text), TODAY, unsafe=True)
        worker = healed.functions["f"]
        assert dict(worker.environment) == {"DB_PASSWORD_ARN": "${f-db-password-2.arn}"}
        assert dict(worker.scopes) == {"f-db-password-2": ("read",)}
        assert review(healed, TODAY).findings == ()

    def test_secret_of_one_stage_is_taken_out_there(self):
        text = """
          name: a
          stages: {dev: {}, prod: {functions: {f: {environment: {DB_PASSWORD: hunter2}}}}}
          functions: {f: {environment: {DB_PASSWORD: ""}}}
        """
        (finding,) = found(text, "env-plaintext-secret")
        assert finding.path[0] == "stages"
        healed, _ = fixed(design(text), TODAY, unsafe=True)
        assert "hunter2" not in str(healed.model_dump())


class TestHandlers:
    """Handlers, levels, architectures."""

    @pytest.mark.parametrize("handler", ["app.handler", "x", "com.example.App::handle", "é"])
    def test_handlers(self, handler: str):
        assert not found(function(f"handler: '{handler}'"), "function-handler-valid")

    @pytest.mark.parametrize(
        ("handler", "wanted"), [("", "app.handler"), (" ", "app.handler"), ("a b", "a.b")]
    )
    def test_other_handlers(self, handler: str, wanted: str):
        (finding,) = found(function(f"handler: '{handler}'"), "function-handler-valid")
        assert finding.fix is not None
        assert finding.fix.edits[0].value == wanted

    @pytest.mark.parametrize(
        ("logging", "rules"),
        [
            ("{format: JSON, application_level: INFO, system_level: DEBUG}", set()),
            (
                "{format: JSON, application_level: TRACE, system_level: DEBUG}",
                {"sensitive-data-in-logs"},  # as the stages are dev and prod
            ),
            ("{format: JSON, system_level: TRACE}", {"log-level-valid"}),
            ("{format: Text}", {"log-format-json"}),
            ("{format: Text, application_level: INFO}", {"log-level-needs-json", "log-format-json"}),
            ("{format: text, application_level: INFO}", {"log-format-valid"}),
        ],
    )
    def test_logging(self, logging: str, rules: set[str]):
        assert {
            each.rule for each in review(design(function(f"logging: {logging}")), TODAY).findings
        } == rules

    def test_wrong_case_is_mended_without_asking(self):
        healed, _ = fixed(
            design(function("tracing: active, architecture: ARM64, logging: {format: json}")), TODAY
        )
        assert review(healed, TODAY).findings == ()


class TestQueues:
    """Queues and their triggers."""

    def test_most_demanding_reader_counts(self):
        text = """
          name: a
          functions:
            slow: {timeout: 100, triggers: {t: {type: sqs, queue: q}}}
            quick: {timeout: 1, triggers: {t: {type: sqs, queue: q, batching_window: 300}}}
          queues: {q: {visibility_timeout: 99, dead_letter: {queue: d}}, d: {}}
        """
        (finding,) = found(text, "sqs-visibility-below-timeout")
        assert "slow" in finding.message
        healed, _ = fixed(design(text), TODAY)
        assert healed.queues["q"].visibility_timeout == 600

    def test_partial_batches_weigh_less_for_single_messages(self):
        off = "partial_batch_response: false, batch_size: %d"
        assert found(worker(trigger=off % 2), "sqs-partial-batch-response")[0].severity is Severity.WARNING
        assert found(worker(trigger=off % 1), "sqs-partial-batch-response")[0].severity is Severity.INFO

    def test_two_functions_may_read_one_queue(self):
        text = """
          name: a
          functions:
            f: {triggers: {t: {type: sqs, queue: q}}}
            g: {triggers: {t: {type: sqs, queue: q}}}
          queues: {q: {}}
        """
        assert not found(text, "sqs-duplicate-mapping")

    def test_one_existing_queue_by_two_names_is_read_twice(self):
        arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
        text = f"""
          name: a
          functions: {{f: {{triggers: {{t: {{type: sqs, queue: q}}, u: {{type: sqs, queue: r}}}}}}}}
          queues: {{q: {{existing: "{arn}"}}, r: {{existing: "{arn}"}}}}
        """
        assert places(text, "sqs-duplicate-mapping") == ["functions.f.triggers.u"]

    def test_dead_letter_queue_is_created_of_the_same_type(self):
        text = worker(queue="fifo: true, visibility_timeout: 180", more="jobs-dlq: {fifo: true}")
        (finding,) = found(text, "sqs-source-without-dlq")
        assert finding.fix is not None
        assert not finding.fix.safe
        healed = apply(design(text), finding.fix.edits)
        assert healed.queues["jobs-dlq-2"].fifo
        assert healed.queues["jobs-dlq-2"].message_retention == 1209600
        assert healed.queues["jobs"].dead_letter is not None
        assert healed.queues["jobs"].dead_letter.queue == "jobs-dlq-2"

    def test_dead_letter_queue_that_is_read_needs_none(self):
        text = worker(queue="delay: 0", more="source: {dead_letter: {queue: jobs}}")
        assert not found(text, "sqs-source-without-dlq")

    def test_queue_that_nobody_reads_needs_none(self):
        assert not found("{name: a, queues: {q: {}}}", "sqs-source-without-dlq")

    def test_queue_that_is_its_own_dead_letter_queue(self):
        text = "{name: a, queues: {q: {dead_letter: {queue: q}}, r: {dead_letter: {queue: q}}}}"
        assert places(text, "sqs-dlq-cycle") == ["queues.q.dead_letter.queue"]
        assert not found(text, "sqs-dlq-type-mismatch")

    @pytest.mark.parametrize(
        ("source", "target", "wrong"), [(True, True, 0), (True, False, 1), (False, False, 0)]
    )
    def test_dead_letter_queue_has_the_type_of_its_source(self, source: bool, target: bool, wrong: int):
        queues = f"{{q: {{fifo: {source}, dead_letter: {{queue: d}}}}, d: {{fifo: {target}}}}}"
        text = f"{{name: a, queues: {queues}}}"
        assert len(found(text, "sqs-dlq-type-mismatch")) == wrong

    def test_existing_dead_letter_queue_cannot_be_changed(self):
        arn = "arn:aws:sqs:eu-west-1:123456789012:d.fifo"
        text = f"{{name: a, queues: {{q: {{dead_letter: {{queue: d}}}}, d: {{existing: '{arn}'}}}}}}"
        (finding,) = found(text, "sqs-dlq-type-mismatch")
        assert finding.fix is not None
        assert finding.fix.title == "Create q-dlq"
        assert not found(apply(design(text), finding.fix.edits), "sqs-dlq-type-mismatch")

    def test_dead_letter_queue_of_two_types_is_not_pulled_to_and_fro(self):
        text = """
          name: a
          queues: {d: {}, q: {fifo: true, dead_letter: {queue: d}}, r: {dead_letter: {queue: d}}}
        """
        healed, _ = fixed(design(text), TODAY, unsafe=True)
        assert review(healed, TODAY).findings == ()
        assert healed.queues["q-dlq"].fifo
        assert not healed.queues["d"].fifo

    @pytest.mark.parametrize(
        ("pattern", "valid"),
        [
            ("{body: {kind: [order]}}", True),
            ("{body: {n: [{numeric: ['>', 5]}], m: [null, true, '']}}", True),
            ("{}", False),
            ("{body: {}}", False),
            ("{body: []}", False),
            ("{body: order}", False),
            ("{body: {kind: [order], other: 5}}", False),
            ("{body: {n: [.nan]}}", False),
            ("{body: {n: [{numeric: ['>', .inf]}]}}", False),
        ],
    )
    def test_filters(self, pattern: str, valid: bool):
        assert bool(found(worker(trigger=f"filters: [{pattern}]"), "esm-filter-valid")) is not valid


class TestTables:
    """Keys of tables."""

    @pytest.mark.parametrize(
        ("keys", "severity"),
        [
            ("ttl_attribute: at", None),
            ("partition_key: 'at:N', ttl_attribute: at", None),
            ("partition_key: 'at:S', ttl_attribute: at", Severity.WARNING),
            ("ttl_attribute: ''", Severity.ERROR),
        ],
    )
    def test_ttl(self, keys: str, severity: Severity | None):
        findings = found(f"{{name: a, tables: {{t: {{{keys}}}}}}}", "table-ttl-valid")
        assert [each.severity for each in findings] == ([severity] if severity else [])

    def test_same_name_of_another_type_is_the_same_attribute(self):
        assert found("{name: a, tables: {t: {partition_key: 'x:S', sort_key: 'x:N'}}}", "table-key-valid")


class TestDesign:
    """The design as a whole."""

    @pytest.mark.parametrize(
        ("region", "severity"),
        [
            ("eu-west-1", None),
            ("eu-west-9", Severity.WARNING),
            ("euwest1", Severity.ERROR),
            ("''", Severity.ERROR),
        ],
    )
    def test_region(self, region: str, severity: Severity | None):
        findings = found(f"{{name: a, region: {region}}}", "region-known")
        assert [each.severity for each in findings] == ([severity] if severity else [])

    def test_what_exists_is_nothing_to_deploy(self):
        arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
        assert found(f"{{name: a, queues: {{q: {{existing: '{arn}'}}}}}}", "design-empty")
        assert not found("{name: a, queues: {q: {}}}", "design-empty")


class TestTags:
    """Tags."""

    @pytest.mark.parametrize(
        "tag", ["a: b", "a b: c d", "é: ü", "a.b:c/d=e+f-g@h: ''", "'1': '2'", "awsome: x"]
    )
    def test_tags(self, tag: str):
        assert not found(f"{{name: a, tags: {{{tag}}}}}", "tag-valid")

    @pytest.mark.parametrize(
        "tag",
        [
            "'': b",
            "aws:x: b",
            "AWS:x: b",
            "Ref: b",
            "'Fn::Sub': b",
            "a: '☃'",
            "'a!': b",
            'a: "b\\n"',
            "a: x, A: y",
        ],
    )
    def test_other_tags(self, tag: str):
        (finding,) = found(f"{{name: a, functions: {{f: {{tags: {{{tag}}}}}}}}}", "tag-valid")
        assert finding.fix is not None

    def test_tags_of_design_and_function_count_together(self):
        common = ", ".join(f"c{n}: x" for n in range(25))
        own = ", ".join(f"o{n}: x" for n in range(24))
        text = f"{{name: a, tags: {{{common}}}, functions: {{f: {{tags: {{{own}, c0: y, %s: z}}}}}}}}"
        assert not found(text % "last", "tag-count")
        assert not found(text % "last: a, c1", "tag-count")
        assert found(text % "last: a, more", "tag-count")


class TestTexts:
    """Texts that no format can say."""

    @pytest.mark.parametrize(
        "text", ["${jobs.url}", "{{ name }}", "$Token[", "a\\tb\\nc\\r", "é☃🦄", "#{x}", "{{Resolve:"]
    )
    def test_texts(self, text: str):
        assert not found(function(f'description: "{text}"'), "text-not-exportable")

    @pytest.mark.parametrize(
        "text", ["{{resolve:ssm:x}}", "${Token[A.1]}", "#{Token[A.1]}", "\0", "\x7f", "\ud800", "\uffff"]
    )
    def test_other_texts(self, text: str):
        said = design(function("description: plain"))
        blueprint = apply(said, [Edit(("functions", "f", "description"), text)])
        (finding,) = found(blueprint, "text-not-exportable")
        assert finding.fix is not None
        assert not found(apply(blueprint, finding.fix.edits), "text-not-exportable")

    @pytest.mark.parametrize(
        "text",
        [
            "{name: a, description: '{{resolve:x'}",
            "{name: a, tags: {a: '{{resolve:x'}}",
            "{name: a, tags: {'{{resolve:x': b}}",
            "{name: a, functions: {f: {environment: {AB: '{{resolve:x'}}}}",
            "{name: a, functions: {f: {environment: {'${Token[': x}}}}",
            "{name: a, functions: {f: {statements: [{actions: 'a:b', resources: '{{resolve:x'}]}}}",
            function("statements: [{actions: a, resources: b, conditions: {Bool: {'{{resolve:x': a}}}]"),
            worker(trigger="filters: [{body: ['{{resolve:x']}]"),
            worker(trigger="filters: [{body: {'{{resolve:x': [1]}}]"),
            "{name: a, tables: {t: {ttl_attribute: '${Token['}}}",
            "{name: a, suppress: [{rule: x, at: y, reason: '{{resolve:x'}]}",
        ],
    )
    def test_everywhere(self, text: str):
        assert len(found(text, "text-not-exportable")) == 1

    def test_in_a_stage(self):
        text = """
          name: a
          stages: {dev: {}, prod: {functions: {f: {environment: {AB: "{{resolve:x"}}}}}
          functions: {f: {environment: {AB: y}}}
        """
        assert places(text, "text-not-exportable") == ["stages.prod.functions.f.environment.AB"]


class TestStatements:
    """IAM statements of the author's own."""

    @staticmethod
    def statement(text: str) -> str:
        defaults = {"actions": "actions: 's3:GetObject'", "resources": "resources: 'arn:aws:s3:::b/*'"}
        missing = [value for key, value in defaults.items() if key not in text]
        return function(f"statements: [{{{', '.join([text, *missing])}}}]")

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("effect: Allow", None),
            ("actions: ['s3:PutObject', 's3:GetObject']", None),
            ("actions: ['s3:Put*', 's3:GetObject']", "iam-action-prefix-wildcard"),
            ("actions: 's3:*'", "iam-service-wildcard"),
            ("actions: []", "iam-action-valid"),
            ("actions: s3", "iam-action-valid"),
            ("actions: 's3:Get Object'", "iam-action-valid"),
            ("actions: '*'", "iam-action-star"),
            ("actions: '*', effect: Deny", None),
            ("resources: '*'", "iam-resource-star"),
            ("resources: []", "iam-resource-valid"),
            ("resources: 'arn:aws:s3'", "iam-resource-valid"),
            ("resources: 'arn:aws:s3:*:*:jobs/x'", None),
            ("sid: Read1", None),
            ("sid: read it", "iam-sid-valid"),
            ("sid: ''", "iam-sid-valid"),
            ("conditions: {StringEquals: {'aws:PrincipalTag/odd key': x}}", None),
            ("conditions: {'ForAnyValue:StringLikeIfExists': {'aws:TagKeys': [a, b]}}", None),
            ("conditions: {StringEqual: {'aws:PrincipalTag/x': x}}", "iam-condition-valid"),
            ("conditions: {StringEquals: {}}", "iam-condition-valid"),
            ("conditions: {StringEquals: {'aws:x': []}}", "iam-condition-valid"),
            ("conditions: {StringEquals: {Ref: x}}", "iam-condition-valid"),
            ("conditions: {StringEquals: {'Fn::Sub': x}}", "iam-condition-valid"),
            ("conditions: {Bool: {'aws:SecureTransport': 'true'}}", None),
            ("conditions: {'Null': {'aws:x': maybe}}", "iam-condition-valid"),
        ],
    )
    def test_statement(self, text: str, rule: str | None):
        judged = review(design(self.statement(text)), TODAY).findings
        assert {each.rule for each in judged} == ({rule} if rule else set())

    def test_identifiers_are_unique_in_a_function(self):
        one = "{sid: Read, actions: 's3:GetObject', resources: '*'}"
        assert places(function(f"statements: [{one}, {one}]"), "iam-sid-valid") == [
            "functions.f.statements.1.sid"
        ]
        other = f"{{name: a, functions: {{f: {{statements: [{one}]}}, g: {{statements: [{one}]}}}}}}"
        assert not found(other, "iam-sid-valid")
