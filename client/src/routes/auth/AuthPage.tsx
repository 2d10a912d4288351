import { useEffect, useState } from 'preact/hooks';
import type { ApiError, Result } from '../../api/client';
import type { User } from '../../api/types';
import { logIn, register } from '../../api/users';
import { ErrorMessages } from '../../lib/ErrorMessages';
import { nextPage, rememberNext } from '../../lib/next';
import { navigate, type PageProps } from '../../lib/router';
import { setUser, useSession } from '../../lib/session';
import { useTitle } from '../../lib/title';

/** Signing in and signing up: the same page but for the name. */
export default function AuthPage({ path, query: { next } }: PageProps) {
  const isNew = path === '/register';
  const { state } = useSession();
  useTitle(isNew ? 'Sign up' : 'Sign in');

  useEffect(() => {
    if (state === 'authenticated') navigate(nextPage(next), 'replace');
  }, [state, next]);
  useEffect(() => () => rememberNext(undefined), []);

  // The navbar's links are the page's only ones to plain /login and /register.
  const other = `${isNew ? '/login' : '/register'}?next=${encodeURIComponent(nextPage(next))}`;
  return (
    <div class="auth-page container narrow">
      <h1>{isNew ? 'Sign up' : 'Sign in'}</h1>
      <p class="hint">
        <a href={other}>{isNew ? 'Have an account?' : 'Need an account?'}</a>
      </p>
      <AuthForm key={path} isNew={isNew} />
    </div>
  );
}

function AuthForm({ isNew }: { isNew: boolean }) {
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const data = new FormData(event.currentTarget);
    const value = (name: string) => data.get(name) as string;
    setBusy(true);
    setError(null);
    const result: Result<User> = await (isNew
      ? register(value('username'), value('email'), value('password'))
      : logIn(value('email'), value('password')));
    setBusy(false);
    if (result.ok) setUser(result.data);
    else setError(result.error);
  }

  return (
    <form onSubmit={event => void submit(event)}>
      <ErrorMessages error={error} />
      {isNew && (
        <label>
          Username
          <input name="username" autoComplete="username" dir="auto" />
        </label>
      )}
      <label>
        Email
        <input name="email" type="text" inputMode="email" autoComplete={isNew ? 'email' : 'username'} />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete={isNew ? 'new-password' : 'current-password'} />
      </label>
      <div class="form-end">
        <button type="submit" class="btn btn-primary btn-lg" disabled={busy}>
          {isNew ? 'Sign up' : 'Sign in'}
        </button>
      </div>
    </form>
  );
}
