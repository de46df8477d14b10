import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { findConnection, listEnabled } from '../connections.store.ts';
import { proposePeer } from './commands/propose-peer.ts';
import { acceptCodes, actingIn, createSide, pair, type Side } from './peer.testing.ts';
import { peerReach } from './peer-rules.ts';
import { tryPeerStep } from './try-peer.ts';

let a: Side;
let b: Side;

beforeAll(async () => {
  a = await createSide('UBND huyện Tam Đường', 'H35.A1');
  b = await createSide('Sở Thông tin và Truyền thông', 'H35.B1');
});
afterAll(async () => {
  await Promise.all([a.close(), b.close()]);
});

async function outcomes(id: string, changed: Record<string, unknown> = {}): Promise<string[]> {
  const row = await findConnection(a.office.db, id);
  const draft = {
    id,
    agencyId: a.agencyId,
    kind: 'peer' as const,
    name: row?.name ?? '',
    settings: { ...row?.settings, ...changed },
    secret: {},
    codes: [],
  };
  const seen: string[] = [];
  for (const step of ['address', 'tls', 'credentials', 'codes', 'clock'] as const) {
    seen.push((await tryPeerStep(a.office, draft, step)).outcome);
  }
  return seen;
}

async function reached(): Promise<string[]> {
  const receivers = [{ key: 'H35.B1', code: 'h35.b1', sources: [], mail: '' }];
  const connections = await listEnabled(a.office.db, ['peer']);
  return [...(await peerReach.reaches(a.office.db, connections, receivers)).values()];
}

test('the test says what is missing, step by step, and a receiver is reached once its code is accepted', async () => {
  const { id: proposed } = await proposePeer(actingIn(a), {
    endpoint: b.url,
    plainHttpConfirmed: true,
    ca: '',
    name: '',
    share: 'own',
  });
  expect(await outcomes(proposed)).toEqual(['ok', 'warning', 'skipped', 'failed', 'ok']);
  await rawQuery(a.office.db, 'delete from carriers_connection', []);
  const id = await pair(a, b);
  expect(await outcomes(id)).toEqual(['ok', 'warning', 'failed', 'ok', 'ok']);
  await pair(b, a);
  expect(await outcomes(id)).toEqual(['ok', 'warning', 'ok', 'ok', 'ok']);
  expect(await reached()).toEqual([id]);
  await acceptCodes(a, id, []);
  expect(await reached()).toEqual([]);
  await acceptCodes(a, id, ['H35.B1']);
  b.office.clock.advance(20 * 60_000);
  expect(await outcomes(id)).toEqual(['ok', 'warning', 'failed', 'ok', 'failed']);
  expect(await outcomes(id, { endpoint: 'http://127.0.0.1:9' })).toEqual(['ok', 'failed', 'failed', 'ok', 'failed']);
});
