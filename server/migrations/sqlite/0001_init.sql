-- Everything Conduit keeps. Times are milliseconds since 1970 in UTC; ids are time-ordered integers below 2^53.
--
-- Columns named *_count, the tables tags and totals, the edges in article_tags and the search index are derived from
-- rows. Triggers keep them: whoever writes a row cannot forget them, a cascade included, and a total never scans.

CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  username TEXT NOT NULL,
  username_key TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  bio TEXT,
  image TEXT,
  credentials_version INTEGER NOT NULL,
  surviving_session TEXT NOT NULL,
  articles_count INTEGER NOT NULL DEFAULT 0,
  favorites_count INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE follows (
  follower INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  followee INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  PRIMARY KEY (follower, followee)
) STRICT, WITHOUT ROWID;
CREATE INDEX follows_by_followee ON follows (followee);

CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  author INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  tags TEXT NOT NULL, -- a JSON array of strings, sorted
  favorites_count INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
-- The row id is the last column of every index, so these give the order (created_at, id) of all lists.
CREATE INDEX articles_by_time ON articles (created_at);
CREATE INDEX articles_by_author ON articles (author, created_at);

-- Apart from the rest of the article: lists never read it, and a new favourite, which rewrites the article's row, would
-- rewrite the body with it.
CREATE TABLE article_bodies (
  article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
  body TEXT NOT NULL
) STRICT;

-- Slugs that lead to an article's page though it now has another.
CREATE TABLE former_slugs (
  slug TEXT PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX former_slugs_by_article ON former_slugs (article);

-- created_at is the article's: the key itself is the order of the list of a tag.
CREATE TABLE article_tags (
  tag TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
  PRIMARY KEY (tag, created_at, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_tags_by_article ON article_tags (article);

CREATE TABLE tags (
  tag TEXT PRIMARY KEY,
  articles INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_use ON tags (articles DESC, tag);

-- at is the article's created_at, for the list of a user's favourites.
CREATE TABLE favorites (
  user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
  at INTEGER NOT NULL,
  PRIMARY KEY (user, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX favorites_by_time ON favorites (user, at, article);
CREATE INDEX favorites_by_article ON favorites (article);

CREATE TABLE comments (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
  author INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX comments_by_article ON comments (article);
CREATE INDEX comments_by_author ON comments (author);

CREATE TABLE totals (
  name TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO totals (name, count) VALUES ('articles', 0);

-- Counts ---------------------------------------------------------------------------------------------------------------

CREATE TRIGGER articles_inserted AFTER INSERT ON articles BEGIN
  UPDATE users SET articles_count = articles_count + 1 WHERE id = NEW.author;
  UPDATE totals SET count = count + 1 WHERE name = 'articles';
  INSERT INTO article_tags (tag, created_at, article) SELECT DISTINCT value, NEW.created_at, NEW.id FROM json_each(NEW.tags);
END;

CREATE TRIGGER articles_deleted AFTER DELETE ON articles BEGIN
  UPDATE users SET articles_count = articles_count - 1 WHERE id = OLD.author;
  UPDATE totals SET count = count - 1 WHERE name = 'articles';
END;

CREATE TRIGGER articles_retagged AFTER UPDATE OF tags ON articles WHEN OLD.tags <> NEW.tags BEGIN
  DELETE FROM article_tags WHERE article = NEW.id AND tag NOT IN (SELECT value FROM json_each(NEW.tags));
  INSERT INTO article_tags (tag, created_at, article) SELECT value, NEW.created_at, NEW.id FROM json_each(NEW.tags)
    WHERE true ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER article_tags_inserted AFTER INSERT ON article_tags BEGIN
  INSERT INTO tags (tag, articles) VALUES (NEW.tag, 1) ON CONFLICT (tag) DO UPDATE SET articles = articles + 1;
END;

CREATE TRIGGER article_tags_deleted AFTER DELETE ON article_tags BEGIN
  UPDATE tags SET articles = articles - 1 WHERE tag = OLD.tag;
  DELETE FROM tags WHERE tag = OLD.tag AND articles = 0;
END;

CREATE TRIGGER favorites_inserted AFTER INSERT ON favorites BEGIN
  UPDATE articles SET favorites_count = favorites_count + 1 WHERE id = NEW.article;
  UPDATE users SET favorites_count = favorites_count + 1 WHERE id = NEW.user;
END;

CREATE TRIGGER favorites_deleted AFTER DELETE ON favorites BEGIN
  UPDATE articles SET favorites_count = favorites_count - 1 WHERE id = OLD.article;
  UPDATE users SET favorites_count = favorites_count - 1 WHERE id = OLD.user;
END;

-- Search ---------------------------------------------------------------------------------------------------------------

-- An index without a copy of the texts (they are read through the view), so a change has to take out the old words
-- first, which only works while the old text is still there: hence the triggers before and after.
CREATE VIEW article_texts (id, title, description, tags, body) AS
  SELECT a.id, a.title, a.description, a.tags, b.body FROM articles a JOIN article_bodies b ON b.article = a.id;

CREATE VIRTUAL TABLE article_search USING fts5 (
  title, description, tags, body,
  content = 'article_texts', content_rowid = 'id', columnsize = 0, tokenize = "unicode61 remove_diacritics 2"
);

CREATE TRIGGER bodies_inserted AFTER INSERT ON article_bodies BEGIN
  INSERT INTO article_search (rowid, title, description, tags, body)
    SELECT id, title, description, tags, body FROM article_texts WHERE id = NEW.article;
END;

CREATE TRIGGER articles_before_delete BEFORE DELETE ON articles BEGIN
  INSERT INTO article_search (article_search, rowid, title, description, tags, body)
    SELECT 'delete', id, title, description, tags, body FROM article_texts WHERE id = OLD.id;
END;

CREATE TRIGGER articles_before_text BEFORE UPDATE OF title, description, tags ON articles
WHEN OLD.title <> NEW.title OR OLD.description <> NEW.description OR OLD.tags <> NEW.tags BEGIN
  INSERT INTO article_search (article_search, rowid, title, description, tags, body)
    SELECT 'delete', id, title, description, tags, body FROM article_texts WHERE id = OLD.id;
END;

CREATE TRIGGER articles_after_text AFTER UPDATE OF title, description, tags ON articles
WHEN OLD.title <> NEW.title OR OLD.description <> NEW.description OR OLD.tags <> NEW.tags BEGIN
  INSERT INTO article_search (rowid, title, description, tags, body)
    SELECT id, title, description, tags, body FROM article_texts WHERE id = NEW.id;
END;

CREATE TRIGGER bodies_before_text BEFORE UPDATE OF body ON article_bodies WHEN OLD.body <> NEW.body BEGIN
  INSERT INTO article_search (article_search, rowid, title, description, tags, body)
    SELECT 'delete', id, title, description, tags, body FROM article_texts WHERE id = OLD.article;
END;

CREATE TRIGGER bodies_after_text AFTER UPDATE OF body ON article_bodies WHEN OLD.body <> NEW.body BEGIN
  INSERT INTO article_search (rowid, title, description, tags, body)
    SELECT id, title, description, tags, body FROM article_texts WHERE id = NEW.article;
END;
