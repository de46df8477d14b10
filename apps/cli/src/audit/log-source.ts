/** What is wrong, for programs; the words for people stand in `words.ts`. */
export type FindingCode =
  | 'leaf_changed'
  | 'leaf_missing'
  | 'leaf_unplaced'
  | 'place_missing'
  | 'node_changed'
  | 'root_differs'
  | 'tree_short'
  | 'key_unreadable'
  | 'key_untrusted'
  | 'checkpoint_unreadable'
  | 'checkpoint_unsigned'
  | 'checkpoint_changed'
  | 'checkpoint_missing'
  | 'cosignature_forged'
  | 'witness_unreadable'
  | 'witness_contradicts';

export interface Finding {
  code: FindingCode;
  /** Place in the tree, number of the checkpoint, or id. */
  at: string;
}

export interface Entry {
  seq: number;
  /** In the tree, lower-case hex. */
  hash: string;
  /** Beside the leaf; undefined in a file, which says it once. */
  leafHash?: string;
  /** Null: should be here and is not. Undefined: of another agency, a hash and nothing more. */
  leaf?: Record<string, unknown> | null;
}

export interface KeptCheckpoint {
  number: number;
  note: string;
  /** The columns beside the note, when there are any. */
  said?: { size: number; root: string; at: string };
}

/** A log as some place keeps it. */
export interface LogSource {
  origin: string;
  keys: string[];
  witnessKeys: string[];
  checkpoints: KeptCheckpoint[];
  entries(): AsyncIterable<Entry>;
  /** One hash for 256, by `level/position`; undefined where only hashes of leaves are kept. */
  nodes?: Map<string, string>;
  /** What lies about without a place. */
  strays(): Promise<Finding[]>;
}
