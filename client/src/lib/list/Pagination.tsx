import { LAST_PAGE, PAGE_SIZE } from '../../api/articles';
import { pageLink } from '../links';

const AROUND = 2;

/** Links to the pages of a list at `base`. Pages are addresses, so back, reload and "open in a new tab" just work. */
export function Pagination({ base, page, count }: { base: string; page: number; count: number }) {
  const last = Math.min(Math.ceil(count / PAGE_SIZE), LAST_PAGE);
  if (last <= 1) return null;
  const from = Math.max(1, Math.min(page - AROUND, last - 2 * AROUND));
  const to = Math.min(last, from + 2 * AROUND);
  const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);

  return (
    <nav class="pages" aria-label="Pages">
      <Step to={page > 1 && pageLink(base, page - 1)} rel="prev" text="Newer" />
      <ul class="pagination">
        {numbers.map(n => (
          <li key={n} class={`page-item ${n === page ? 'active' : ''}`}>
            <a class="page-link" href={pageLink(base, n)} aria-current={n === page ? 'page' : undefined}>
              {n}
            </a>
          </li>
        ))}
      </ul>
      <Step to={page < last && pageLink(base, page + 1)} rel="next" text="Older" />
    </nav>
  );
}

function Step({ to, rel, text }: { to: string | false; rel: string; text: string }) {
  return to ? (
    <a class="page-step" href={to} rel={rel}>
      {text}
    </a>
  ) : (
    <span class="page-step" aria-hidden="true" />
  );
}
