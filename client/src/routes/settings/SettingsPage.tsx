import { useState } from 'preact/hooks';
import type { ApiError } from '../../api/client';
import { updateCurrentUser } from '../../api/users';
import { ErrorMessages } from '../../lib/ErrorMessages';
import { profileLink } from '../../lib/links';
import { RequireAuth } from '../../lib/RequireAuth';
import { navigate } from '../../lib/router';
import { session, setUser, signOut } from '../../lib/session';
import { useTitle } from '../../lib/title';

export default function SettingsPage() {
  useTitle('Settings');
  return (
    <RequireAuth>
      <SettingsForm />
    </RequireAuth>
  );
}

function SettingsForm() {
  const [form, setForm] = useState(() => {
    const { user } = session.value;
    return {
      image: user?.image ?? '',
      username: user?.username ?? '',
      bio: user?.bio ?? '',
      email: user?.email ?? '',
      password: '',
    };
  });
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);

  const field = (name: keyof typeof form) => ({
    name,
    value: form[name],
    onInput: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
  });

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    const { password, ...rest } = form;
    // An empty password means "as it is", which the server would read as a wish for an empty one.
    const result = await updateCurrentUser(password ? form : rest);
    setBusy(false);
    if (!result.ok) {
      setError(result.error);
      return;
    }
    setUser(result.data);
    navigate(profileLink(result.data.username));
  }

  return (
    <div class="settings-page container narrow">
      <h1>Your Settings</h1>
      <ErrorMessages error={error} />
      <form onSubmit={event => void save(event)}>
        <label>
          Profile picture
          <input {...field('image')} type="text" inputMode="url" placeholder="URL of profile picture" />
        </label>
        <label>
          Username
          <input {...field('username')} autoComplete="username" dir="auto" />
        </label>
        <label>
          Short bio
          <textarea {...field('bio')} rows={6} dir="auto" placeholder="A few words about you" />
        </label>
        <label>
          Email
          <input {...field('email')} type="email" autoComplete="email" />
        </label>
        <label>
          New password
          <input
            {...field('password')}
            type="password"
            autoComplete="new-password"
            placeholder="Leave empty to keep the present one"
          />
        </label>
        <div class="form-end">
          <button type="submit" class="btn btn-primary btn-lg" disabled={busy}>
            Update Settings
          </button>
        </div>
      </form>
      <hr />
      <button
        type="button"
        class="btn btn-danger"
        onClick={() => {
          signOut();
          navigate('/');
        }}
      >
        Or click here to logout.
      </button>
    </div>
  );
}
