// A favourite or follow button answers at once and is put right if the server disagrees. However fast it is
// clicked, one request at a time is under way and the last click wins.
import { useRef, useState } from 'preact/hooks';
import type { Result } from '../api/client';
import { describeError } from './errors';
import { loginLink } from './links';
import { navigate } from './router';
import { toast } from './toast';
import { token } from './token';

interface Options<T> {
  /** What the server said last. */
  value: T;
  isOn: (value: T) => boolean;
  /** `value` as it will be once the server has followed. */
  flip: (value: T) => T;
  send: (on: boolean) => Promise<Result<T>>;
  /** The server's new word. */
  onChange: (value: T) => void;
}

export function useToggle<T>({ value, isOn, flip, send, onChange }: Options<T>): {
  value: T;
  toggle: () => void;
} {
  const [wanted, setWanted] = useState<boolean | null>(null);
  const latest = useRef<boolean | null>(null);

  async function settle(): Promise<void> {
    let current = value;
    while (latest.current !== null && latest.current !== isOn(current)) {
      const result = await send(latest.current);
      if (!result.ok) {
        toast(describeError(result.error));
        break;
      }
      current = result.data;
    }
    latest.current = null;
    setWanted(null);
    onChange(current);
  }

  function toggle(): void {
    if (token.value === null) {
      navigate(loginLink());
      return;
    }
    const busy = latest.current !== null;
    latest.current = !(latest.current ?? isOn(value));
    setWanted(latest.current);
    if (!busy) void settle();
  }

  return { value: wanted === null || wanted === isOn(value) ? value : flip(value), toggle };
}
