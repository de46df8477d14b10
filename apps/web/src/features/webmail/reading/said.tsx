import type { ReactNode } from 'react';
import { keyed } from '../../../shared/ui/keyed.ts';

/** Values in a sentence of the guard: what is quoted, addresses, hosts, {…}. */
const VALUE = /("[^"]+"|“[^”]+”|[\w.+-]+@[\w.-]+\w|\b(?:[\w-]+\.)+[a-z]{2,}\b)/giu;

/** The sentence with its actual values set off, as the eye looks for them first. */
export function Said({ text }: { text: string }): ReactNode {
  return keyed(text.split(VALUE), (part) => part).map(({ key, item }, index) =>
    index % 2 === 1 ? <b key={key}>{item}</b> : item,
  );
}
