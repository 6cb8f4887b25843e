"""HTML in a browser: axe finds nothing serious in any document, nor in any sort of page of the dossier.

Source: axe-core's rules for WCAG 2.2 and its best practices, in Debian's Chromium; impact as axe grades it.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.fixtures.packages import dossier, package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

FORMS: Final = ("pdf", "docx", "html")
GRAVE: Final = frozenset({"serious", "critical"})
UNLIKE: Final = """() => {
  const seen = new Set();
  for (const row of document.querySelectorAll("tbody tr")) {
    const looks = [...row.querySelectorAll("*")].map(
      one => `${one.parentElement.tagName} ${one.tagName} ${[...one.attributes].map(
        each => each.name + (["id", "href", "title"].includes(each.name) ? "" : each.value)).join(" ")}`);
    if (looks.every(look => seen.has(look))) row.remove();
    looks.forEach(look => seen.add(look));
  }
  for (const one of document.querySelectorAll("svg")) {
    const look = `${one.getAttribute("class")} ${one.getAttribute("role")}`;
    if (seen.has(look)) one.remove();
    seen.add(look);
  }
}"""
"""Leaves the rows whose markup none before had, and a drawing of each sort: thousands alike take minutes."""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """Return a page of the system's browser."""
    program = shutil.which("chromium")
    assert program, "Debian's chromium is missing; `make system-packages` installs it"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def grave(page: Page, path: Path) -> list[tuple[str, str, str]]:
    """Return the serious and critical findings on a page: rule, impact, first element."""
    page.goto(path.as_uri())
    page.evaluate(UNLIKE)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        (one["id"], one["impact"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in GRAVE
    ]


def test_axe_sees_a_flaw_in_a_row_that_differs(page: Page, tmp_path: Path) -> None:
    pale = '<td style="color: #ccc; background: #fff">pale</td>'
    rows = "<tr><td>dark</td></tr>" * 3 + f"<tr>{pale}</tr>"
    head = '<html lang="en"><head><title>T</title></head><body><main><h1>H</h1>'
    (tmp_path / "flaw.html").write_text(
        f"{head}<table><tbody>{rows}</tbody></table><img src='x'></main></body></html>"
    )
    assert {rule for rule, *_ in grave(page, tmp_path / "flaw.html")} == {"color-contrast", "image-alt"}


@pytest.mark.parametrize("reader", ["us", "customer"])
def test_no_document_of_a_package_has_a_serious_finding(
    reader: str, page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = sorted(package(tmp_path_factory, "infusion-pump", reader, FORMS).glob("*.html"))
    assert len(made) > 3
    assert {path.name: found for path in made if (found := grave(page, path))} == {}


def test_no_sort_of_dossier_page_has_a_serious_finding(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = dossier(tmp_path_factory, "infusion-pump")
    kinds = {
        re.split(r"-\d", path.name)[0]: path for path in sorted(folder.glob("records/*.html"), reverse=True)
    }
    assert len(kinds) > 30
    made = [*sorted(folder.glob("*.html")), *kinds.values()]
    assert {path.name: found for path in made if (found := grave(page, path))} == {}
