"""What `import copilot` promises: the names that it lists are there, and nothing public goes unlisted."""

from types import ModuleType

import pytest

import copilot

_ANNOTATIONS = {"annotations", "TYPE_CHECKING", "Any"}  # what the module needs for itself


def test_every_listed_name_is_there_and_documented():
    assert len(set(copilot.__all__)) == len(copilot.__all__)
    for name in copilot.__all__:
        assert getattr(copilot, name).__doc__, name


def test_nothing_public_goes_unlisted():
    public = {
        name
        for name, value in vars(copilot).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert public - _ANNOTATIONS <= set(copilot.__all__)
    assert set(copilot._LAZY) <= set(copilot.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        copilot.chekc  # noqa: B018
