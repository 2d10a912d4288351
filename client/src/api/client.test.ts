import { beforeEach, describe, expect, it, vi } from 'vitest';
import { setToken, token } from '../lib/token';
import { request, requestNothing } from './client';

const answer = (status: number, body: string | null) => {
  const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response(body, { status })));
  vi.stubGlobal('fetch', fetch);
  return fetch;
};

beforeEach(() => setToken(null));

describe('request', () => {
  it('unwraps the answer', async () => {
    answer(200, '{"tags":["a"]}');
    expect(await request('GET', '/tags', 'tags')).toEqual({ ok: true, data: ['a'] });
  });

  it('sends the token and the body', async () => {
    const fetch = answer(201, '{"comment":{}}');
    setToken('t');
    await request('POST', '/x', 'comment', { comment: { body: 'b' } });
    const [url, init] = fetch.mock.calls[0] ?? [];
    expect(url).toBe('/api/x');
    expect(init?.headers).toMatchObject({ Authorization: 'Token t', 'Content-Type': 'application/json' });
    expect(init?.body).toBe('{"comment":{"body":"b"}}');
  });

  it.each([
    ['empty', ''],
    ['not JSON', '<html>'],
    ['cut off', '{"article":'],
    ['another shape', '{"articles":[]}'],
    ['a bare null', 'null'],
    ['a null inside', '{"article":null}'],
  ])('reads an answer that is %s as none', async (_, body) => {
    answer(200, body);
    expect(await request('GET', '/x', 'article')).toEqual({ ok: false, error: { kind: 'network' } });
  });

  it('passes errors on, with or without a reason', async () => {
    answer(422, '{"errors":{"title":["can\'t be blank"]}}');
    expect(await request('POST', '/x', 'article')).toEqual({
      ok: false,
      error: { kind: 'http', status: 422, errors: { title: ["can't be blank"] } },
    });
    answer(502, '<html>');
    expect(await request('GET', '/x', 'article')).toEqual({
      ok: false,
      error: { kind: 'http', status: 502, errors: {} },
    });
  });

  it('never throws', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await request('GET', '/x', 'article')).toEqual({ ok: false, error: { kind: 'network' } });
  });

  it('gives up the token that was refused', async () => {
    answer(401, '{"errors":{"token":["has expired"]}}');
    setToken('old');
    await request('GET', '/x', 'article');
    expect(token.value).toBeNull();
  });

  it('keeps a token that came after the one that was refused', async () => {
    setToken('old');
    vi.stubGlobal('fetch', () => {
      setToken('new');
      return Promise.resolve(new Response('{}', { status: 401 }));
    });
    await request('GET', '/x', 'article');
    expect(token.value).toBe('new');
  });
});

describe('requestNothing', () => {
  it.each([
    [204, null],
    [200, '{}'],
    [200, ''],
  ])('takes any 2xx for success (%i, %s)', async (status, body) => {
    answer(status, body);
    expect((await requestNothing('DELETE', '/x')).ok).toBe(true);
  });
});
