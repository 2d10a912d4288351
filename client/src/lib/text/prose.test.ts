import { expect, it, vi } from 'vitest';
import { parseDocument } from './prose';

function show(html: string | undefined, text = '') {
  const { content, headings } = parseDocument(html, text);
  const root = document.createElement('div');
  root.append(content);
  return { root, headings };
}

it('gives headings names of their own, in any script', () => {
  const { root, headings } = show('<h2>Setup</h2><h3>你好, world</h3><h2>Setup</h2>');
  expect(headings).toEqual([
    { id: 's-setup', text: 'Setup', level: 2 },
    { id: 's-你好-world', text: '你好, world', level: 3 },
    { id: 's-setup-1', text: 'Setup', level: 2 },
  ]);
  expect(root.querySelector('h3')?.id).toBe('s-你好-world');
});

it('copies the code as it was written', async () => {
  const writeText = vi.fn(() => Promise.resolve());
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  const { root } = show('<pre><code>a &lt;b&gt;\n  c</code></pre>');
  root.querySelector('button')?.click();
  await vi.waitFor(() => expect(root.querySelector('button')?.textContent).toBe('Copied'));
  expect(writeText).toHaveBeenCalledWith('a <b>\n  c');
});

it('says when the browser does not allow copying', async () => {
  vi.stubGlobal('navigator', {});
  const { root } = show('<pre><code>x</code></pre>');
  root.querySelector('button')?.click();
  await vi.waitFor(() => expect(root.querySelector('button')?.textContent).toBe('Failed'));
});

it('lets wide tables scroll and pictures wait', () => {
  const { root } = show('<table><tr><td>1</td></tr></table><img src="/x.png">');
  expect(root.querySelector('.table')?.firstElementChild?.tagName).toBe('TABLE');
  expect(root.querySelector('img')?.loading).toBe('lazy');
});

it('shows text as text where there is no HTML', () => {
  const { root } = show(undefined, 'One <b>\n\nTwo');
  expect(Array.from(root.children, element => element.textContent)).toEqual(['One <b>', 'Two']);
});
