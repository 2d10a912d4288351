import { useRef } from 'preact/hooks';
import { articlePath, getArticle } from '../../api/articles';
import type { Article } from '../../api/types';
import type { Draft } from '../../lib/text/draft';
import { articleLink } from '../../lib/links';
import { Failure, Notice } from '../../lib/Notice';
import { RequireAuth } from '../../lib/RequireAuth';
import { useResource } from '../../lib/resource';
import type { PageProps } from '../../lib/router';
import { useSession } from '../../lib/session';
import { useTitle } from '../../lib/title';
import { EditorForm } from './EditorForm';

const blank: Draft = { title: '', description: '', body: '', tagList: [] };

export default function EditorPage({ params: { slug } }: PageProps) {
  useTitle(slug === undefined ? 'New article' : 'Edit article');
  return (
    <RequireAuth>
      {slug === undefined ? <EditorForm key="" published={blank} /> : <EditExisting key={slug} slug={slug} />}
    </RequireAuth>
  );
}

function EditExisting({ slug }: { slug: string }) {
  const article = useResource(articlePath(slug), () => getArticle(slug));
  const { user } = useSession();
  // The editor begins with one version and keeps to it: a later look at the server must not change the text below
  // the writer's hands.
  const first = useRef<Article | undefined>(undefined);
  if (article.status === 'ready') first.current ??= article.data;
  const opened = first.current;

  if (article.status === 'failed') {
    return (
      <div class="container narrow">
        <h1>This article could not be opened</h1>
        <Failure error={article.error} retry={article.retry} />
      </div>
    );
  }
  if (!opened) {
    return (
      <p class="container sr-only" role="status">
        Loading article…
      </p>
    );
  }
  // Without a user the session has ended, and the server will say so on publishing.
  if (user && user.username !== opened.author.username) {
    return (
      <div class="container narrow">
        <h1>Not your article</h1>
        <Notice>
          <p>Only {opened.author.username} can edit this article.</p>
          <a href={articleLink(slug)}>Read it instead</a>
        </Notice>
      </div>
    );
  }
  return <EditorForm slug={slug} published={opened} base={opened.updatedAt} />;
}
