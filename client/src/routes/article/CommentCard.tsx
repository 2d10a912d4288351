import { useMemo, useState } from 'preact/hooks';
import type { Comment } from '../../api/types';
import { Avatar } from '../../lib/Avatar';
import { Icon } from '../../lib/Icon';
import { profileLink } from '../../lib/links';
import { Prose } from '../../lib/text/Prose';
import { parseDocument } from '../../lib/text/prose';
import { Time } from '../../lib/Time';

interface Props {
  comment: Comment;
  /** Given for one's own comments. */
  onDelete: (() => Promise<void>) | undefined;
}

export function CommentCard({ comment, onDelete }: Props) {
  const { author, body, bodyHtml } = comment;
  const document = useMemo(() => parseDocument(bodyHtml as string | undefined, body), [bodyHtml, body]);
  const profile = profileLink(author.username);
  return (
    <div class="card">
      <Prose of={document} class="card-block" />
      <div class="card-footer">
        <a href={profile} tabIndex={-1} aria-hidden="true">
          <Avatar image={author.image} class="comment-author-img" size={28} />
        </a>
        <a class="comment-author" href={profile} dir="auto">
          {author.username}
        </a>
        <Time value={comment.createdAt} />
        {onDelete && <DeleteButton onDelete={onDelete} />}
      </div>
    </div>
  );
}

function DeleteButton({ onDelete }: { onDelete: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    await onDelete();
    setBusy(false);
  };
  return (
    <span class="mod-options">
      <button
        type="button"
        class="btn-icon"
        aria-label="Delete comment"
        disabled={busy}
        onClick={() => void remove()}
      >
        <i class="ion-trash-a">
          <Icon name="trash" />
        </i>
      </button>
    </span>
  );
}
