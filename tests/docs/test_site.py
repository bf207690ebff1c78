"""The documentation site builds without a warning and stands on its own."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from autograder.cli.app import app

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the built site."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


class Addresses(HTMLParser):
    """Collects what a page loads, where it links to, and its places."""

    def __init__(self, page):
        super().__init__()
        self.loads, self.links, self.places = [], [], set()
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.places.add(named.get("id"))
        if tag == "a":
            self.links.append(named.get("href") or "")
        elif tag == "link" and named.get("rel") == "canonical":
            pass
        else:
            self.loads += [named[key] for key in ("src", "href") if named.get(key)]


def test_no_page_loads_anything_from_outside(site):
    for page in site.rglob("*.html"):
        for address in Addresses(page.read_text(encoding="utf-8")).loads:
            assert not urlsplit(address).netloc, f"{page.name} loads {address}"
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?https?:", sheet.read_text(encoding="utf-8"))


def test_every_link_leads_somewhere(site):
    pages = {p: Addresses(p.read_text(encoding="utf-8")) for p in site.rglob("*.html")}
    for page, addresses in pages.items():
        if page.name == "404.html":  # its links begin at the server's root
            continue
        for link in addresses.links:
            parts = urlsplit(link)
            assert parts.scheme in ("", "https"), link
            if parts.scheme or not (parts.path or parts.fragment):
                continue
            target = (
                (page.parent / unquote(parts.path)).resolve() if parts.path else page
            )
            assert target.exists(), f"{page.name}: {link}"
            if parts.fragment and target in pages:
                known = pages[target].places
                assert unquote(parts.fragment) in known, f"{page.name}: {link}"


def test_the_page_of_commands_has_all_of_them(site):
    text = (site / "commands.html").read_text(encoding="utf-8")
    from typer.main import get_command

    words = get_command(app).commands
    assert {"release", "grade", "new", "lint"} <= words.keys()
    for word in words.keys() - {"data"}:
        assert f">numgrade {word}<" in text
    assert ">numgrade data fetch<" in text


def test_the_test_api_shows_signatures_and_parameters(site):
    text = (site / "test-api.html").read_text(encoding="utf-8")
    for name in ("question", "check", "Expected.close", "NumericGradient.check"):
        assert f'id="autograder.grade.{name}' in text or name in text
    assert "Largest difference, as a share of the largest stored magnitude" in text


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_links_of_a_page_outside_of_the_site_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in LINK.findall(text) if not link.startswith("https:")]
    assert links
    for link in links:
        assert (ROOT / link.partition("#")[0]).exists(), link
