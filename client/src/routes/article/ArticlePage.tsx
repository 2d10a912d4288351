import { useEffect, useMemo } from 'preact/hooks';
import { articlePath, getArticle } from '../../api/articles';
import type { Article, Profile } from '../../api/types';
import { useFavorite } from '../../lib/FavoriteButton';
import { useFollow } from '../../lib/FollowButton';
import { takeInitial } from '../../lib/initial-data';
import { Failure } from '../../lib/Notice';
import { Prose } from '../../lib/text/Prose';
import { parseDocument } from '../../lib/text/prose';
import type { PageProps } from '../../lib/router';
import { useResource } from '../../lib/resource';
import { Tags } from '../../lib/Tags';
import { useTitle } from '../../lib/title';
import { ArticleMeta } from './ArticleMeta';
import { Comments } from './Comments';
import { TableOfContents } from './TableOfContents';

export default function ArticlePage({ params: { slug = '' } }: PageProps) {
  const article = useResource(
    articlePath(slug),
    () => getArticle(slug),
    () => takeInitial('article'),
  );

  switch (article.status) {
    case 'loading':
      return <Placeholder />;
    case 'failed':
      return article.error.kind === 'http' && article.error.status === 404 ? (
        <Missing />
      ) : (
        <div class="article-page container narrow">
          <h1>This article could not be loaded</h1>
          <Failure error={article.error} retry={article.retry} />
        </div>
      );
    case 'ready':
      return (
        <Reader
          key={slug}
          article={article.data}
          onChange={change => article.change(data => ({ ...data, ...change }))}
        />
      );
  }
}

function Reader({ article, onChange }: { article: Article; onChange: (change: Partial<Article>) => void }) {
  useTitle(article.title);
  const favorite = useFavorite(article.slug, article, onChange);
  const follow = useFollow(article.author, (author: Profile) => onChange({ author }));
  const document = useMemo(
    () => parseDocument(article.bodyHtml as string | undefined, article.body),
    [article.bodyHtml, article.body],
  );
  useEffect(() => {
    // The heading an address names exists only now.
    if (location.hash) globalThis.document.getElementById(decodeHash())?.scrollIntoView();
  }, []);

  return (
    <div class="article-page container">
      <article>
        <header class="banner">
          <h1 dir="auto">{article.title}</h1>
          {article.description && (
            <p class="description" dir="auto">
              {article.description}
            </p>
          )}
          <ArticleMeta article={article} favorite={favorite} follow={follow} showsReadingTime />
        </header>
        <TableOfContents headings={document.headings} />
        <Prose of={document} class="article-content" />
        <Tags tags={article.tagList} />
        <footer>
          <ArticleMeta article={article} favorite={favorite} follow={follow} />
        </footer>
      </article>
      <Comments slug={article.slug} />
    </div>
  );
}

function decodeHash(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

function Missing() {
  useTitle('Article not found');
  return (
    <div class="article-page container narrow">
      <h1>Article not found</h1>
      <p>It may have been deleted, or got a new address when its title changed.</p>
      <p>
        <a href="/">See what else there is to read</a>
      </p>
    </div>
  );
}

function Placeholder() {
  return (
    <div class="article-page container" role="status">
      <span class="sr-only">Loading article…</span>
      <div class="skeleton article-skeleton" aria-hidden="true">
        <b />
        <i />
        {Array.from({ length: 12 }, (_, i) => (
          <i key={i} />
        ))}
      </div>
    </div>
  );
}
