"""Measuring is asked for (make bench); a plain test run leaves it out."""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "bench" in str(config.getoption("markexpr")):
        return
    out = [item for item in items if item.get_closest_marker("bench")]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]
