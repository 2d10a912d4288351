import { useRef, useState } from 'preact/hooks';
import { format, formatOfKey, type Format } from './format';
import { Preview } from './Preview';

interface Props {
  value: string;
  onChange: (value: string) => void;
}

const BUTTONS: [Format, string, string][] = [
  ['bold', 'B', 'Bold (Ctrl+B)'],
  ['italic', 'I', 'Italic (Ctrl+I)'],
  ['link', 'Link', 'Link (Ctrl+K)'],
  ['code', 'Code', 'Code (Ctrl+E)'],
];

/** The Markdown and what it will look like: side by side where there is room, else one at a time. */
export function BodyEditor({ value, onChange }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [shows, setShows] = useState<'write' | 'preview'>('write');

  function apply(kind: Format): void {
    if (area.current) format(area.current, kind);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const kind = formatOfKey(event);
    if (!kind) return;
    event.preventDefault();
    apply(kind);
  }

  return (
    <div class={`body-editor shows-${shows}`}>
      <div class="toolbar">
        <div role="group" aria-label="Formatting">
          {BUTTONS.map(([kind, text, label]) => (
            <button
              key={kind}
              type="button"
              class={`btn btn-sm btn-plain format-${kind}`}
              title={label}
              aria-label={label}
              onClick={() => apply(kind)}
            >
              {text}
            </button>
          ))}
        </div>
        <div class="tabs" role="group" aria-label="View">
          {(['write', 'preview'] as const).map(view => (
            <button
              key={view}
              type="button"
              class="btn btn-sm btn-plain"
              aria-pressed={shows === view}
              onClick={() => setShows(view)}
            >
              {view === 'write' ? 'Write' : 'Preview'}
            </button>
          ))}
        </div>
      </div>
      <textarea
        ref={area}
        name="body"
        rows={16}
        placeholder="Write your article (in markdown)"
        aria-label="Article in Markdown"
        dir="auto"
        value={value}
        onInput={event => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Preview markdown={value} />
    </div>
  );
}
