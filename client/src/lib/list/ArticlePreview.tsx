import type { ArticlePreview as Preview } from '../../api/types';
import { ListAvatar } from '../Avatar';
import { FavoriteButton, useFavorite } from '../FavoriteButton';
import { articleLink, profileLink } from '../links';
import { Tags } from '../Tags';
import { Time } from '../Time';

interface Props {
  article: Preview;
  onChange: (change: Partial<Preview>) => void;
}

export function ArticlePreview({ article, onChange }: Props) {
  const favorite = useFavorite(article.slug, article, onChange);
  const { author } = article;
  return (
    <article class="article-preview">
      <div class="article-meta">
        <a href={profileLink(author.username)} tabIndex={-1} aria-hidden="true">
          <ListAvatar image={author.image} />
        </a>
        <div class="info">
          <a class="author" href={profileLink(author.username)} dir="auto">
            {author.username}
          </a>
          <Time value={article.createdAt} />
        </div>
        <FavoriteButton favorite={favorite} compact />
      </div>
      <a class="preview-link" href={articleLink(article.slug)} dir="auto">
        <h1 aria-level={2}>{article.title}</h1>
        <p>{article.description}</p>
      </a>
      <Tags tags={article.tagList} />
    </article>
  );
}
