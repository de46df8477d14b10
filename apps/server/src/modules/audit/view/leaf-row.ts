/** A leaf as the database has it; the hash is over exactly these columns but the last. */
export interface LeafRow {
  agency_id: string;
  id: string;
  at: Date;
  action: string;
  object_kind: string;
  object_id: string;
  user_id: string | null;
  position_id: string | null;
  actor_name: string;
  on_behalf_of: string | null;
  request_id: string;
  ip: string;
  detail: Record<string, unknown>;
  leaf_hash: Buffer;
}

export const LEAF_COLUMNS = [
  'agency_id',
  'id',
  'at',
  'action',
  'object_kind',
  'object_id',
  'user_id',
  'position_id',
  'actor_name',
  'on_behalf_of',
  'request_id',
  'ip',
  'detail',
  'leaf_hash',
] as const satisfies readonly (keyof LeafRow)[];

/** The value whose canonical JSON was hashed. */
export function leafOfRow({ leaf_hash: _hash, at, ...rest }: LeafRow): Record<string, unknown> {
  return { ...rest, at: at.toISOString() };
}
