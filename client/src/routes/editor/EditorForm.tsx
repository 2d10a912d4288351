import { useRef, useState } from 'preact/hooks';
import { createArticle, updateArticle } from '../../api/articles';
import type { ApiError } from '../../api/client';
import type { Draft } from '../../lib/text/draft';
import { ErrorMessages } from '../../lib/ErrorMessages';
import { articleLink } from '../../lib/links';
import { navigate } from '../../lib/router';
import { relativeTime } from '../../lib/time';
import { BodyEditor } from './BodyEditor';
import { TagInput, withTag } from './TagInput';
import { useDraft } from './use-draft';

interface Props {
  slug?: string;
  published: Draft;
  /** `updatedAt` of the published version. */
  base?: string;
}

export function EditorForm({ slug, published, base }: Props) {
  const { draft, restored, edit, discard, finish } = useDraft(slug, published, base);
  const [pendingTag, setPendingTag] = useState('');
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  // State changes with the next render, which is too late for the second half of a double click.
  const sending = useRef(false);

  async function publish(): Promise<void> {
    if (sending.current) return;
    sending.current = true;
    setBusy(true);
    setError(null);
    const { title, description, body } = draft;
    const article = { title, description, body, tagList: withTag(draft.tagList, pendingTag) };
    const result = await (slug === undefined ? createArticle(article) : updateArticle(slug, article));
    sending.current = false;
    setBusy(false);
    if (!result.ok) {
      setError(result.error);
      scrollTo(0, 0);
      return;
    }
    finish();
    navigate(articleLink(result.data.slug));
  }

  return (
    <form class="editor-page container" onSubmit={event => event.preventDefault()}>
      <h1 class="sr-only">{slug === undefined ? 'New article' : 'Edit article'}</h1>
      {restored && <Restored at={restored.savedAt} outdated={restored.base !== base} onDiscard={discard} />}
      <ErrorMessages error={error} />
      <input
        class="title-input"
        name="title"
        placeholder="Article Title"
        aria-label="Title"
        dir="auto"
        autoComplete="off"
        value={draft.title}
        onInput={event => edit({ title: event.currentTarget.value })}
      />
      <input
        name="description"
        placeholder="What's this article about?"
        aria-label="Description"
        dir="auto"
        autoComplete="off"
        value={draft.description}
        onInput={event => edit({ description: event.currentTarget.value })}
      />
      <BodyEditor value={draft.body} onChange={body => edit({ body })} />
      <TagInput
        tags={draft.tagList}
        pending={pendingTag}
        onPending={setPendingTag}
        onChange={tagList => edit({ tagList })}
      />
      <div class="form-end">
        <span class="hint">Your draft is kept in this browser until you publish.</span>
        <button type="button" class="btn btn-primary btn-lg" disabled={busy} onClick={() => void publish()}>
          Publish Article
        </button>
      </div>
    </form>
  );
}

interface RestoredProps {
  at: number;
  outdated: boolean;
  onDiscard: () => void;
}

function Restored({ at, outdated, onDiscard }: RestoredProps) {
  return (
    <div class="notice restored" role="status">
      <p>
        This is your unpublished draft from {relativeTime(new Date(at).toISOString())}.
        {outdated && ' The published article has changed since then.'}
      </p>
      <button type="button" class="btn btn-sm btn-outline" onClick={onDiscard}>
        Discard draft
      </button>
    </div>
  );
}
