import { exactTime, relativeTime } from './time';

export function Time({ value }: { value: string }) {
  return (
    <time class="date" dateTime={value} title={exactTime(value)}>
      {relativeTime(value)}
    </time>
  );
}
