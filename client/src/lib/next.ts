// Where to go after signing in. Links carry it in the address; a page that turned the reader away leaves it here.
import { safeNext } from './links';

let remembered: string | undefined;

export function rememberNext(url: string | undefined): void {
  remembered = url;
}

export const nextPage = (parameter: string | undefined) => safeNext(parameter ?? remembered);
