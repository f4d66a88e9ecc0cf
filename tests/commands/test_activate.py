"""``kiosk policy activate``, ``replay``, ``explain --seq`` and a running kiosk."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.core.record import Kind
from kiosk.store.reading import JournalReader
from tests.app.rig import Screen, Site, serving, until
from tests.policy_scene import written
from tests.shipped import shipped

CLOSED, ROUTINE = shipped("closed").version, shipped("routine").version


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["policy", *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def digest(out: str) -> str:
    found = re.search(r"--confirm ([0-9a-f]+)", out)
    assert found is not None, out
    return found[1]


def begins(wanted: str) -> Callable[[str], bool]:
    return lambda told: told.startswith(wanted)


async def unmasked(screen: Screen) -> None:
    """Somebody without a mask is turned back."""
    await screen.until_panel(state="gathering")
    await screen.touch("temperature", celsius="36.6")
    await screen.touch("mask", worn="no")
    await screen.until_panel(state="stopped")


async def test_rules_are_changed_under_a_running_kiosk_and_back_again(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, config = site.furnish(), ["--config", str(site.config)]
    async with serving(settings) as screen:

        async def policy() -> str:
            facts = (await screen.web.get("/api/status")).json()["facts"]
            return str(facts["policy"])

        for words, wanted in ((["closed"], CLOSED), (["--previous"], ROUTINE)):
            before = await policy()
            code, out, _ = run(capsys, "activate", *words, *config)
            assert (code, await policy()) == (0, before)
            confirm = ["--confirm", digest(out)]
            assert run(capsys, "activate", *confirm, *config)[0] == 0
            await until(policy, begins(wanted))

    rows = [row for row in site.rows(Kind.POLICY) if "policy" in row]
    assert [(row["policy"], row["how"], row["by"]) for row in rows] == [
        (ROUTINE, "start", "settings"),
        (CLOSED, "activated", "console"),
        (ROUTINE, "back", "console"),
    ]


async def test_a_passage_is_explained_and_replayed_from_its_record(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    camera = site.picture(site.good_pass())
    settings = site.furnish(f'{camera}\nthermometer = {{ driver = "none" }}')
    async with serving(settings) as screen:
        await unmasked(screen)

    (passage,) = JournalReader(site.store).last(10, kind=Kind.PASSAGE)
    store = ["--store", str(site.store)]
    code, out, _ = run(capsys, "explain", "--seq", str(passage.seq), *store)
    assert code == 0
    assert f"{ROUTINE} refuse mask-missing" in out.splitlines()[0]
    assert "    mask.worn = false" in out
    again = ["replay", "closed", "--from", passage.at[:10], *store]
    code, out, _ = run(capsys, *again)
    assert code == 0
    assert ": 1 passages, 1 would end differently" in out
    assert f"refuse -> asked first for health, travel: #{passage.seq}" in out


def test_the_steps_before_the_first_start(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.furnish()
    site.keys()
    config = ["--config", str(site.config)]

    code, out, err = run(capsys, "activate", *config)
    assert (code, "choose a policy first" in err) == (1, True)
    code, out, _ = run(capsys, "activate", "sealed", *config)
    assert code == 0
    assert "no replay: journal: there is none" in out
    assert run(capsys, "activate", *config)[1] == out
    assert run(capsys, "activate", "--drop", *config)[1] == "nothing is staged\n"
    code, _, err = run(capsys, "activate", "--confirm", digest(out), *config)
    assert (code, "choose a policy first" in err) == (1, True)
    assert run(capsys, "activate", "--previous", *config)[0] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["closed", "--level", "sealed"], "is for the level closed, not sealed"),
        (["small-1.toml"], "is not signed; have the supervisor sign it"),
        (["nonsense"], "no policy 'nonsense'; shipped: "),
        (["broken.policy"], "is no signed policy"),
    ],
)
def test_what_may_not_come_into_force_is_not_even_staged(
    site: Site,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    said: str,
) -> None:
    site.furnish()
    site.keys()
    monkeypatch.chdir(site.folder)
    written(site.folder)
    Path("broken.policy").write_bytes(b"?")

    code, out, err = run(capsys, "activate", *words)

    assert (code, out) == (1, "")
    assert said in err
    assert not (site.store / "policies" / "staged.json").exists()


def test_what_is_no_passage_cannot_be_explained(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "explain", "--seq", "1", "--store", str(site.store))

    assert code == 1
    assert "there is none in" in err
