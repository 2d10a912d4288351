import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/client';
import { describeError } from './errors';

/** A calm box for "there is nothing here" and "that went wrong". */
export function Notice({ children, class: className = '' }: { children: ComponentChildren; class?: string }) {
  return (
    <div class={`notice ${className}`} role="status">
      {children}
    </div>
  );
}

/** A load that failed, and the way to try again. */
export function Failure({
  error,
  retry,
  class: className = '',
}: {
  error: ApiError;
  retry: () => void;
  class?: string;
}) {
  return (
    <Notice class={className}>
      <p>{describeError(error)}</p>
      <button type="button" class="btn btn-outline" onClick={retry}>
        Try again
      </button>
    </Notice>
  );
}
