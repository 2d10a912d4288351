import { useState } from 'preact/hooks';
import type { Heading } from '../../lib/text/prose';

const WORTH_IT = 4;

/** The headings of a long article: in the margin where there is one, folded up above the text where there is not. */
export function TableOfContents({ headings }: { headings: Heading[] }) {
  const [open] = useState(() => matchMedia('(min-width: 75rem)').matches);
  if (headings.length < WORTH_IT) return null;
  const top = Math.min(...headings.map(heading => heading.level));
  return (
    <nav class="toc" aria-label="Contents">
      <details open={open}>
        <summary>Contents</summary>
        <ul>
          {headings.map(({ id, text, level }) => (
            <li key={id} class={level > top ? 'deeper' : ''}>
              <a href={`#${id}`} dir="auto">
                {text}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </nav>
  );
}
