import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { User } from '../api/types';

const ann: User = { username: 'ann', email: 'ann@example.com', token: 'good', bio: null, image: null };

/** Modules as a freshly loaded page has them, with `answers` from the server, one for each request. */
async function open(token: string | null, ...answers: (Response | Error)[]) {
  vi.resetModules();
  localStorage.clear();
  if (token) localStorage.setItem('jwtToken', token);
  const fetch = vi.fn(() => {
    const answer = answers.shift() ?? new Error('no more answers');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  vi.stubGlobal('fetch', fetch);
  const { session, setUser, signOut, startSession } = await import('./session');
  startSession();
  return { session, setUser, signOut, fetch };
}

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));

describe('a page opened without a token', () => {
  it('is signed out, without asking', async () => {
    const { session, fetch } = await open(null);
    expect(session.value.state).toBe('unauthenticated');
    expect(fetch).not.toHaveBeenCalled();
  });

  it('is signed in by a user, without asking who that is', async () => {
    const { session, setUser, fetch } = await open(null);
    setUser(ann);
    expect(session.value).toEqual({ state: 'authenticated', user: ann });
    expect(localStorage.getItem('jwtToken')).toBe('good');
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('a page opened with a token', () => {
  it('is signed in once the server knows it', async () => {
    const { session } = await open('good', json(200, { user: ann }));
    expect(session.value.state).toBe('loading');
    await vi.waitFor(() => expect(session.value).toEqual({ state: 'authenticated', user: ann }));
  });

  it.each([400, 401, 403, 404])('is signed out by a %i', async status => {
    const { session } = await open('bad', json(status, { errors: { token: ['is invalid'] } }));
    await vi.waitFor(() => expect(session.value.state).toBe('unauthenticated'));
    expect(localStorage.getItem('jwtToken')).toBeNull();
  });

  it.each([
    ['500', json(500, {})],
    ['503', json(503, {})],
    ['429', json(429, {})],
    ['empty answer', new Response('')],
    ['malformed answer', new Response('{"user":')],
    ['failed connection', new TypeError('Failed to fetch')],
  ])('keeps the token through a %s, and asks again', async (_, answer) => {
    const { session } = await open('good', answer, json(200, { user: ann }));
    await vi.waitFor(() => expect(session.value.state).toBe('unavailable'));
    expect(localStorage.getItem('jwtToken')).toBe('good');

    await vi.advanceTimersByTimeAsync(1000);
    expect(session.value.state).toBe('authenticated');
  });

  it('follows another tab', async () => {
    const { session } = await open('good', json(200, { user: ann }));
    await vi.waitFor(() => expect(session.value.state).toBe('authenticated'));

    localStorage.removeItem('jwtToken');
    dispatchEvent(new StorageEvent('storage', { key: 'jwtToken' }));
    expect(session.value.state).toBe('unauthenticated');
  });

  it('is signed out for good, even if an earlier question is answered after that', async () => {
    const { session, signOut } = await open('good', json(200, { user: ann }));
    signOut();
    await vi.advanceTimersByTimeAsync(0);
    expect(session.value.state).toBe('unauthenticated');
  });

  it('keeps its token when the settings change', async () => {
    const { session, setUser } = await open('good', json(200, { user: ann }));
    await vi.waitFor(() => expect(session.value.state).toBe('authenticated'));
    setUser({ ...ann, username: 'anna', token: 'newer' });
    expect(session.value.user?.username).toBe('anna');
    expect(localStorage.getItem('jwtToken')).toBe('good');
  });
});
