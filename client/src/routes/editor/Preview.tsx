import { useEffect, useState } from 'preact/hooks';
import { renderMarkdown } from '../../api/articles';
import { Prose } from '../../lib/text/Prose';
import { parseDocument, type Document } from '../../lib/text/prose';

const PAUSE_MS = 400;

/** The article as the server will render it, a moment after the writer pauses. */
export function Preview({ markdown }: { markdown: string }) {
  const [document, setDocument] = useState<Document | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    if (!markdown.trim()) {
      setDocument(null);
      return;
    }
    let live = true;
    const timer = setTimeout(() => {
      void renderMarkdown(markdown).then(result => {
        if (!live) return;
        setFailed(!result.ok);
        if (result.ok) setDocument(parseDocument(result.data, markdown));
      });
    }, PAUSE_MS);
    return () => {
      live = false;
      clearTimeout(timer);
    };
  }, [markdown]);

  return (
    <section class="preview" aria-label="Preview" tabIndex={0}>
      {failed && <p class="hint">The preview is not available just now.</p>}
      {document ? (
        <Prose of={document} class="" />
      ) : (
        <p class="hint">The preview appears here as you write.</p>
      )}
    </section>
  );
}
