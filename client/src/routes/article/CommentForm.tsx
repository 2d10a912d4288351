import { useState } from 'preact/hooks';
import type { ApiError } from '../../api/client';
import { addComment } from '../../api/comments';
import type { Comment, User } from '../../api/types';
import { Avatar } from '../../lib/Avatar';
import { ErrorMessages } from '../../lib/ErrorMessages';
import { onSubmitKey } from '../../lib/form';
import { read, write } from '../../lib/storage';

interface Props {
  slug: string;
  writer: User;
  onAdd: (comment: Comment) => void;
  onStart: () => void;
}

export function CommentForm({ slug, writer, onAdd, onStart }: Props) {
  const draftKey = `draft:${writer.username}:comment:${slug}`;
  const [body, setBody] = useState(() => read(draftKey) ?? '');
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);

  function type(text: string): void {
    setBody(text);
    write(draftKey, text || null);
  }

  async function post(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    onStart();
    const result = await addComment(slug, body);
    setBusy(false);
    setError(result.ok ? null : result.error);
    if (!result.ok) return;
    type('');
    onAdd(result.data);
  }

  return (
    <form class="card comment-form" onSubmit={event => void post(event)}>
      <ErrorMessages error={error} />
      <textarea
        name="comment"
        rows={3}
        dir="auto"
        placeholder="Write a comment..."
        aria-label="Comment"
        value={body}
        readOnly={busy}
        onInput={event => type(event.currentTarget.value)}
        onKeyDown={onSubmitKey}
      />
      <div class="card-footer">
        <Avatar image={writer.image} class="comment-author-img" size={28} />
        <button type="submit" class="btn btn-sm btn-primary" disabled={busy}>
          Post Comment
        </button>
      </div>
    </form>
  );
}
