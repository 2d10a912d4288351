import { useState } from 'preact/hooks';
import { deleteArticle } from '../../api/articles';
import type { Article } from '../../api/types';
import { Avatar } from '../../lib/Avatar';
import { copy } from '../../lib/clipboard';
import { draftKey, writeDraft } from '../../lib/text/draft';
import { describeError } from '../../lib/errors';
import { FavoriteButton, type useFavorite } from '../../lib/FavoriteButton';
import { FollowButton, type useFollow } from '../../lib/FollowButton';
import { Icon } from '../../lib/Icon';
import { articleLink, editorLink, profileLink } from '../../lib/links';
import { navigate } from '../../lib/router';
import { useSession } from '../../lib/session';
import { Time } from '../../lib/Time';
import { readingMinutes } from '../../lib/time';
import { toast } from '../../lib/toast';

interface Props {
  article: Article;
  favorite: ReturnType<typeof useFavorite>;
  follow: ReturnType<typeof useFollow>;
  showsReadingTime?: boolean;
}

/** Who wrote it and when, and what the reader can do about it. Stands above and below the article. */
export function ArticleMeta({ article, favorite, follow, showsReadingTime = false }: Props) {
  const { author } = article;
  const { state, user } = useSession();
  return (
    <div class="article-meta">
      <a href={profileLink(author.username)} tabIndex={-1} aria-hidden="true">
        <Avatar image={author.image} class="avatar" size={40} />
      </a>
      <div class="info">
        <a class="author" href={profileLink(author.username)} dir="auto">
          {author.username}
        </a>
        <span class="date">
          <Time value={article.createdAt} />
          {showsReadingTime && <> · {readingMinutes(article.body)} min read</>}
        </span>
      </div>
      <div class="actions">
        {user?.username === author.username ? (
          <OwnActions article={article} />
        ) : (
          // While it is not known whose article this is, there is nothing to press.
          state !== 'loading' && (
            <>
              <FollowButton follow={follow} />
              <FavoriteButton favorite={favorite} />
            </>
          )
        )}
        <CopyLink slug={article.slug} />
      </div>
    </div>
  );
}

function OwnActions({ article }: { article: Article }) {
  const [busy, setBusy] = useState(false);

  async function remove(): Promise<void> {
    setBusy(true);
    const result = await deleteArticle(article.slug);
    if (!result.ok) {
      setBusy(false);
      toast(describeError(result.error));
      return;
    }
    navigate('/');
    // There is no question before and no way back on the server, so the text is not let go just yet.
    toast('Article deleted.', { label: 'Keep it as a draft', run: () => keepAsDraft(article) });
  }

  return (
    <>
      <a class="btn btn-sm btn-outline" href={editorLink(article.slug)}>
        <Icon name="pen" />
        Edit Article
      </a>
      <button type="button" class="btn btn-sm btn-danger" disabled={busy} onClick={() => void remove()}>
        <Icon name="trash" />
        Delete Article
      </button>
    </>
  );
}

function keepAsDraft({ title, description, body, tagList }: Article): void {
  writeDraft(draftKey(undefined), { title, description, body, tagList });
  navigate('/editor');
}

function CopyLink({ slug }: { slug: string }) {
  const copyLink = async () => {
    const done = await copy(location.origin + articleLink(slug));
    toast(done ? 'Link copied.' : 'The browser did not allow copying.');
  };
  return (
    <button type="button" class="btn btn-sm btn-outline" title="Copy link" onClick={() => void copyLink()}>
      <Icon name="link" />
      <span class="sr-only">Copy link</span>
    </button>
  );
}
