/** Copies `text`. False where the browser does not allow it, as on plain-HTTP sites. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
