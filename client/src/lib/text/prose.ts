// Rendered Markdown, made ready for the page: headings one can link to, code one can copy, pictures that wait
// until they are needed.
import { parseHtml } from '../html';
import { copy } from '../clipboard';

export interface Heading {
  id: string;
  text: string;
  level: number;
}

export interface Document {
  content: DocumentFragment;
  headings: Heading[];
}

/** Parses HTML from the server. For an answer without any, as from older servers, `text` is shown as it is. */
export function parseDocument(html: string | undefined, text: string): Document {
  const content = html === undefined ? plainText(text) : parseHtml(html);
  for (const image of content.querySelectorAll('img')) {
    image.loading = 'lazy';
    image.decoding = 'async';
  }
  for (const table of content.querySelectorAll('table')) wrapTable(table);
  for (const code of content.querySelectorAll('pre')) addCopyButton(code);
  return { content, headings: nameHeadings(content) };
}

function plainText(text: string): DocumentFragment {
  const content = document.createDocumentFragment();
  for (const paragraph of text.split(/\n{2,}/)) {
    const element = document.createElement('p');
    element.textContent = paragraph;
    content.append(element);
  }
  return content;
}

function nameHeadings(content: DocumentFragment): Heading[] {
  const used = new Map<string, number>();
  return Array.from(content.querySelectorAll('h1, h2, h3'), element => {
    const text = element.textContent.trim();
    const name = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    // The prefix keeps an author's headings apart from the page's own ids.
    element.id = `s-${name}${count > 0 ? `-${count}` : ''}`;
    return { id: element.id, text, level: Number(element.tagName[1]) };
  });
}

/** A wide table scrolls by itself instead of widening the page, with the keyboard too. */
function wrapTable(table: HTMLTableElement): void {
  const frame = document.createElement('div');
  frame.className = 'table';
  frame.tabIndex = 0;
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', 'Table');
  table.replaceWith(frame);
  frame.append(table);
}

function addCopyButton(code: HTMLPreElement): void {
  const text = code.textContent;
  const frame = document.createElement('div');
  frame.className = 'code';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn-sm copy';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', 'Copy code');
  button.addEventListener('click', () => {
    void copy(text).then(done => {
      button.textContent = done ? 'Copied' : 'Failed';
      setTimeout(() => (button.textContent = 'Copy'), 2000);
    });
  });
  code.tabIndex = 0;
  code.dir = 'ltr';
  code.replaceWith(frame);
  frame.append(code, button);
}
