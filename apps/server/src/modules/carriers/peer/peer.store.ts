import { codeKey } from '#modules/addressbook';
import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { PeerFacts } from './peer.policy.ts';
import type { PeerAgencyRow, PeerRow } from './peer.tables.ts';

export async function findPeer(db: Db | Tx, id: string): Promise<PeerRow | undefined> {
  const [row] = await rawQuery<PeerRow>(db, 'select * from carriers_peer where id = $1', [id]);
  return row;
}

export async function findPeerByKey(db: Db | Tx, keyId: string): Promise<PeerRow | undefined> {
  const [row] = await rawQuery<PeerRow>(db, 'select * from carriers_peer where key_id = $1', [keyId]);
  return row;
}

/** Of the agency that runs its connection; for everybody else it does not exist. */
export async function lockPeer(tx: Tx, agencyId: string, id: string): Promise<PeerRow> {
  const [row] = await rawQuery<PeerRow>(tx, 'select * from carriers_peer where agency_id = $1 and id = $2 for update', [
    agencyId,
    id,
  ]);
  if (row === undefined) {
    throw peerNotFound();
  }
  return row;
}

export function peerNotFound() {
  return notFound('carriers.peer_not_found', 'Không tìm thấy hệ thống ghép nối này. Tải lại danh sách kết nối.');
}

export function factsOf(peer: PeerRow): PeerFacts {
  return { agencyId: peer.agency_id, state: peer.state, hasOfferedKey: peer.offered_key !== null };
}

/** Confirmed and switched on, with what receiving needs to know. */
export interface ActivePeer {
  id: string;
  agencyId: string;
  publicKey: Buffer;
  settings: Record<string, unknown>;
}

export async function findActivePeer(db: Db | Tx, keyId: string): Promise<ActivePeer | undefined> {
  const [row] = await rawQuery<ActivePeer>(
    db,
    `select peer.id, peer.agency_id as "agencyId", peer.public_key as "publicKey", connection.settings
     from carriers_peer peer join carriers_connection connection on connection.id = peer.id
     where peer.key_id = $1 and peer.state = 'confirmed' and connection.enabled`,
    [keyId],
  );
  return row;
}

export async function listPeerAgencies(db: Db | Tx, peerIds: readonly string[]): Promise<PeerAgencyRow[]> {
  return rawQuery<PeerAgencyRow>(
    db,
    'select * from carriers_peer_agency where peer_id = any($1::uuid[]) order by name, code',
    [peerIds],
  );
}

/** What the peer lists today; names follow, what it lists no more keeps its acceptance and says so. */
export async function saveListed(
  tx: Tx,
  peerId: string,
  agencies: readonly { code: string; name: string }[],
): Promise<void> {
  const byKey = new Map(agencies.map((agency) => [codeKey(agency.code), agency]));
  await rawQuery(tx, 'update carriers_peer_agency set listed = false where peer_id = $1', [peerId]);
  await rawQuery(
    tx,
    `insert into carriers_peer_agency (peer_id, code_key, code, name)
     select $1, * from unnest($2::text[], $3::text[], $4::text[])
     on conflict (peer_id, code_key) do update set code = excluded.code, name = excluded.name, listed = true`,
    [
      peerId,
      [...byKey.keys()],
      [...byKey.values()].map(({ code }) => code),
      [...byKey.values()].map(({ name }) => name),
    ],
  );
  await rawQuery(tx, 'delete from carriers_peer_agency where peer_id = $1 and not listed and not accepted', [peerId]);
}

export async function acceptCodes(tx: Tx, peerId: string, keys: readonly string[]): Promise<void> {
  await rawQuery(tx, 'update carriers_peer_agency set accepted = (code_key = any($2::text[])) where peer_id = $1', [
    peerId,
    keys,
  ]);
}

/** Which of the codes another peer already speaks for. */
export async function listTakenElsewhere(db: Db | Tx, peerId: string, keys: readonly string[]): Promise<string[]> {
  const rows = await rawQuery<{ code_key: string }>(
    db,
    'select code_key from carriers_peer_agency where accepted and peer_id <> $1 and code_key = any($2::text[])',
    [peerId, keys],
  );
  return rows.map((row) => row.code_key);
}

export async function listAccepted(db: Db | Tx, peerId: string): Promise<Set<string>> {
  const rows = await rawQuery<{ code_key: string }>(
    db,
    'select code_key from carriers_peer_agency where accepted and peer_id = $1',
    [peerId],
  );
  return new Set(rows.map((row) => row.code_key));
}

/** Peers that may be sent to for these codes: key of the code → connection. */
export async function findSpeakers(
  db: Db | Tx,
  peerIds: readonly string[],
  keys: readonly string[],
): Promise<Map<string, string>> {
  const rows = await rawQuery<{ code_key: string; peer_id: string }>(
    db,
    `select agency.code_key, agency.peer_id from carriers_peer_agency agency
     join carriers_peer peer on peer.id = agency.peer_id
     where agency.accepted and peer.state = 'confirmed' and agency.peer_id = any($1::uuid[])
       and agency.code_key = any($2::text[])`,
    [peerIds, keys],
  );
  return new Map(rows.map((row) => [row.code_key, row.peer_id]));
}

/** To the second is what signatures tell; smaller changes are not worth a write. */
const NOTABLE_SKEW_MS = 3_000;

export async function noteSkew(db: Db | Tx, peerId: string, skewMs: number): Promise<void> {
  await rawQuery(
    db,
    `update carriers_peer set skew_ms = $2
     where id = $1 and (skew_ms is null or abs(skew_ms - $2::bigint) > $3)`,
    [peerId, Math.round(skewMs), NOTABLE_SKEW_MS],
  );
}
