"""bodyHtml and POST /api/markdown: rendering that is right, safe and quick"""

import re
import time
from html.parser import HTMLParser

import pytest

from support.api import errors_of, ok
from support.inputs import CONTROL, NOT_TEXT
from support.settings import patience

RENDER = "markdown"

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>@import 'javascript:alert(1)'</style>",
    "<form action='https://evil.example'><input name=p><button>Go</button></form>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<object data='javascript:alert(1)'></object><embed src='javascript:alert(1)'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "![x](javascript:alert(1))",
    '![x](x"onerror="alert(1))',
    '![x](x "onerror=alert(1)")',
    '[x](https://ok.example "\\" onmouseover=\\"alert(1)")',
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    'https://ok.example/"onmouseover="alert(1)',
    '```"><img src=x onerror=alert(1)>\ncode\n```',
    "`<img src=x onerror=alert(1)>`",
    "| <img src=x onerror=alert(1)> |\n|---|\n| <script>alert(1)</script> |",
    "<div onclick=alert(1) onmouseover=alert(1) onfocus=alert(1) tabindex=1 autofocus>x</div>",
    '<a href="&#x6a;avascript:alert(1)">x</a>',
]

TEXT_ELEMENTS = {"p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "del", "code", "pre"}
BLOCK_ELEMENTS = {
    "blockquote",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "sup",
    "section",
}
# A task list's check box is the only input.
ALLOWED_ELEMENTS = TEXT_ELEMENTS | BLOCK_ELEMENTS | {"a", "img", "input"}
ALLOWED_SCHEMES = {"", "http", "https", "mailto", "ftp"}
ALLOWED_ATTRIBUTES = {
    "href",
    "title",
    "rel",
    "src",
    "alt",
    "class",
    "start",
    "align",
    "lang",
    "loading",
    "decoding",
    "type",
    "checked",
    "disabled",
    "id",
}


class Strict(HTMLParser):
    """Collects whatever a renderer of Markdown has no business to emit."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag not in ALLOWED_ELEMENTS:
            self.faults.append(f"<{tag}>")
        for name, value in attributes:
            if name not in ALLOWED_ATTRIBUTES:
                self.faults.append(f"{tag} {name}")
            if name in ("href", "src"):
                # Browsers drop control characters and white space inside a scheme.
                address = re.sub(r"[\x00-\x20]", "", value or "").lower()
                scheme = re.match(r"([a-z][a-z0-9+.-]*):", address)
                if (scheme[1] if scheme else "") not in ALLOWED_SCHEMES:
                    self.faults.append(f"{name}={value}")


def faults(html: str) -> list[str]:
    return Strict(html).faults


def render(anonymous, markdown: str) -> str:
    return ok(anonymous.post("/api/markdown", {"markdown": markdown}))["html"]


def test_the_judge_itself_sees_faults():
    assert faults("<script>x</script><img src=x onerror=y><a href='java\nscript:x'>") == [
        "<script>",
        "img onerror",
        "href=java\nscript:x",
    ]


@pytest.mark.case("B01")
@pytest.mark.parametrize("markdown", HOSTILE)
def test_hostile_markdown_is_rendered_harmless(anonymous, markdown):
    for text in (markdown, f"before {markdown} after", f"- {markdown}", f"> {markdown}"):
        assert faults(render(anonymous, text)) == []


@pytest.mark.case("B01")
def test_stored_bodies_are_rendered_harmless(anonymous, ann):
    body = "\n\n".join(HOSTILE)
    article = ann.write(body=body)
    comment = ann.comment(article["slug"], body)
    assert article["body"] == comment["body"] == body
    for html in (article["bodyHtml"], anonymous.article(article["slug"])["bodyHtml"], comment["bodyHtml"]):
        assert faults(html) == []


@pytest.mark.case("B01")
def test_other_texts_come_back_as_they_were_sent(anonymous, ann):
    """They are text, which the page escapes; changing them here would only hide a fault there."""
    text = '<img src=x onerror=alert(1)> & "quotes"'
    article = ann.write(title=text, description=text)
    ok(ann.change(bio=text))
    article = anonymous.article(article["slug"])
    assert (article["title"], article["description"], article["author"]["bio"]) == (text, text, text)


@pytest.mark.spec(f"{RENDER}: as bodyHtml")
def test_preview_equals_the_published_html(anonymous, ann):
    body = "# Title\n\n*a* **b** ~~c~~ `d`\n\n1. one\n2. two\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n<https://example.com>\n"
    article = ann.write(body=body)
    comment = ann.comment(article["slug"], body)
    assert render(anonymous, body) == article["bodyHtml"] == comment["bodyHtml"]


@pytest.mark.spec(f"{RENDER}: as bodyHtml")
@pytest.mark.parametrize(
    "markdown, expected",
    [
        ("plain", "<p>plain</p>"),
        # The page's only h1 is the title.
        ("# Heading", "<h2>Heading</h2>"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("~~gone~~", "<del>gone</del>"),
        ("| a |\n|---|\n| 1 |", "<table>"),
        ("[x](https://example.com/a?b=c&d=e)", 'href="https://example.com/a?b=c&amp;d=e"'),
        ("![alt](/a.png)", "<img"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        ("> quote", "<blockquote>"),
        ("你好 🖊 مرحبا", "<p>你好 🖊 مرحبا</p>"),
    ],
)
def test_common_markdown(anonymous, markdown, expected):
    assert expected in render(anonymous, markdown)


@pytest.mark.case("B03")
def test_code_in_a_list_item_stays_in_its_item(anonymous):
    html = render(anonymous, "1. one\n\n   ```cpp\n   if (a < b && c) { x; }\n   ```\n\n2. two\n3. three\n")
    assert html.count("<ol") == 1
    assert html.count("<li>") == 3
    first = html[html.index("<li>") : html.index("</li>")]
    assert "if (a &lt; b &amp;&amp; c) { x; }" in first
    assert "<pre" in first and "</pre>" in first


@pytest.mark.case("B03")
def test_code_is_shown_as_typed_and_escaped_once(anonymous):
    code = "<b>&amp;{{ x }}{% raw %}</b> \\* &lt;"
    html = render(anonymous, f"```\n{code}\n```\n\n`{code}`")
    escaped = code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html.count(escaped) == 2
    assert faults(html) == []


@pytest.mark.case("B03")
def test_nested_quotes_and_tables(anonymous):
    html = render(anonymous, "> outer\n>\n> > inner\n> > - item\n\n| a | b |\n|:--|--:|\n| `x\\|y` | <b> |\n")
    assert html.count("<blockquote>") == html.count("</blockquote>") == 2
    assert html.count("<td") == 2
    assert "x|y" in html
    assert faults(html) == []


SLOW = {
    "cdata": "a <![CDATA[" * 23_000,
    "quotes": "> " * 1000 + "x",
    "many quotes": "> " * 100_000 + "x",
    "stars and brackets": "*]" * 40_000,
    "open brackets": "[" * 13_000,
    "many open brackets": "[" * 200_000,
    "tildes": "~" * 100_000,
    "deep list": "\n".join("  " * depth + "- x" for depth in range(500)),
    "deep list on one line": "- " * 1000 + "x",
    "backticks": "".join("a" + "`" * n for n in range(1, 700)),
    "emphasis": "*a **a " * 30_000,
    "underscores": "_ a" * 60_000,
    "links": "[a](" * 60_000,
    "images": "![[]()" * 40_000,
    "references": "[a]: u\n" * 30_000 + "[a] " * 10_000,
    "autolinks": "http://" * 35_000,
    "mail addresses": "a@" * 120_000,
    "tables": "|" * 60_000 + "\n" + "|-" * 60_000,
    "table rows": "|a|\n|-|\n" + "|" * 200_000,
    "footnotes": "[^1]" * 60_000,
    "comments": "<!-- " * 50_000,
    "entities": "&" * 260_000,
    "tags": "<a " * 80_000,
}


@pytest.mark.case("B04")
@pytest.mark.parametrize("name", SLOW)
def test_short_hostile_markdown_costs_little_time(anonymous, name):
    begin = time.monotonic()
    response = anonymous.post("/api/markdown", {"markdown": SLOW[name]})
    assert time.monotonic() - begin < patience(1)
    assert response.status_code in (200, 422)


@pytest.mark.case("B04")
def test_cdata_at_the_size_known_to_hurt_is_refused_or_quick(anonymous):
    begin = time.monotonic()
    response = anonymous.post("/api/markdown", {"markdown": "a <![CDATA[" * 40_000})
    assert time.monotonic() - begin < patience(1)
    assert response.status_code in (200, 413, 422)


@pytest.mark.case("B04")
def test_hostile_article_can_be_read_and_deleted(anonymous, ann):
    slug = ann.write(body="[" * 200_000)["slug"]
    begin = time.monotonic()
    assert anonymous.article(slug)["body"] == "[" * 200_000
    assert time.monotonic() - begin < patience(1)
    assert ann.api.delete(f"/api/articles/{slug}").status_code == 204


@pytest.mark.spec(f"{RENDER}: input")
def test_blank_markdown_is_nothing(anonymous):
    assert render(anonymous, "") == ""
    assert render(anonymous, " \n\n ") == ""


@pytest.mark.spec(f"{RENDER}: input")
@pytest.mark.parametrize("value", [*NOT_TEXT, pytest.param(None, id="null")])
def test_markdown_of_another_type_is_refused(anonymous, value):
    response = anonymous.post("/api/markdown", {"markdown": value})
    assert response.status_code == 422
    assert "markdown" in errors_of(response)


@pytest.mark.spec(f"{RENDER}: input")
def test_missing_markdown_is_refused(anonymous):
    response = anonymous.post("/api/markdown", {})
    assert response.status_code == 422
    assert "markdown" in errors_of(response)


@pytest.mark.spec(f"{RENDER}: input")
def test_limit_is_exact(anonymous):
    response = anonymous.post("/api/markdown", {"markdown": "m" * 262145})
    assert response.status_code == 422
    assert "markdown" in errors_of(response)
    assert render(anonymous, "m" * 262144).startswith("<p>mmm")


@pytest.mark.case("A22")
@pytest.mark.parametrize("text", CONTROL)
def test_control_character_is_refused(anonymous, text):
    assert anonymous.post("/api/markdown", {"markdown": text}).status_code == 422
