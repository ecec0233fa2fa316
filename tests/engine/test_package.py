"""The engine as anybody installs it: a wheel of its own, without the site."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import uv_build
from running import BOUNCES, ROOT

ALONE = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "codes", "site_config"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocked())
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder that the wheel was unpacked to."""
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")  # it looks for a program
        wheel = uv_build.build_wheel(str(folder))
    with zipfile.ZipFile(folder / wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed, *arguments, text=""):
    """Run Python where only the wheel, the standard library and rapidfuzz can be found."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=installed,
        env={"PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"},
        input=text.encode(),
        capture_output=True,
        check=False,
    )


def test_the_wheel_holds_the_engine_and_nothing_else(installed):
    folders = {path.name for path in installed.iterdir()}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"smtp_replies"}
    names = {path.name for path in (installed / "smtp_replies").iterdir()}
    assert names >= {"__init__.py", "__main__.py", "causes.tsv", "py.typed"}
    [metadata] = installed.glob("*.dist-info/METADATA")
    assert re.findall(r"^Requires-Dist: (\w+)", metadata.read_text("utf-8"), re.MULTILINE) == ["rapidfuzz"]


def test_the_example_of_the_readme_does_what_it_says(installed):
    [example] = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    result = run(installed, "-c", ALONE + example)
    assert result.stderr.decode() == ""
    assert result.stdout.decode().splitlines() == re.findall(r"\)  # (.*)$", example, re.MULTILINE)


@pytest.mark.parametrize("name", ["lhost-postfix-80", "lhost-qmail-17", "rfc3834-02"])
def test_it_reads_a_mail_on_the_command_line(installed, name):
    result = run(installed, "-m", "smtp_replies", text=(BOUNCES / f"{name}.eml").read_text("utf-8"))
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["kind"] == ("automatic" if name.startswith("rfc3834") else "report")
    assert bool(document["replies"]) is (document["kind"] == "report")
    for reply in document["replies"]:
        assert re.fullmatch(r"[245]\d\d", reply["code"])
        assert reply["cause"] is None or reply["words"] or not reply["is_sure"]


def test_it_reads_many_mails_on_the_command_line(installed):
    names = ["lhost-postfix-80", "lhost-qmail-17"]
    paths = [str(BOUNCES / f"{name}.eml") for name in names]
    result = run(installed, "-m", "smtp_replies", "--jsonl", *paths)
    assert (result.returncode, result.stderr) == (0, b"")
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert [document.pop("source") for document in documents] == paths
    for name, document in zip(names, documents, strict=True):
        alone = run(installed, "-m", "smtp_replies", text=(BOUNCES / f"{name}.eml").read_text("utf-8"))
        assert json.loads(alone.stdout) == document


def test_any_octets_are_read(installed):
    result = subprocess.run(
        [sys.executable, "-m", "smtp_replies"],
        cwd=installed,
        env={"PYTHONPATH": str(installed)},
        input=b"\xff\xfe\x00550 \x80",
        capture_output=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert json.loads(result.stdout)["replies"] == []
