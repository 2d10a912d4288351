// One short message at the foot of the page, for what happened away from where one looks.
import { createStore } from './store';

export interface Toast {
  text: string;
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 6000;
const SHOWN_WITH_ACTION_MS = 15_000;

export const currentToast = createStore<Toast | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export function toast(text: string, action?: Toast['action']): void {
  currentToast.set(action ? { text, action } : { text });
  clearTimeout(timer);
  timer = setTimeout(dismissToast, action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}

export const dismissToast = () => currentToast.set(null);
