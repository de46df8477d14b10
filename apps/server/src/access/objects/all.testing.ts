import { draft, incoming, outgoing, phrase } from './documents.testing.ts';
import type { Kind } from './kind.testing.ts';

/** By the name the matrix calls it. */
export const KINDS: Record<string, Kind> = {
  draft,
  incoming,
  outgoing,
  phrase,
};
