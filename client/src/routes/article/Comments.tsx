import { useRef, useState } from 'preact/hooks';
import type { ApiError } from '../../api/client';
import { commentsPath, deleteComment, listComments } from '../../api/comments';
import type { Comment } from '../../api/types';
import { ErrorMessages } from '../../lib/ErrorMessages';
import { takeInitial } from '../../lib/initial-data';
import { loginLink } from '../../lib/links';
import { Failure } from '../../lib/Notice';
import { useResource } from '../../lib/resource';
import { useSession } from '../../lib/session';
import { CommentCard } from './CommentCard';
import { CommentForm } from './CommentForm';

export function Comments({ slug }: { slug: string }) {
  const comments = useResource(
    commentsPath(slug),
    () => listComments(slug),
    () => takeInitial('comments'),
  );
  const [error, setError] = useState<ApiError | null>(null);
  const { user } = useSession();

  const add = (comment: Comment) => {
    setError(null);
    comments.change(all => [...all, comment]);
  };

  async function remove(id: number): Promise<void> {
    const result = await deleteComment(slug, id);
    setError(result.ok ? null : result.error);
    if (result.ok) comments.change(all => all.filter(comment => comment.id !== id));
  }

  return (
    <section class="comments" aria-labelledby="comments">
      <h2 id="comments">Comments</h2>
      <Writer slug={slug} onAdd={add} onStart={() => setError(null)} />
      <ErrorMessages error={error} />
      {comments.status === 'failed' && <Failure error={comments.error} retry={comments.retry} />}
      {/* Newest first: one's own comment appears right below the form it was written in. */}
      {comments.status === 'ready' &&
        [...comments.data]
          .sort((a, b) => b.id - a.id)
          .map(comment => (
            <CommentCard
              key={comment.id}
              comment={comment}
              onDelete={user?.username === comment.author.username ? () => remove(comment.id) : undefined}
            />
          ))}
    </section>
  );
}

interface WriterProps {
  slug: string;
  onAdd: (comment: Comment) => void;
  onStart: () => void;
}

function Writer({ slug, onAdd, onStart }: WriterProps) {
  // Someone who was signed in when the form opened keeps it, so that an ended session takes no words away.
  const { state, user } = useSession();
  const last = useRef(user);
  const writer = (last.current = user ?? last.current);
  if (writer) return <CommentForm slug={slug} writer={writer} onAdd={onAdd} onStart={onStart} />;
  if (state !== 'unauthenticated') return null;
  const next = loginLink();
  return (
    <p class="sign-in-prompt">
      <a href={next}>Sign in</a> or <a href={next.replace('/login', '/register')}>sign up</a> to add comments.
    </p>
  );
}
