"""What the container does when it starts, with stand-ins in the place of the programs."""

import json
import os
import subprocess

import pytest

from tests.raccoons import ROOT


def started(folder, *, load_ends_with=0):
    """Run the image's command in a shell; returns what it called, in order."""
    [line] = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("CMD ")]
    bin_folder = folder / "bin"
    bin_folder.mkdir(exist_ok=True)
    python = bin_folder / "python"
    python.write_text(f'#!/bin/sh\necho "$@" >> "{folder}/calls"\n[ "$2" = bot ] || exit {load_ends_with}\n')
    python.chmod(0o755)
    (folder / "calls").write_text("")
    environment = {"PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}", "DATABASE": str(folder / "quotes.db")}
    subprocess.run(json.loads(line.removeprefix("CMD ")), check=True, cwd=ROOT, env=environment)
    return [call.split()[:3] for call in (folder / "calls").read_text().splitlines()]


@pytest.mark.parametrize("load_ends_with", [0, 1])
def test_a_container_without_a_library_loads_the_shipped_episode_and_starts_the_bot_whatever_came_of_that(
    tmp_path, load_ends_with
):
    assert started(tmp_path, load_ends_with=load_ends_with) == [["-m", "store", "load"], ["-m", "bot"]]


def test_a_container_with_a_library_leaves_it_as_it_is(tmp_path):
    """Else an episode that was deleted in a chat would be back after each start."""
    (tmp_path / "quotes.db").write_bytes(b"something")
    assert started(tmp_path) == [["-m", "bot"]]


def test_a_container_serves_its_health_where_its_check_asks():
    image, compose = ((ROOT / name).read_text() for name in ("Dockerfile", "compose.yaml"))
    assert "HEALTHCHECK" in image and '"--health"' in image
    assert "HEALTH_LISTEN=127.0.0.1:9100" in image
    assert "HEALTH_LISTEN: 0.0.0.0:9100" in compose
    assert "127.0.0.1:9100:9100" in compose
