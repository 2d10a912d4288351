// Formatting of the selected Markdown.

export type Format = 'bold' | 'italic' | 'link' | 'code';

const KEYS: Record<string, Format> = { b: 'bold', i: 'italic', k: 'link', e: 'code' };

export function formatOfKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
) {
  const isShortcut = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  return isShortcut ? KEYS[event.key.toLowerCase()] : undefined;
}

interface Edit {
  /** What replaces the text from `from` to `to`. */
  insert: string;
  from: number;
  to: number;
  /** What is selected afterwards, counted from `from`. */
  select: [number, number];
}

/** The change that gives `text` the format between `start` and `end`, or takes it away if it is there. */
export function formatEdit(text: string, start: number, end: number, kind: Format): Edit {
  const selected = text.slice(start, end);
  if (kind === 'link') return link(selected, start, end);
  if (kind === 'code' && selected.includes('\n')) return fence(selected, start, end);
  return wrap(text, start, end, { bold: '**', italic: '_', code: '`' }[kind]);
}

function wrap(text: string, start: number, end: number, mark: string): Edit {
  const selected = text.slice(start, end);
  const { length } = mark;
  if (text.slice(start - length, start) === mark && text.slice(end, end + length) === mark) {
    return { insert: selected, from: start - length, to: end + length, select: [0, selected.length] };
  }
  return {
    insert: mark + selected + mark,
    from: start,
    to: end,
    select: [length, length + selected.length],
  };
}

/** Puts the cursor where there is something left to type: the address, or the text if the selection is one. */
function link(selected: string, from: number, to: number): Edit {
  if (/^https?:\/\/\S+$/.test(selected)) return { insert: `[](${selected})`, from, to, select: [1, 1] };
  const insert = `[${selected}](url)`;
  return { insert, from, to, select: [insert.length - 4, insert.length - 1] };
}

function fence(selected: string, from: number, to: number): Edit {
  const insert = `\`\`\`\n${selected}\n\`\`\``;
  return { insert, from, to, select: [4, 4 + selected.length] };
}

/** Formats the selection of a text area. */
export function format(area: HTMLTextAreaElement, kind: Format): void {
  const { insert, from, to, select } = formatEdit(area.value, area.selectionStart, area.selectionEnd, kind);
  area.focus();
  area.setSelectionRange(from, to);
  // Old, but the only way that leaves the change on the browser's undo stack.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  if (!document.execCommand('insertText', false, insert)) {
    area.setRangeText(insert, from, to);
    area.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  area.setSelectionRange(from + select[0], from + select[1]);
}
