import { useTitle } from '../../lib/title';

export function NotFoundPage() {
  useTitle('Page not found');
  return (
    <div class="container narrow">
      <h1>Page not found</h1>
      <p>There is nothing at this address.</p>
      <p>
        <a href="/">Go to the articles</a>
      </p>
    </div>
  );
}
