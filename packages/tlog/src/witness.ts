import { parseHash, parseSize } from './checkpoint.ts';
import { malformed } from './errors.ts';

/** C2SP tlog-witness: a proof of a tree of less than 2^63 leaves has at most 63 hashes. */
const MAX_PROOF = 63;

/** What a log asks of its witness: sign this checkpoint, which continues the tree of `old` leaves that you signed last. */
export interface AddCheckpoint {
  old: number;
  proof: Buffer[];
  /** The signed checkpoint. */
  note: string;
}

/**
 * The body of `POST <witness>/add-checkpoint` (C2SP tlog-witness).
 *
 * @example
 * formatAddCheckpoint({ old: 0, proof: [], note })
 */
export function formatAddCheckpoint({ old, proof, note }: AddCheckpoint): string {
  return `old ${old}\n${proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('')}\n${note}`;
}

/** Reads `formatAddCheckpoint`, nothing verified. @throws TlogError `tlog.malformed` */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const end = body.indexOf('\n\n');
  const [first = '', ...hashes] = end < 0 ? [] : body.slice(0, end).split('\n');
  if (!first.startsWith('old ') || hashes.length > MAX_PROOF) {
    throw malformed('not a request to a witness');
  }
  return { old: parseSize(first.slice('old '.length)), proof: hashes.map(parseHash), note: body.slice(end + 2) };
}
