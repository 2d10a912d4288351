"""tagList of an article, and GET /api/tags"""

import pytest

from support.api import errors_of, ok, unique
from support.inputs import CONTROL

TAGS = "1.3 GET /api/tags"


def all_tags(caller) -> list[str]:
    return ok(caller.get("/api/tags"))["tags"]


def create(user, tags):
    return user.api.post(
        "/api/articles", {"article": {"title": unique("T"), "description": "d", "body": "b", "tagList": tags}}
    )


@pytest.mark.spec("1.2 tagList")
@pytest.mark.case("A06")
def test_absent_tag_list_is_empty(ann):
    assert ann.write()["tagList"] == []


@pytest.mark.spec("1.2 tagList")
@pytest.mark.case("A06")
@pytest.mark.parametrize("tags", [None, "", "go", 7, {}, [None], [1], ["go", None], [["go"]]], ids=repr)
def test_tag_list_of_another_type_is_refused(reader, tags):
    response = create(reader, tags)
    assert response.status_code == 422
    assert "tagList" in errors_of(response)


@pytest.mark.case("A06")
def test_tags_are_trimmed_and_blanks_dropped(anonymous, reader):
    go = unique("go")
    article = reader.write(tagList=[f" {go} ", "", go, "   ", "\u200b"])
    assert article["tagList"] == [go]
    assert all(tag.strip() for tag in all_tags(anonymous))


@pytest.mark.spec("1.4 tags")
def test_tags_come_sorted_and_once(anonymous, reader):
    mark = unique("")
    article = reader.write(tagList=[f"training{mark}", f"dragons{mark}", f"training{mark}"])
    expected = [f"dragons{mark}", f"training{mark}"]
    assert article["tagList"] == expected
    assert anonymous.article(article["slug"])["tagList"] == expected
    assert anonymous.list_articles(tag=f"dragons{mark}")["articles"][0]["tagList"] == expected


@pytest.mark.spec("1.2 tagList")
@pytest.mark.case("A05")
def test_tags_can_be_changed(anonymous, ann):
    a, b, c = (unique(letter) for letter in "abc")
    slug = ann.write(tagList=[a, b])["slug"]

    assert ok(ann.edit(slug, tagList=[b, c]))["article"]["tagList"] == [b, c]
    assert anonymous.article(slug)["tagList"] == [b, c]
    assert anonymous.list_articles(tag=a)["articlesCount"] == 0
    assert anonymous.list_articles(tag=c)["articlesCount"] == 1

    assert ok(ann.edit(slug, body="other"))["article"]["tagList"] == [b, c]
    assert anonymous.article(slug)["tagList"] == [b, c]

    assert ok(ann.edit(slug, tagList=[]))["article"]["tagList"] == []
    assert anonymous.article(slug)["tagList"] == []
    assert not {a, b, c} & set(all_tags(anonymous))


@pytest.mark.spec("1.2 tagList")
def test_null_tags_are_refused_on_change(ann):
    slug = ann.write(tagList=["a"])["slug"]
    response = ann.edit(slug, tagList=None)
    assert response.status_code == 422
    assert "tagList" in errors_of(response)
    assert ann.api.article(slug)["tagList"] == ["a"]


@pytest.mark.spec("1.4 tag limits")
def test_tag_limits_are_exact(reader):
    for tags in (["t" * 65], [f"{n}" for n in range(33)]):
        response = create(reader, tags)
        assert response.status_code == 422
        assert "tagList" in errors_of(response)
    ok(create(reader, ["t" * 64, "é" * 64]), 201)
    assert len(ok(create(reader, [f"{n}" for n in range(32)]), 201)["article"]["tagList"]) == 32


@pytest.mark.case("A22")
@pytest.mark.parametrize("text", CONTROL)
def test_control_character_in_a_tag_is_refused(reader, text):
    response = create(reader, [text])
    assert response.status_code == 422
    assert "tagList" in errors_of(response)


@pytest.mark.spec(f"{TAGS}: all in use")
def test_tags_in_use_are_all_listed(anonymous, reader):
    """Not cut at ten: a fresh tag is there at once, however many others there are."""
    tags = sorted(unique("t") for _ in range(25))
    reader.write(tagList=tags)
    assert set(tags) <= set(all_tags(anonymous))


@pytest.mark.spec(f"{TAGS}: most used first")
def test_most_used_tags_come_first(anonymous, reader):
    often, seldom = unique("a-often"), unique("b-seldom")
    reader.write(tagList=[seldom, often])
    reader.write(tagList=[often])
    tags = all_tags(anonymous)
    assert tags.index(often) < tags.index(seldom)

    for _ in range(2):
        reader.write(tagList=[seldom])
    tags = all_tags(anonymous)
    assert tags.index(seldom) < tags.index(often)


@pytest.mark.case("B01")
@pytest.mark.parametrize("tag", ["<img src=x onerror=alert(1)>", "c++", "a b", "a&b=c", "你好", "100%", "#1"])
def test_tag_of_any_characters_is_text_and_can_be_searched(anonymous, reader, tag):
    tag = f"{tag}{unique('')}"
    slug = reader.write(tagList=[tag])["slug"]
    assert [article["slug"] for article in anonymous.list_articles(tag=tag)["articles"]] == [slug]
    assert tag in all_tags(anonymous)
