// The only place that turns text into HTML, behind the only Trusted Types policy the CSP allows. The HTML comes
// from the server, which has sanitised it; it is parsed into an inert template first.

interface Policy {
  createHTML: (html: string) => string;
}
interface TrustedTypes {
  createPolicy: (name: string, rules: Policy) => Policy;
}

const rules: Policy = { createHTML: html => html };
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy('conduit-html', rules) ?? rules;

export function parseHtml(html: string): DocumentFragment {
  const template = document.createElement('template');
  // eslint-disable-next-line no-restricted-properties -- this is lib/html.ts
  template.innerHTML = policy.createHTML(html);
  return template.content;
}
