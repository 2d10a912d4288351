import { Icon } from '../../lib/Icon';

/** `tags` with one more, unless it is blank or there already. */
export function withTag(tags: string[], tag: string): string[] {
  const trimmed = tag.trim();
  return trimmed === '' || tags.includes(trimmed) ? tags : [...tags, trimmed];
}

interface Props {
  tags: string[];
  /** What has been typed but not yet made a tag. Publishing takes it along. */
  pending: string;
  onPending: (text: string) => void;
  onChange: (tags: string[]) => void;
}

export function TagInput({ tags, pending, onPending, onChange }: Props) {
  function onKeyDown(event: KeyboardEvent): void {
    // While an input method composes a word, Enter belongs to it.
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    onChange(withTag(tags, pending));
    onPending('');
  }

  return (
    <div class="tag-input">
      <input
        placeholder="Enter tags"
        aria-label="Tags, each ended with Enter"
        dir="auto"
        autoComplete="off"
        value={pending}
        onInput={event => onPending(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div class="tag-list">
        {tags.map(tag => (
          <span key={tag} class="tag-default tag-pill">
            <bdi>{tag}</bdi>
            <button
              type="button"
              class="btn-icon"
              aria-label={`Remove tag ${tag}`}
              onClick={() => onChange(tags.filter(other => other !== tag))}
            >
              <i>
                <Icon name="close" />
              </i>
            </button>
          </span>
        ))}
      </div>
    </div>
  );
}
