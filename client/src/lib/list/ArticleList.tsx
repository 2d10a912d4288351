import type { ComponentChildren } from 'preact';
import { listArticles, listPath, PAGE_SIZE, type ListFilter } from '../../api/articles';
import type { ArticleList as List } from '../../api/types';
import { ArticlePreview } from './ArticlePreview';
import { takeInitial } from '../initial-data';
import { Failure, Notice } from '../Notice';
import { Pagination } from './Pagination';
import { useResource } from '../resource';

interface Props {
  filter: ListFilter;
  page: number;
  /** Address of the list's first page. */
  base: string;
  /** What to say of a list without articles. */
  empty: ComponentChildren;
}

export function ArticleList({ filter, page, base, empty }: Props) {
  const path = listPath(filter, page);
  const list = useResource<List>(
    path,
    () => listArticles(path),
    () => takeInitial('articles'),
  );

  switch (list.status) {
    case 'loading':
      return <Placeholder />;
    case 'failed':
      return <Failure class="empty-feed-message" error={list.error} retry={list.retry} />;
    case 'ready':
  }
  const { articles, articlesCount } = list.data;
  if (articles.length === 0) {
    if (page === 1) return <Notice class="empty-feed-message">{empty}</Notice>;
    return (
      <Notice class="empty-feed-message">
        <p>There is nothing on this page.</p>
        <a href={base}>Back to the first one</a>
      </Notice>
    );
  }
  return (
    <>
      {articles.map(article => (
        <ArticlePreview
          key={article.slug}
          article={article}
          onChange={change =>
            list.change(data => ({
              ...data,
              articles: data.articles.map(other =>
                other.slug === article.slug ? { ...other, ...change } : other,
              ),
            }))
          }
        />
      ))}
      <Pagination base={base} page={page} count={articlesCount} />
    </>
  );
}

/** As tall as the list will be, so that nothing below it jumps. */
function Placeholder() {
  return (
    <div role="status">
      <span class="sr-only">Loading articles…</span>
      {Array.from({ length: PAGE_SIZE }, (_, i) => (
        <div key={i} class="skeleton" aria-hidden="true">
          <i />
          <b />
          <i />
        </div>
      ))}
    </div>
  );
}
