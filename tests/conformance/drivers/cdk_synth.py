"""Synthesises many CDK apps in one process, which starts CDK's Node.js only once.

Run by CDK's environment, in a folder where ``build`` holds every package. Standard input is
``[{"app": folder, "stage": name, "output": folder}, ...]``; output is a list of
``{"template": ..., "region": ..., "packages": {asset hash: what its zip says of itself}}``.
"""

import contextlib
import json
import runpy
import sys
import types
import zipfile
from pathlib import Path
from typing import Any

import aws_cdk  # type: ignore[import-not-found]  # is in CDK's environment only

App = aws_cdk.App


def synthesise(job: dict[str, Any]) -> dict[str, Any]:
    """Run one app.py as ``cdk synth -c stage=...`` would."""
    aws_cdk.App = lambda: App(outdir=job["output"], context={"stage": job["stage"], **job.get("given", {})})
    before = set(sys.modules)
    sys.modules["package"] = types.ModuleType("package")
    sys.modules["package"].build = lambda: None  # type: ignore[attr-defined]  # packages are there
    sys.path.insert(0, job["app"])
    try:
        with contextlib.redirect_stdout(sys.stderr):
            runpy.run_path(str(Path(job["app"]) / "app.py"), run_name="__main__")
    except SystemExit as error:
        raise RuntimeError(f"{job['app']}: {error}") from None
    finally:
        sys.path.remove(job["app"])
        for name in set(sys.modules) - before:  # the next app has modules of the same names
            if name.partition(".")[0] not in ("aws_cdk", "constructs", "jsii"):
                del sys.modules[name]
    return read(Path(job["output"]))


def read(folder: Path) -> dict[str, Any]:
    """The one stack of an assembly."""
    artifacts = json.loads((folder / "manifest.json").read_text())["artifacts"].values()
    (stack,) = [each for each in artifacts if each["type"] == "aws:cloudformation:stack"]
    packages = {}
    for asset in folder.glob("asset.*.zip"):
        with zipfile.ZipFile(asset) as archive:
            packages[asset.stem.removeprefix("asset.")] = archive.read("package").decode()
    return {
        "template": json.loads((folder / stack["properties"]["templateFile"]).read_text()),
        "region": stack["environment"].rpartition("/")[2],
        "packages": packages,
    }


if __name__ == "__main__":
    json.dump([synthesise(job) for job in json.load(sys.stdin)], sys.stdout)
