"""Inputs that several features must treat alike."""

import pytest

# Nothing a reader could see: white space of any script, and invisible characters.
BLANK = [
    pytest.param("", id="empty"),
    pytest.param("   ", id="spaces"),
    pytest.param("\t\r\n", id="tab-and-newlines"),
    pytest.param("\u00a0", id="no-break-space"),
    pytest.param("\u2003\u3000", id="wide-spaces"),
    pytest.param("\u200b", id="zero-width-space"),
    pytest.param("\u200d\u200c", id="joiners"),
    pytest.param("\ufeff", id="byte-order-mark"),
    pytest.param("\u2060", id="word-joiner"),
    pytest.param("\u00ad", id="soft-hyphen"),
    pytest.param("\u202e\u202c", id="direction-marks"),
    pytest.param(" \u200b\ufeff \u2060", id="mixed"),
]

# Characters that break feeds, exports and terminals when they are stored.
CONTROL = [
    pytest.param("a\u0000b", id="nul"),
    pytest.param("a\u0007b", id="bell"),
    pytest.param("a\u001bb", id="escape"),
    pytest.param("a\u000bb", id="vertical-tab"),
    pytest.param("a\u007fb", id="delete"),
]

# Values of a type no text field accepts.
NOT_TEXT = [
    pytest.param(5, id="number"),
    pytest.param(True, id="boolean"),
    pytest.param([], id="array"),
    pytest.param({}, id="object"),
    pytest.param(["a"], id="array-of-text"),
]
