import { vi } from 'vitest';

/**
 * A clipboard that remembers what was written; `useBrowser` takes it away again. Defined, not assigned: whoever typed in the same
 * process before may have left a clipboard that can only be read.
 */
export function stubClipboard() {
  const writeText = vi.fn((_text: string) => Promise.resolve());
  vi.stubGlobal('navigator', Object.create(navigator, { clipboard: { value: { writeText } } }));
  return writeText;
}
