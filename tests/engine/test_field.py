"""What people really paste, judged by what a mail expert wants said."""

import json
import subprocess
import sys

import pytest
from page_kinds import PREFIX_OF
from running import ROOT

FIELD = ROOT / "tests/field"


@pytest.mark.parametrize("language", PREFIX_OF)
def test_people_get_the_answer_that_an_expert_wants(site, language, figures, tmp_path):
    """All cases in English and Arabic; what differs by language is only what is said, so the others ask some."""
    cases = (FIELD / "cases.jsonl").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "cases.jsonl").write_text("".join(cases[:: 1 if language in {"en", "ar"} else 6]), "utf-8")
    where = [FIELD / "score_field.py", tmp_path / "cases.jsonl", "--url", f"{site}/api/v1/lookup", "--lang", language]
    how = ["--min", "95", "--show", "40"]
    result = subprocess.run([sys.executable, *where, *how], capture_output=True, text=True, check=False)
    shares = {line.split()[0]: float(line.split()[-2]) for line in result.stdout.splitlines() if line.endswith("%")}
    figures += [f"field cases, {language}: {line}" for line in result.stdout.splitlines()[:14] if line.endswith("%")]
    assert result.returncode == 0, result.stdout + result.stderr
    assert shares["silent"] >= 97
    assert language != "en" or shares["step"] >= 95


def test_ordinary_texts_are_no_failures_of_mail(client, db):
    texts = [json.loads(line) for line in (FIELD / "ordinary.jsonl").read_text("utf-8").splitlines()]
    assert len(texts) == 320
    taken = [text["id"] for text in texts if _tells_of_failure(client, text["text"])]
    assert len(taken) <= 1, taken


def _tells_of_failure(client, text):
    answer = client.post("/api/v1/lookup", text, content_type="text/plain; charset=utf-8").json()
    first = next(iter(answer["replies"]), {})
    return answer["is_bounce"] or first.get("cause") or (first.get("code") or "2")[0] in "45"
