"""Deploys Terraform exports to an emulator of AWS, all at once; run by the emulator's environment.

Its argument is a file with ``{"terraform": program, "settings": file, "exports": {name: {"folder":
path, "stage": name, "again": whether code is changed and deployed again}}}``. For each export it leaves
``<name>.json`` beside that file: ``{"failed": text}``, or ``{"drift": what the next plan would change,
"again": versions by alias after the second deployment}``.
"""

import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

_PATIENCE = 240
"""Seconds that one command may take."""


class Export:
    """One export in a folder of its own, and the emulator that it is deployed to."""

    def __init__(self, said: dict[str, Any], task: dict[str, Any], url: str) -> None:
        self.folder = Path(said["folder"])
        self.stage = str(said["stage"])
        self.again = bool(said["again"])
        self._terraform = str(task["terraform"])
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self._environment = {
            **inherited,
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": url,
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": str(task["settings"]),
            "TF_IN_AUTOMATION": "1",
        }

    def deploy(self) -> dict[str, Any]:
        """As its README says, and then once more."""
        for file in self.folder.glob("src/*/requirements.txt"):
            file.write_text("")
        self._package()
        self._run(self._terraform, "init", "-no-color")
        self._apply()
        drift = self._drift()
        return {"drift": drift, "again": self._deploy_again() if self.again else {}}

    def _deploy_again(self) -> dict[str, str]:
        for file in self.folder.glob("src/*/app.py"):
            file.write_text(f"{file.read_text()}\n# changed\n")
        self._package()
        self._apply()
        state = json.loads(self._run(self._terraform, "show", "-json"))
        resources = state["values"]["root_module"]["resources"]
        aliases = [each["values"] for each in resources if each["type"] == "aws_lambda_alias"]
        return {each["name"]: each["function_version"] for each in aliases}

    def _package(self) -> None:
        self._run(sys.executable, "package.py")

    def _apply(self) -> None:
        self._run(self._terraform, "apply", "-auto-approve", "-no-color", f"-var=stage={self.stage}")

    def _drift(self) -> list[list[str]]:
        self._run(self._terraform, "plan", "-out=next", f"-var=stage={self.stage}")
        plan = json.loads(self._run(self._terraform, "show", "-json", "next"))
        return [
            [each["type"], name] for each in plan["resource_changes"] for name in _changed(each["change"])
        ]

    def _run(self, *command: str) -> str:
        ran = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
        if ran.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}\n{ran.stdout[-4000:]}\n{ran.stderr[-4000:]}")
        return ran.stdout


def _changed(change: dict[str, Any]) -> list[str]:
    """The arguments that a plan would change; what it does to the whole where it is more than that."""
    if change["actions"] == ["no-op"]:
        return []
    if change["actions"] != ["update"]:
        return change["actions"]
    before, after = change["before"], change["after"]
    unknown = [name for name, value in change["after_unknown"].items() if value is True]
    return sorted({name for name in after if after[name] != before.get(name)} | set(unknown))


def main(path: Path) -> None:
    """Start the emulator, deploy every export, stop the emulator."""
    task = json.loads(path.read_text())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = [str(Path(sys.executable).parent / "moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    with (
        subprocess.Popen(server, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as emulator,
        ThreadPoolExecutor(len(task["exports"])) as pool,
    ):
        url = f"http://127.0.0.1:{port}"
        answers = {path.parent / f"{name}.json": said for name, said in task["exports"].items()}
        done = [pool.submit(_deploy, answer, said, task, url) for answer, said in answers.items()]
        wait(done)
        emulator.terminate()


def _deploy(answer: Path, said: dict[str, Any], task: dict[str, Any], url: str) -> None:
    try:
        _await(int(url.rpartition(":")[2]))
        found = Export(said, task, url).deploy()
    except Exception as error:  # whatever it is, somebody waits for the answer
        found = {"failed": str(error)}
    partial = answer.with_suffix(".part")
    partial.write_text(json.dumps(found))
    partial.rename(answer)


def _await(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the emulator does not answer")


main(Path(sys.argv[1]))
