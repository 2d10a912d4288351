// The one place that calls fetch. Every call ends in time, and every way it can end is a value: nothing here
// throws, so a caller cannot forget the unhappy half.
import { dropToken, token } from '../lib/token';
import type { FieldErrors } from './types';

export type ApiError =
  /** No usable answer: offline, refused, too slow, or not the JSON it should be. */
  | { kind: 'network' }
  /** The server said no; `errors` is empty when it did not say why. */
  | { kind: 'http'; status: number; errors: FieldErrors };

export type Result<T> = { ok: true; data: T } | { ok: false; error: ApiError };

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const DEADLINE_MS = 20_000;

export const encode = encodeURIComponent;

/** Calls `/api<path>` and returns what lies under `key` of the answer. */
export async function request<T>(
  method: Method,
  path: string,
  key: string,
  body?: unknown,
): Promise<Result<T>> {
  const answer = await send(method, path, body);
  if (!answer.ok) return answer;
  const data = (await json(answer.data))?.[key];
  return data === undefined || data === null ? noAnswer : { ok: true, data: data as T };
}

/** For answers that are an object without a root key. */
export async function requestWhole<T>(path: string, key: keyof T & string): Promise<Result<T>> {
  const answer = await send('GET', path);
  if (!answer.ok) return answer;
  const data = await json(answer.data);
  return data?.[key] === undefined ? noAnswer : { ok: true, data: data as T };
}

/** For calls of which only success matters: any 2xx is one, whatever its body. */
export async function requestNothing(method: Method, path: string): Promise<Result<undefined>> {
  const answer = await send(method, path);
  return answer.ok ? { ok: true, data: undefined } : answer;
}

const noAnswer = { ok: false, error: { kind: 'network' } } as const satisfies Result<never>;

async function send(method: Method, path: string, body?: unknown): Promise<Result<Response>> {
  const sent = token.value;
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (sent) headers['Authorization'] = `Token ${sent}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    const response = await fetch(`/api${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (response.ok) return { ok: true, data: response };
    // Drops exactly the token that was refused: late answers to an older one cannot end a newer session.
    if (response.status === 401 && sent) dropToken(sent);
    const errors = ((await json(response))?.['errors'] ?? {}) as FieldErrors;
    return { ok: false, error: { kind: 'http', status: response.status, errors } };
  } catch {
    return noAnswer;
  }
}

async function json(response: Response): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = await response.json();
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
