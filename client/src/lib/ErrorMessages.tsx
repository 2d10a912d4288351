import type { ApiError } from '../api/client';
import { describeErrors, isSessionEnd } from './errors';
import { loginLink } from './links';

/** What is wrong with a form. Nothing at all while nothing is. */
export function ErrorMessages({ error }: { error: ApiError | null }) {
  if (!error) return null;
  return (
    <div role="alert">
      <ul class="error-messages">
        {describeErrors(error).map(line => (
          <li key={line}>{line}</li>
        ))}
        {isSessionEnd(error) && (
          <li>
            <a href={loginLink()}>Sign in again</a> to go on.
          </li>
        )}
      </ul>
    </div>
  );
}
