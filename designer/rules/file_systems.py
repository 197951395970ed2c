"""Rules on file systems that the design makes: functions can reach them, and there is one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.base import Edit
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.file_system import FileSystem, mounting, networks
from designer.blueprint.wording import listed
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, all_of, remove, set_value

_MOUNT = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html"
_TARGETS = "https://docs.aws.amazon.com/efs/latest/ug/manage-fs-access.html"
_BACKUPS = "https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html"
_POINT = "arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-0123456789abcdef0"


def _worker(mount: str, files: str = "files: {}") -> str:
    worker = f"worker: {{network: {{name: inside}}, file_system: {{{mount}}}}}"
    return f"{{name: shop, functions: {{{worker}}}, networks: {{inside: {{}}}}, file_systems: {{{files}}}}}"


class FileSystemNamed(Rule):
    """A function mounts nothing, or two things at once.

    It mounts a file system of the design, or an access point that exists; Lambda takes one.
    """

    id = "file-system-named"
    severity = Severity.ERROR
    topic = "network"
    source = _MOUNT
    bad = _worker(f"name: files, access_point: '{_POINT}'")
    good = _worker("name: files")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every mount with both or neither."""
        del today
        for function in blueprint.each_function():
            mount, at = function.value.file_system, function / "file_system"
            if mount and mount.name is None and mount.access_point is None:
                message = "It names neither a file system nor an access point."
                yield self.finding(at, message, remove("Mount nothing", at, safe=False))
            elif mount and mount.name is not None and mount.access_point is not None:
                message = f"The access point is mounted, and {mount.name} is not."
                fix = remove(f"Mount {mount.name}", (*at, "access_point"), safe=False)
                yield self.finding((*at, "access_point"), message, fix)


class FileSystemReachable(Rule):
    """A file system is not where all functions that mount it are.

    A file system is reached in one VPC only. The functions of others cannot be created.
    """

    id = "file-system-reachable"
    severity = Severity.ERROR
    topic = "network"
    source = _TARGETS
    bad = """
      name: shop
      functions:
        one: {network: {name: first}, file_system: {name: files}}
        two: {network: {name: second}, file_system: {name: files}}
      networks: {first: {}, second: {cidr: 10.1.0.0/16}}
      file_systems: {files: {}}
    """
    good = """
      name: shop
      functions:
        one: {network: {name: first}, file_system: {name: files}}
        two: {network: {name: first}, file_system: {name: files}}
      networks: {first: {}}
      file_systems: {files: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new file system whose functions run in several networks."""
        del today
        for name, files in blueprint.file_systems.items():
            found = networks(name, blueprint) if files.existing is None else ()
            if len(found) > 1:
                places = listed([each or "existing subnets" for each in found])
                message = f"Functions mount {name} in {places}; one network has to hold them all."
                yield self.finding(("file_systems", name), message, _together(blueprint, name, found))


def _together(blueprint: Blueprint, name: str, found: tuple[str, ...]) -> Fix | None:
    """The fix that moves all that mount a file system into the first network of the design among theirs."""
    network = next(filter(None, found), None)
    moved = [
        Edit(each / "network", {"name": network})
        for each in mounting(name, blueprint)
        if each.value.network is None or each.value.network.name != network
    ]
    return all_of(f"Run them all in {network}", moved, safe=False) if network else None


class FileSystemUnused(Rule):
    """A file system that nobody mounts.

    It would have no mount target, so that nothing could ever reach it.
    """

    id = "file-system-unused"
    severity = Severity.WARNING
    topic = "network"
    source = _TARGETS
    bad = "{name: shop, functions: {worker: {}}, file_systems: {files: {}}}"
    good = _worker("name: files")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new file system without a function."""
        del today
        for name, files in blueprint.file_systems.items():
            if files.existing is None and not any(mounting(name, blueprint)):
                at = ("file_systems", name)
                yield self.finding(at, f"No function mounts {name}.", remove("Remove it", at, safe=False))


class FileSystemBackups(Rule):
    """Files are lost for good when somebody deletes them.

    A file system has no versions; without backups there is no way back.
    """

    id = "file-system-backups"
    severity = Severity.WARNING
    topic = "network"
    source = _BACKUPS
    profiles = LASTING
    bad = _worker("name: files", "files: {backups: false}")
    good = _worker("name: files")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new file system without backups."""
        del today
        for name, files in blueprint.file_systems.items():
            if files.existing is None and not files.backups:
                at = ("file_systems", name, "backups")
                yield self.finding(at, f"{name} has no backups.", set_value("Keep backups", at, True))


class FileSystemRoot(Rule):
    """Functions see the whole file system.

    Whoever breaks into one reads and changes all that is there, what others keep included.
    """

    id = "file-system-root"
    severity = Severity.WARNING
    topic = "network"
    source = "https://docs.aws.amazon.com/securityhub/latest/userguide/efs-controls.html#efs-3"
    profiles = LASTING
    bad = _worker("name: files", "files: {path: /}")
    good = _worker("name: files", "files: {path: /functions}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new file system whose access point begins at the top."""
        del today
        for name, files in blueprint.file_systems.items():
            if files.existing is None and files.path == "/":
                at, wanted = ("file_systems", name, "path"), FileSystem.model_fields["path"].default
                fix = set_value(f"Show {wanted}", at, wanted, safe=False)
                yield self.finding(at, f"Functions see all of {name}; name a folder of theirs.", fix)
