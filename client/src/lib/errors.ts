import type { ApiError } from '../api/client';

/** Keys of `errors` that name no field a reader knows: their messages stand alone. */
const WHOLE = new Set(['message', 'server', 'request', 'route', 'method']);

/** What went wrong, a line for each fault, in words for the person who has to act on it. */
export function describeErrors(error: ApiError): string[] {
  if (error.kind === 'network') return ['Unable to connect. Please check your connection and try again.'];
  if (isSessionEnd(error)) return ['Your session has ended.'];
  if (error.status === 401 && error.errors['credentials']) return ['Email or password is wrong.'];
  if (error.status === 403 && !error.errors['message']) return ['This belongs to someone else.'];
  if (error.status === 429) return ['That was too often. Please wait a moment and try again.'];
  const lines = Object.entries(error.errors).flatMap(([field, messages]) =>
    messages.map(message => (WHOLE.has(field) ? message : `${field} ${message}`)),
  );
  if (lines.length > 0 && error.status < 500) return lines;
  return ['Something went wrong on our side. Please try again.'];
}

export function isSessionEnd(error: ApiError): boolean {
  return error.kind === 'http' && error.status === 401 && error.errors['token'] !== undefined;
}

export const describeError = (error: ApiError) => describeErrors(error).join(', ');
