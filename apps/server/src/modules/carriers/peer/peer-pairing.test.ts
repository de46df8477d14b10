import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { buildSubject, buildUnit } from '../../org/org.testing.ts';
import { confirmPeer } from './commands/confirm-peer.ts';
import { dismissAsked } from './commands/dismiss-asked.ts';
import { lookAgain } from './commands/look-again.ts';
import { proposePeer } from './commands/propose-peer.ts';
import { installationIdentity } from './installation-identity.ts';
import { acceptCodes, actingIn, createSide, lastGroups, pair, parcelOf, type Side } from './peer.testing.ts';
import { listPeers } from './queries/list-peers.ts';

let a: Side;
let b: Side;

beforeEach(async () => {
  a = await createSide('UBND huyện Tam Đường', 'H35.A1');
  b = await createSide('Sở Thông tin và Truyền thông', 'H35.B1');
});
afterEach(async () => {
  await Promise.all([a.close(), b.close()]);
});

const PROPOSAL = { plainHttpConfirmed: true, ca: '', name: '', share: 'own' as const };

async function audited(side: Side): Promise<string[]> {
  const rows = await rawQuery<{ action: string }>(
    side.office.db,
    `select action from audit_leaf where action like 'carriers.peer%' order by action`,
    [],
  );
  return rows.map(({ action }) => action);
}

async function notices(side: Side): Promise<string[]> {
  const rows = await rawQuery<{ kind: string }>(
    side.office.db,
    'select kind from notification where person_id = $1 and read_at is null',
    [side.administrator.personId],
  );
  return rows.map(({ kind }) => kind);
}

describe('pairing', () => {
  test('each administrator sees who the other is and compares; then both sides know of it', async () => {
    const { id } = await proposePeer(actingIn(a), { ...PROPOSAL, endpoint: b.url });
    const [seen] = (await listPeers(actingIn(a))).peers;
    expect(seen).toMatchObject({
      id,
      name: 'Sở Thông tin và Truyền thông',
      state: 'proposed',
      fingerprint: (await installationIdentity(b.office)).fingerprint,
      agencies: [{ code: 'H35.B1', accepted: false, listed: true, problem: '' }],
      clockIsWrong: false,
      confirmedThere: false,
      abilities: { 'peers.confirm': true },
    });
    // The other side need not type our address.
    const [asked] = (await listPeers(actingIn(b))).asked;
    expect(asked).toMatchObject({
      title: 'UBND huyện Tam Đường',
      endpoint: a.url,
      fingerprint: (await installationIdentity(a.office)).fingerprint,
    });
    const parcel = await parcelOf(a, b, id, { bytes: Buffer.from('sớm') });
    expect(await a.part.carrier.send(a.system(), [parcel])).toMatchObject([
      { ok: false, final: true, code: 'carriers.peer_not_confirmed' },
    ]);
    await confirmPeer(actingIn(a), id, { heard: await lastGroups(b), codes: ['H35.B1'] });
    expect((await listPeers(actingIn(a))).peers[0]).toMatchObject({ state: 'confirmed', confirmedThere: false });
    expect(await a.part.carrier.send(a.system(), [parcel])).toMatchObject([
      { ok: false, final: false, code: 'carriers.peer_not_recognised' },
    ]);
    await pair(b, a);
    const list = await listPeers(actingIn(a));
    expect(list.peers[0]).toMatchObject({ confirmedThere: true, advice: '' });
    expect((await listPeers(actingIn(b))).asked).toEqual([]);
    a.office.clock.advance(60_000);
    b.office.clock.advance(60_000);
    expect(await a.part.carrier.send(a.system(), [parcel])).toEqual([{ ok: true }]);
    expect(await audited(a)).toEqual(['carriers.peer_confirmed', 'carriers.peer_proposed']);
  });

  test('who has not heard the fingerprint cannot confirm, and nothing changes', async () => {
    const { id } = await proposePeer(actingIn(a), { ...PROPOSAL, endpoint: b.url });
    for (const heard of ['0000 0000 0000 0000', (await lastGroups(b)).slice(-9), await lastGroups(a)]) {
      await expect(confirmPeer(actingIn(a), id, { heard, codes: ['H35.B1'] })).rejects.toMatchObject({
        code: 'carriers.peer_fingerprint_differs',
      });
    }
    expect((await listPeers(actingIn(a))).peers[0]?.state).toBe('proposed');
    const heard = (await lastGroups(b)).toLowerCase().replace(' ', '');
    await confirmPeer(actingIn(a), id, { heard, codes: ['H35.B1'] });
    await expect(confirmPeer(actingIn(a), id, { heard, codes: [] })).rejects.toMatchObject({
      code: 'peers.confirm.forbidden',
    });
  });

  test('only an administrator of the agency that runs the connection; for others it does not exist', async () => {
    const id = await pair(a, b);
    const unit = await buildUnit(a.office.db, a.agencyId);
    const clerk = await buildSubject(a.office.db, { agencyId: a.agencyId, unitId: unit.id, roles: ['clerk'] });
    await expect(proposePeer(a.office.as(clerk), { ...PROPOSAL, endpoint: b.url })).rejects.toMatchObject({
      code: 'peers.propose.forbidden',
    });
    await expect(lookAgain(a.office.as(clerk), id)).rejects.toMatchObject({ code: 'peers.look.forbidden' });
    const elsewhere = { ...a.administrator, agencyId: b.agencyId };
    await expect(lookAgain(a.office.as(elsewhere), id)).rejects.toMatchObject({ status: 404 });
    await expect(lookAgain(actingIn(a), id)).resolves.toEqual({ id });
  });

  test('plain http needs the word of an administrator, ourselves are nobody else, one installation is one peer', async () => {
    const open = { ...PROPOSAL, plainHttpConfirmed: false, endpoint: b.url };
    await expect(proposePeer(actingIn(a), open)).rejects.toMatchObject({ code: 'carriers.plain_http' });
    await expect(proposePeer(actingIn(a), { ...PROPOSAL, endpoint: a.url })).rejects.toMatchObject({
      code: 'carriers.peer_is_us',
    });
    await proposePeer(actingIn(a), { ...PROPOSAL, endpoint: b.url });
    await expect(proposePeer(actingIn(a), { ...PROPOSAL, endpoint: `${b.url}/` })).rejects.toMatchObject({
      code: 'carriers.peer_known',
    });
  });

  test('an address that is no installation of ours, or borrows the key of one, is nobody', async () => {
    const genuine = await (await fetch(`${b.url}/exchange/v1/identity`)).text();
    const impostor = createServer((_request, response) => response.end(genuine));
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    const bound = impostor.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    await expect(proposePeer(actingIn(a), { ...PROPOSAL, endpoint: `http://127.0.0.1:${port}` })).rejects.toMatchObject(
      { code: 'carriers.peer_not_congvu' },
    );
    impostor.close();
    await expect(proposePeer(actingIn(a), { ...PROPOSAL, endpoint: 'http://127.0.0.1:9' })).rejects.toMatchObject({
      code: 'carriers.peer_unreachable',
    });
  });

  test('a stranger asking to be connected is a line to dismiss, not more than twenty of them', async () => {
    const c = await createSide('Xã Bản Bo', 'H35.C1');
    await proposePeer(actingIn(c), { ...PROPOSAL, endpoint: b.url });
    const [asked] = (await listPeers(actingIn(b))).asked;
    await dismissAsked(actingIn(b), asked?.keyId ?? '');
    expect((await listPeers(actingIn(b))).asked).toEqual([]);
    await rawQuery(
      b.office.db,
      `insert into carriers_peer_asked (key_id, public_key, endpoint, title, asked_at)
       select 'key' || n, '\\x00', 'https://x', 'x', now() from generate_series(1, 20) n`,
      [],
    );
    await proposePeer(actingIn(a), { ...PROPOSAL, endpoint: b.url });
    expect((await listPeers(actingIn(b))).asked).toHaveLength(20);
    await c.close();
  });
});

describe('codes', () => {
  test('only those the peer lists, never ours, never two voices for one', async () => {
    const id = await pair(a, b, { codes: [] });
    await expect(acceptCodes(a, id, ['H35.KHAC'])).rejects.toMatchObject({ code: 'carriers.peer_code_unknown' });
    const thief = await createSide('Kẻ mạo', 'H35.A1');
    const other = await pair(a, thief, { codes: [] });
    await expect(acceptCodes(a, other, ['h35.a1'])).rejects.toMatchObject({ code: 'carriers.peer_code_taken' });
    await acceptCodes(a, id, ['H35.B1']);
    await rawQuery(thief.office.db, `update org_agency_code set value = 'H35.B1', value_key = 'H35.B1'`, []);
    await lookAgain(actingIn(a), other);
    await expect(acceptCodes(a, other, ['H35.B1'])).rejects.toMatchObject({ code: 'carriers.peer_code_taken' });
    await acceptCodes(a, id, []);
    await acceptCodes(a, other, ['H35.B1']);
    await thief.close();
  });
});

describe('a key that changes at the other side', () => {
  test('stops sending and taking, alarms once, and goes on after the new fingerprint was compared', async () => {
    const id = await pair(a, b);
    await pair(b, a);
    const parcel = await parcelOf(a, b, id, { bytes: Buffer.from('trước') });
    expect(await a.part.carrier.send(a.system(), [parcel])).toEqual([{ ok: true }]);
    await b.changeKey();
    const next = await parcelOf(a, b, id, { bytes: Buffer.from('sau') });
    expect(await a.part.carrier.send(a.system(), [next])).toMatchObject([
      { ok: false, final: true, code: 'carriers.peer_key_changed' },
    ]);
    const [stopped] = (await listPeers(actingIn(a))).peers;
    expect(stopped).toMatchObject({
      state: 'stopped',
      offeredFingerprint: (await installationIdentity(b.office)).fingerprint,
    });
    expect(await notices(a)).toContain('carriers.peer_key_changed');
    await lookAgain(actingIn(a), id);
    expect((await audited(a)).filter((action) => action === 'carriers.peer_stopped')).toHaveLength(1);
    expect(await b.inbox()).toHaveLength(1);
    // Whoever speaks with the new key is a stranger here until then.
    const back = await parcelOf(b, a, (await listPeers(actingIn(b))).peers[0]?.id ?? '', { bytes: Buffer.from('về') });
    expect(await b.part.carrier.send({ ...b.system(), db: b.office.db }, [back])).toMatchObject([{ ok: false }]);
    await confirmPeer(actingIn(a), id, { heard: await lastGroups(b), codes: ['H35.B1'] });
    expect(await notices(a)).not.toContain('carriers.peer_key_changed');
    expect(await a.part.carrier.send(a.system(), [next])).toEqual([{ ok: true }]);
    expect(await b.inbox()).toHaveLength(2);
  });

  test('an unproven answer is not believed', async () => {
    const id = await pair(a, b);
    await pair(b, a);
    // Somebody else answers at the address: it says "stored", and has no key.
    await rawQuery(
      a.office.db,
      `update carriers_connection set settings = settings || jsonb_build_object('endpoint', $2::text) where id = $1`,
      [id, await liar()],
    );
    const parcel = await parcelOf(a, b, id, { bytes: Buffer.from('mất') });
    expect(await a.part.carrier.send(a.system(), [parcel])).toMatchObject([
      { ok: false, final: false, code: 'carriers.peer_unproven', inDoubt: true },
    ]);
    expect(await b.inbox()).toEqual([]);
  });

  async function liar(): Promise<string> {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"outcomes":["stored"]}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    const bound = server.address();
    return `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
  }
});

test('clocks far apart are told to both sides', async () => {
  const id = await pair(a, b);
  await pair(b, a);
  b.office.clock.advance(12 * 60_000);
  const parcel = await parcelOf(a, b, id, { bytes: Buffer.from('lệch') });
  expect(await a.part.carrier.send(a.system(), [parcel])).toMatchObject([
    { ok: false, final: false, code: 'carriers.peer_not_recognised' },
  ]);
  expect((await listPeers(actingIn(a))).peers[0]).toMatchObject({
    clock: 'Đồng hồ bên kia nhanh hơn 12 phút, quá mức cho phép 5 phút: hai bên từ chối nhau.',
    clockIsWrong: true,
  });
  expect((await listPeers(actingIn(b))).peers[0]?.refusal).not.toBe('');
});
