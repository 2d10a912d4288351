#!/usr/bin/env python3
"""Hold the demo content to the rules of server/demo/README.md.

The server embeds these files and reads them with a parser that trusts their
form, so a slip must be found here and not at somebody's first `make run`.
Prints `file:line: what is wrong` for each finding and exits 1 if there is any.
"""

import re
import sys
from pathlib import Path

from demo_format import ROOT, Document, findings, read_comments, read_front_matter, read_lines, report

DEMO = ROOT / "server" / "demo"
PUBLIC = ROOT / "client" / "public"

AUTHOR_KEYS = ["username", "email", "image", "joined"]
ARTICLE_KEYS = ["title", "description", "author", "tags", "published", "favorited-by"]

NUMBERED_NAME = re.compile(r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
NAVBAR_TEXTS = "Home, Sign in, Sign up, New Article, Settings, Global Feed, Your Feed, conduit".split(", ")
# The browser suite expects these exactly once, or not at all, anywhere on a page of previews.
PAGE_TEXTS = ["Global Feed", "Your Feed", "Connecting", "Unable to connect"]
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]*)")
INSECURE_LINK = re.compile(r"\]\((?!https://|/)")
# A Han or kana character counts as a word: those scripts do not put spaces between theirs.
WORD = re.compile("[\u3041-\u30ff\u4e00-\u9fff]|[^\\W\u3041-\u30ff\u4e00-\u9fff]+")

MAX_BIO = 300
WORDS = range(200, 1201)
MAX_AVATAR_BYTES = 1500
HOUR, DAY = 60, 24 * 60  # in minutes
FIRST_PAGE = 10


def check_markdown(path: Path, lines: list[str]) -> None:
    fence = ""
    opened = 0
    for number, line in enumerate(lines, 1):
        mark = re.match(r"\s*(?:> ?)*(`{3,}|~{3,})", line)
        if mark and not fence:
            fence, opened = mark[1], number
            if line.strip("> ") == fence:
                report(path, number, "a code block names its language")
        elif mark and line.strip() == fence:
            fence = ""
        elif not fence:
            if re.match(r" {0,3}(#\s|=+\s*$)", line):
                report(path, number, "level 1 heading: the title is the page's only one")
            if INSECURE_LINK.search(line):
                report(path, number, "links go to https:// or to this site")
            for target in IMAGE.findall(line):
                check_image(path, number, target)
    if fence:
        report(path, opened, "code fence is never closed")


def check_image(path: Path, line: int, target: str) -> None:
    if not target.startswith("/") or not (PUBLIC / target.lstrip("/")).is_file():
        report(path, line, f"image {target} is not a file of client/public")


def check_authors() -> dict[str, Document]:
    authors: dict[str, Document] = {}
    for path in sorted((DEMO / "authors").glob("*")):
        author = read_front_matter(path, AUTHOR_KEYS)
        name = author.values["username"]
        if not re.fullmatch(r"[a-z0-9]+", name) or path.name != f"{name}.md":
            author.complain("username", "username must be [a-z0-9]+ and the file's name")
        if author.values["email"] != f"{name}@example.com":
            author.complain("email", f"email must be {name}@example.com")
        check_image(path, author.lines["image"], author.values["image"])
        author.number("joined")
        if not 0 < len(author.text) <= MAX_BIO or "\n" in author.text:
            report(path, len(AUTHOR_KEYS) + 4, f"the bio is one paragraph of at most {MAX_BIO} characters")
        authors[name] = author
    if "johndoe" not in authors:
        report(DEMO / "authors", 1, "the browser suite needs the author johndoe")
    return authors


def check_avatars() -> None:
    for path in sorted((PUBLIC / "avatars").glob("*.svg")):
        text = path.read_text(encoding="utf-8")
        if len(text.encode()) > MAX_AVATAR_BYTES:
            report(path, 1, f"larger than {MAX_AVATAR_BYTES} bytes")
        if 'viewBox="0 0 100 100"' not in text:
            report(path, 1, "viewBox must be 0 0 100 100")
        for number, line in enumerate(text.split("\n"), 1):
            if re.search(r"<script|\son\w+=|href|url\(|<!|<\?|foreignObject|<style", line):
                report(path, number, "only plain shapes: no scripts, styles or references")


def check_person(
    document: Document, key: str, name: str, minutes_ago: int, authors: dict[str, Document]
) -> None:
    if name not in authors:
        document.complain(key, f"unknown author {name!r}")
    elif authors[name].number("joined") * DAY <= minutes_ago:
        document.complain(key, f"{name} had not joined yet")


def check_tags(article: Document) -> None:
    tags = article.items("tags")
    if tags != sorted(tags, key=str.encode):
        article.complain("tags", "tags must be sorted by their bytes")
    for tag in tags:
        for text in NAVBAR_TEXTS:
            if tag.casefold() in text.casefold() or text.casefold() in tag.casefold():
                article.complain("tags", f"tag {tag!r} overlaps the navigation bar's {text!r}")


def check_articles(authors: dict[str, Document]) -> dict[str, Document]:
    articles: dict[str, Document] = {}
    seen: dict[tuple[str, str], Path] = {}
    youngest = sys.maxsize
    for path in sorted((DEMO / "articles").glob("*")):
        article = read_front_matter(path, ARTICLE_KEYS)
        articles[path.name] = article
        name = NUMBERED_NAME.fullmatch(path.name)
        if not name:
            report(path, 1, "the name must be NN-short-name.md")
            continue
        for kind, value in [("number", name[1]), ("short name", name[2]), ("title", article.values["title"])]:
            other = seen.setdefault((kind, value.casefold()), path)
            if other != path:
                article.complain("title", f"{kind} {value!r} is also that of {other.name}")
        published = article.number("published")
        if published >= youngest:
            article.complain("published", f"must be less than the {youngest} of the article before")
        youngest = published
        check_person(article, "author", article.values["author"], published * HOUR, authors)
        for reader in article.items("favorited-by"):
            check_person(article, "favorited-by", reader, 0, authors)
        check_tags(article)
        for key in ("title", "description"):
            for text in PAGE_TEXTS:
                if text.casefold() in article.values[key].casefold():
                    article.complain(key, f"{key} contains the page text {text!r}")
        words = len(WORD.findall(article.text))
        if words not in WORDS:
            report(path, len(ARTICLE_KEYS) + 4, f"{words} words, not {WORDS.start} to {WORDS.stop - 1}")
        check_markdown(path, read_body_lines(path, len(ARTICLE_KEYS) + 2))
    newest = list(articles.values())[-FIRST_PAGE:]
    if len({article.values["author"] for article in newest}) < 2:
        report(DEMO / "articles", 1, "the first page of the feed needs two authors")
    if not any(article.values["author"] == "johndoe" for article in articles.values()):
        report(DEMO / "articles", 1, "the browser suite needs an article by johndoe")
    return articles


def read_body_lines(path: Path, header_lines: int) -> list[str]:
    """All lines with the header blanked, so that numbers stay those of the file."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [""] * header_lines + lines[header_lines:]


def check_comments(authors: dict[str, Document], articles: dict[str, Document]) -> int:
    count = 0
    for path in sorted((DEMO / "comments").glob("*")):
        if path.name not in articles:
            report(path, 1, "there is no article of this name")
            continue
        published = articles[path.name].number("published") * HOUR
        previous = 0
        for comment in read_comments(path):
            count += 1
            after = comment.number("after")
            if after <= previous:
                comment.complain("after", "comments must be in the order of their times")
            if after >= published:
                comment.complain("after", f"is in the future: the article is {published} minutes old")
            previous = after
            check_person(comment, "author", comment.values["author"], published - after, authors)
        check_markdown(path, path.read_text(encoding="utf-8").split("\n"))
    return count


def check_follows(authors: dict[str, Document]) -> None:
    path = DEMO / "follows.txt"
    seen: set[str] = set()
    for number, line in enumerate(read_lines(path)[:-1], 1):
        names = line.split(" ")
        if len(names) != 2 or any(name not in authors for name in names) or names[0] == names[-1]:
            report(path, number, "expected `follower followee`, two different known authors")
        if line in seen:
            report(path, number, "stands here twice")
        seen.add(line)


def main() -> int:
    authors = check_authors()
    check_avatars()
    articles = check_articles(authors)
    comments = check_comments(authors, articles)
    check_follows(authors)
    for finding in findings:
        print(finding, file=sys.stderr)
    if findings:
        return 1
    print(f"demo content: {len(authors)} authors, {len(articles)} articles, {comments} comments in order")
    return 0


if __name__ == "__main__":
    sys.exit(main())
