"""Build options as Kconfig, CMake, JSON and plain logs spell them."""

from __future__ import annotations

import pytest

from medward.vex.build_config import option_value, same_value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param(b"CONFIG_USB=y\nCONFIG_HTML=m\n", ("m",), id="Kconfig"),
        pytest.param(b"# CONFIG_HTML is not set\n", ("n",), id="Kconfig, not set"),
        pytest.param(b'BR2_X=y\r\nCONFIG_HTML="fast"\r\n', ("fast",), id="Buildroot, with a text"),
        pytest.param(b"CONFIG_HTML:BOOL=OFF\n", ("OFF",), id="CMake cache"),
        pytest.param(b'{"build": [{"CONFIG_HTML": false}]}', ("off",), id="JSON, nested"),
        pytest.param(b"cc -O2 -DCONFIG_HTML=0 -c a.c\n", ("0",), id="compiler flag"),
        pytest.param(b"cc -DCONFIG_HTML -c a.c\n", ("1",), id="compiler flag without value"),
        pytest.param(b"cc -UCONFIG_HTML -c a.c\n", ("n",), id="compiler flag that takes back"),
        pytest.param(b"#define CONFIG_HTML 1\n", ("1",), id="define"),
        pytest.param(b"#undef CONFIG_HTML\n", ("n",), id="undef"),
        pytest.param(b"CONFIG_HTML=y\nCONFIG_HTML=n\n", ("y", "n"), id="two values are both told"),
        pytest.param(b"CONFIG_HTML_PARSER=y\nNO_CONFIG_HTML=y\n", (), id="longer names are other options"),
        pytest.param(b"{broken", (), id="broken JSON names nothing"),
        pytest.param(b"\xff\xfe\x00", (), id="no text"),
    ],
)
def test_an_option_has_the_values_a_file_gives_it(text: bytes, values: tuple[str, ...]) -> None:
    assert option_value(text, "CONFIG_HTML") == values


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [("off", "n", True), ("off", "m", False), ("off", "", True), ("on", "y", True), ("on", "0", False)],
)
def test_on_and_off_have_many_spellings(wanted: str, found: str, *, same: bool) -> None:
    assert same_value(wanted, found) == same


def test_any_other_value_is_compared_letter_by_letter() -> None:
    assert same_value("3.0", "3.0")
    assert not same_value("3.0", "3.00")
