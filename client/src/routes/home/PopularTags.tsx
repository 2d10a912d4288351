import { listTags } from '../../api/articles';
import { takeInitial } from '../../lib/initial-data';
import { tagLink } from '../../lib/links';
import { useResource } from '../../lib/resource';

export function PopularTags() {
  const tags = useResource('/tags', listTags, () => takeInitial('tags'));
  return (
    <aside class="sidebar" aria-label="Popular tags">
      <h2>Popular Tags</h2>
      {tags.status === 'failed' && (
        <p>
          The tags could not be loaded.{' '}
          <button type="button" class="btn-link" onClick={tags.retry}>
            Try again
          </button>
        </p>
      )}
      {tags.status === 'loading' && <p class="sr-only">Loading tags…</p>}
      {tags.status === 'ready' && (
        <div class="tag-list">
          {tags.data.map(tag => (
            <a key={tag} class="tag-pill tag-default" href={tagLink(tag)} dir="auto">
              {tag}
            </a>
          ))}
        </div>
      )}
    </aside>
  );
}
