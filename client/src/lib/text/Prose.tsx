import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Document } from './prose';

/** Shows a parsed document. A document can be shown once: its nodes move into the page. */
export function Prose({ of, class: className }: { of: Document; class: string }) {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => root.current?.replaceChildren(of.content), [of]);
  return <div ref={root} class={`prose ${className}`} dir="auto" />;
}
