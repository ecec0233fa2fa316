"""The vocabulary of the facts."""

import pytest
from samples import facts

from codes.facts import Standing


@pytest.mark.parametrize("standing", Standing)
def test_what_some_specification_defines(standing):
    assert facts("550", standing=standing).is_registered is (standing is not Standing.UNREGISTERED)
