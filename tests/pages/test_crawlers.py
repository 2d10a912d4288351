"""robots.txt and the sitemap, read by an XML parser (sitemaps.org)"""

from xml.etree import ElementTree

import httpx
import pytest

from support.api import ok, segment, unique
from support.site import PUBLIC_URL, make_client

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(browse, address: str) -> ElementTree.Element:
    response = browse.get(address.removeprefix(PUBLIC_URL))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def listed(browse) -> dict[str, str | None]:
    """Every address of the sitemap with its last change."""
    index = read(browse, f"{PUBLIC_URL}/sitemap.xml")
    assert index.tag == f"{SITEMAP}sitemapindex"
    addresses = {}
    for part in index.iter(f"{SITEMAP}loc"):
        urls = read(browse, part.text)
        assert urls.tag == f"{SITEMAP}urlset"
        assert len(urls) <= 50_000
        for url in urls:
            addresses[url.findtext(f"{SITEMAP}loc")] = url.findtext(f"{SITEMAP}lastmod")
    assert all(address.startswith(f"{PUBLIC_URL}/") for address in addresses)
    return addresses


@pytest.mark.spec("crawlers: sitemap")
def test_sitemap_lists_every_article_with_its_last_change(browse, ann):
    tag = unique("c++ & <tea>")
    first, second = ann.write(tagList=[tag]), ann.write()
    edited = ok(ann.edit(second["slug"], body="changed"))["article"]

    addresses = listed(browse)
    assert addresses[f"{PUBLIC_URL}/article/{first['slug']}"] == first["updatedAt"]
    assert addresses[f"{PUBLIC_URL}/article/{second['slug']}"] == edited["updatedAt"]
    assert f"{PUBLIC_URL}/" in addresses
    assert f"{PUBLIC_URL}/tag/{segment(tag)}" in addresses

    assert ann.api.delete(f"/api/articles/{first['slug']}").status_code == 204
    addresses = listed(browse)
    assert f"{PUBLIC_URL}/article/{first['slug']}" not in addresses
    assert f"{PUBLIC_URL}/tag/{segment(tag)}" not in addresses


@pytest.mark.spec("crawlers: sitemap")
@pytest.mark.parametrize("part", ["none.xml", "articles", "articles-.xml", "articles-x.xml", "..%2fx.xml"])
def test_other_parts_are_not_there(browse, part):
    assert browse.get(f"/sitemap/{part}").status_code == 404


@pytest.mark.spec("crawlers: robots")
def test_robots_are_told_what_to_leave_out(browse):
    response = browse.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.text.splitlines()
    assert "Disallow: /api/" in lines and "Disallow: /" not in lines
    assert f"Sitemap: {PUBLIC_URL}/sitemap.xml" in lines


@pytest.mark.spec("crawlers: robots")
@pytest.mark.parametrize("stage", ["dev", "demo"])
def test_robots_stay_away_from_trials(start_server, tmp_path, stage):
    server = start_server(
        {
            "CONDUIT_STAGE": stage,
            "CONDUIT_CLIENT_DIR": make_client(tmp_path),
            "CONDUIT_PUBLIC_URL": "https://trial.example",
        }
    )
    assert httpx.get(f"{server.url}/robots.txt", trust_env=False).text == "User-agent: *\nDisallow: /\n"
