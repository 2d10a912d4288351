import { tagLink } from './links';

/** An article's tags. */
export function Tags({ tags }: { tags: string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul class="tag-list" aria-label="Tags">
      {tags.map(tag => (
        <li key={tag}>
          <a class="tag-default" href={tagLink(tag)} dir="auto">
            {tag}
          </a>
        </li>
      ))}
    </ul>
  );
}
