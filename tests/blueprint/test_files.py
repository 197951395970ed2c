"""Blueprint files: what is refused, and in which words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from designer.blueprint import yaml12
from designer.blueprint.base import Edit, apply
from designer.blueprint.file import FileChangedError, load, parse_text, save, updated, write_atomically
from designer.blueprint.problems import BlueprintError
from designer.blueprint.yaml12 import MAX_BYTES, parse

HEAD = "blueprint: 1\nname: shop\n"


def complaint(text: str) -> str:
    """What reading ``text`` complains of."""
    with pytest.raises(BlueprintError) as caught:
        parse_text(text, "x.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "x.yaml:1:1: A blueprint begins with the line `blueprint: 1`; this file holds nothing."),
        ("- a\n", "x.yaml:1:1: A blueprint begins"),
        ("name: shop\n", "x.yaml:1:1: The line `blueprint: 1` is missing; add it at the top."),
        ("blueprint: 2\nname: shop\n", "x.yaml:1:1: Schema version 2 is newer than 1"),
        (
            "blueprint: true\nname: shop\n",
            "x.yaml:1:1: blueprint: expected the schema version 1, found True.",
        ),
        ("blueprint: 1\n", "x.yaml:1:1: name is missing."),
        (HEAD + "name: two\n", "x.yaml:3:1: name is written twice; it stands at line 2 already."),
        (HEAD + "funktions: {}\n", "x.yaml:3:1: funktions is not a setting here; did you mean functions?"),
        (
            HEAD + "functions: {w: {memry_size: 3}}\n",
            "x.yaml:3:17: memry_size is not a setting here; did you mean memory_size?",
        ),
        (
            HEAD + "functions:\n  w:\n    triggers:\n      t: {type: sqs, queue: q, batch: 3}\n",
            "x.yaml:6:32: batch is not a setting here; did you mean batch_size?",
        ),
        (
            HEAD + "functions: {w: {triggers: {t: {type: sqss}}}}\n",
            "x.yaml:3:32: type: expected one of the trigger types sqs",
        ),
        (HEAD + "functions: {w: {triggers: {t: {queue: q}}}}\n", "x.yaml:3:28: type is missing."),
        (HEAD + "queues: {q: {dead_letter: {queu: d}}}\n", "queu is not a setting here; did you mean queue?"),
        (
            HEAD + "functions: {w: {timeout: '30'}}\n",
            "x.yaml:3:17: timeout: expected a whole number, found '30'.",
        ),
        (HEAD + "functions: {w: {timeout: 30.5}}\n", "timeout: expected a whole number, found 30.5."),
        (HEAD + "functions: {w: }\n", "x.yaml:3:13: w: expected a mapping, found nothing."),
        (HEAD + "tables: {t: {partition_key: pk}}\n", "partition_key: 'pk' does not have the form name:type"),
        (HEAD + "region: 12\n", "region: expected text, found 12."),
        (HEAD + "stages: [dev]\n", "stages: expected a mapping, found a list."),
        ("blueprint: 1\nname: a.b\n", "name: 'a.b' does not have the form of a name"),
        (
            HEAD + "description: !!python/object/apply:os.system [ls]\n",
            "is not allowed; a blueprint is plain data.",
        ),
        (HEAD + "description: !include x\n", "The tag !include is not allowed"),
        (HEAD + "? [a]\n: 1\n", "A key is a single word"),
        ("a: [\n", "x.yaml:2:1: This is not valid YAML"),
        ("a: b: c\n", "This is not valid YAML"),
        ("\x00", "This is not valid YAML"),
        ("[" * 90_000, "Brackets or dashes are nested more than"),
        ("- " * 90_000, "Brackets or dashes are nested more than"),
        ("? " * 90_000, "Brackets or dashes are nested more than"),
        ("- " * 500, "The file unfolds into too much"),
        (HEAD + f"region: {'9' * 5000}\n", "9999… is not a whole number of at most 300 digits."),
        (f"blueprint: {'9' * 200}\n", "9999… is newer than 1"),
        (f"blueprint: {'k' * 500}\n", "kkkk…."),
        (HEAD + f"functions: {{w: {{triggers: {{t: {{type: {'k' * 500}}}}}}}}}\n", "not 'kkkk"),
        (f"blueprint: 0x{'f' * 5000}\n", "ffff… is not a whole number of at most 300 digits."),
        (HEAD + "region: !!int a\n", "x.yaml:3:9: 'a' is not a whole number of at most 300 digits."),
        (HEAD + f"{'k' * 500}: 1\n", "kkkk… is not a setting here"),
        (HEAD + f"{'k' * 500}: 1\n" * 2, "kkkk… is written twice; it stands at line 3 already."),
        (HEAD + '"\\e[2J": 1\n', "x.yaml:3:1: \\x1b[2J is not a setting here"),
        (HEAD + "functions: &a {w: *a}\n", "The file unfolds into too much"),
        (HEAD + "tags:\n  a: 1\n", "a: expected text, found 1."),
    ],
)
def test_each_mistake_gets_its_place_and_a_remedy(text: str, says: str) -> None:
    assert says in complaint(text)


def test_without_the_composer_in_c_deep_nesting_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml12, "_Loader", yaml.SafeLoader)

    assert "nested too deeply" in complaint("- " * 1_000)


def test_one_typo_gives_one_complaint() -> None:
    assert (
        complaint(HEAD + "functions: {w: {triggers: {t: {type: sqs, queue: q, bach: 1}}}}\n").count("\n") == 0
    )


def test_an_alias_bomb_is_refused_quickly() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    assert "unfolds into too much" in complaint("\n".join(lines))


def test_scalars_are_those_of_yaml_1_2() -> None:
    tree = parse(
        "a: yes\nb: 12:30\nc: 2020-01-01\nd: 0o17\ne: 010\nf: ~\ng: TRUE\nh: 1e3\ni: .5\nj: no\n", "x"
    )

    assert tree.data == {
        "a": "yes", "b": "12:30", "c": "2020-01-01", "d": 15, "e": 10,
        "f": None, "g": True, "h": 1000.0, "i": 0.5, "j": "no",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda _: None, "There is no such file."),
        (lambda path: path.mkdir(), "This is a directory"),
        (
            lambda path: path.write_bytes(b"\x89PNG\r\n\xff\xfe"),
            "This is not a text file: byte 0 is not UTF-8.",
        ),
        (lambda path: path.write_bytes(b" " * (MAX_BYTES + 1)), "The file has 10,000,001 bytes"),
        (os.mkfifo, "This is not a regular file."),
    ],
)
def test_what_is_no_blueprint_file_is_refused_in_a_sentence(tmp_path: Path, make, says: str) -> None:
    path = tmp_path / "x.yaml"
    make(path)

    with pytest.raises(BlueprintError) as caught:
        load(path)

    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfblueprint: 1\r\nname: shop\r\n")

    assert load(path).blueprint.name == "shop"


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbf# mine\nblueprint: 1\nname: shop\n")
    document = load(path)

    changed = updated(document, apply(document.blueprint, [Edit(("name",), "store")]))
    saved = save(changed, path, document.text)

    assert path.read_bytes() == b"\xef\xbb\xbf# mine\nblueprint: 1\nname: store\n"
    assert load(path).text == saved.text


def test_half_a_character_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BlueprintError, match="half a character"):
        write_atomically(tmp_path / "x.yaml", "\ud800")

    assert not list(tmp_path.iterdir())


def test_a_file_that_somebody_else_changed_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(HEAD)
    document = load(path)
    path.write_text(HEAD + "# mine\n")

    with pytest.raises(FileChangedError):
        save(document, path, document.text)

    assert path.read_text() == HEAD + "# mine\n"


def test_a_new_file_does_not_replace_an_existing_one(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("precious\n")

    with pytest.raises(FileChangedError):
        save(parse_text(HEAD, "x"), path, None)

    assert path.read_text() == "precious\n"


def test_writing_keeps_permissions_and_follows_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_text("old")
    real.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(real)

    write_atomically(link, "new")

    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BlueprintError, match="No space left on device"):
        write_atomically(path, "new")

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
