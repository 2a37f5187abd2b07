"""A run multiplies in bfloat16 where that is faster, unless it is told otherwise."""

from __future__ import annotations

import argparse

import pytest

torch = pytest.importorskip("torch")

from training.loop import add_machine_options, uses_bfloat16  # noqa: E402

pytestmark = pytest.mark.torch


def options(*arguments: str) -> argparse.Namespace:
    """Parse the flags of the machine."""
    parser = argparse.ArgumentParser()
    add_machine_options(parser)
    return parser.parse_args(["--device", "cpu", *arguments])


@pytest.mark.parametrize(
    ("has", "expected"),
    [
        ({"avx512_bf16": True, "amx_bf16": False}, True),
        ({"avx512_bf16": False, "amx_bf16": True}, True),
        ({"avx512_bf16": False, "amx_bf16": False}, False),
        ({}, False),
    ],
)
def test_the_processor_decides(
    has: dict[str, bool], *, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without units of its own it would be slower."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: has)
    assert uses_bfloat16(options()) is expected


@pytest.mark.parametrize(("flag", "expected"), [("--bf16", True), ("--no-bf16", False)])
def test_a_flag_decides_first(
    flag: str, *, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever compares two runs wants them alike."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": not expected})
    assert uses_bfloat16(options(flag)) is expected
