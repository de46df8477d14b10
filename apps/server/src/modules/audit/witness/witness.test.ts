import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  emptyRoot,
  formatAddCheckpoint,
  formatCheckpoint,
  formatKey,
  formatNote,
  leafHash,
  noteKey,
  openNote,
  signNote,
} from '@congvu/tlog';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { AGENCY, somebody, writeMany } from '../audit.testing.ts';
import { fullNote, latestStored, makeCheckpoint } from '../log/checkpoints.ts';
import { logIdentity } from '../log/log-identity.ts';
import { sequence } from '../log/sequence.ts';
import { treeOf } from '../log/tiles.ts';
import { viewLog } from '../view/view-log.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { keptNotes } from './kept-notes.ts';
import { takeCheckpoint } from './take-checkpoint.ts';
import { addWitness, removeWitness, watchLog } from './witnesses.ts';

let commune: TestOffice;
let district: TestOffice;
let server: Server;
let url: string;
/** What the line between them does. */
let line: 'open' | 'cut' | 'lying' = 'open';

const administrator = somebody({ roles: ['administrator'] });

function anonymous(office: TestOffice) {
  return { ...office.as(administrator), subject: undefined };
}

beforeAll(async () => {
  commune = await createTestOffice();
  district = await createTestOffice();
  commune.config.loopbackServices = true;
  server = createServer(async (request, answer) => {
    if (line === 'cut') {
      answer.destroy();
      return;
    }
    const { status, body } = await takeCheckpoint(anonymous(district), (await buffer(request)).toString('utf8'));
    answer.writeHead(status).end(line === 'lying' ? body.replace(/[A-Z]/, 'A').replace(/[b-z]/, 'a') : body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/witness`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await commune.close();
  await district.close();
});

async function grow(count: number): Promise<void> {
  await writeMany(commune, count);
  await sequence(commune);
  await makeCheckpoint(commune);
}

async function troubleOf(office: TestOffice): Promise<string | undefined> {
  return (await viewLog(office.as(administrator))).witnesses[0]?.trouble;
}

describe('a commune and its district', () => {
  beforeEach(() => {
    line = 'open';
  });

  test('a witness nobody has told of the log says so; told of it, it signs', async () => {
    const { witnessKey } = (await logIdentity(district)).keys[0];
    await addWitness(commune.as(administrator), { url: `${url}/`, verifierKey: formatKey(witnessKey) });
    await grow(3);
    await askWitnesses(commune);
    expect(await troubleOf(commune)).toBe('unknown_log');
    const { key } = (await logIdentity(commune)).keys[0];
    await watchLog(district.as(administrator), { title: 'UBND xã', verifierKeys: [formatKey(key)] });
    await askWitnesses(commune);
    expect(await troubleOf(commune)).toBe('');
    const stored = await latestStored(commune.db);
    const note = await fullNote(commune.db, stored ?? { number: 0, note: '' });
    expect(openNote(note, [key, witnessKey]).verified.map(({ at }) => at)).toEqual([
      undefined,
      district.clock.now().getTime() / 1000,
    ]);
  });

  test('growth is signed with a proof; a silent line is caught up with', async () => {
    line = 'cut';
    await grow(2);
    await askWitnesses(commune);
    expect(await troubleOf(commune)).toBe('unreachable');
    line = 'open';
    await grow(4);
    await askWitnesses(commune);
    const { witnesses, size } = await viewLog(commune.as(administrator));
    expect(witnesses[0]).toMatchObject({ signedSize: size, trouble: '' });
  });

  test('a cosignature that is not true is not kept', async () => {
    line = 'lying';
    await grow(1);
    await askWitnesses(commune);
    expect(await troubleOf(commune)).toBe('bad_answer');
    line = 'open';
    // The district has signed it; the commune has not got it and asks again from the size it remembers.
    await askWitnesses(commune);
    expect(await troubleOf(commune)).toBe('');
  });

  test('a log that was cut, or rewritten with the same key, is not signed and stands there as such', async () => {
    const { keys, privateKey, origin } = await logIdentity(commune);
    const stored = await latestStored(commune.db);
    const size = stored?.size ?? 0;
    const signed = (claimed: number, root: Buffer): string => {
      const text = formatCheckpoint({ origin, size: claimed, root, extension: [] });
      return formatNote({ text, signatures: [signNote(text, keys[0].key, privateKey)] });
    };
    const asked = async (old: number, note: string, proof: Buffer[] = []) =>
      takeCheckpoint(anonymous(district), formatAddCheckpoint({ old, proof, note }));
    const watched = async () => (await viewLog(district.as(administrator))).watched[0];

    const short = signed(size - 1, await treeOf(commune.db, size - 1).root());
    expect(await asked(0, short)).toEqual({ status: 409, body: `${size}\n` });
    expect(await watched()).toMatchObject({ trouble: 'shrunk', signedSize: size });

    const fork = signed(size, leafHash(Buffer.from('another history')));
    expect((await asked(size, fork)).status).toBe(409);
    expect(await watched()).toMatchObject({ trouble: 'forked' });

    await grow(2);
    const grown = await latestStored(commune.db);
    const continued = await treeOf(commune.db, grown?.size ?? 0).consistencyProof(size);
    expect((await asked(size, signed(grown?.size ?? 0, leafHash(Buffer.from('other'))), continued)).status).toBe(422);
    // Control: the same request with the true root.
    expect((await asked(size, grown?.note ?? '', continued)).status).toBe(200);
    expect(await watched()).toMatchObject({ trouble: '', signedSize: grown?.size });
  });

  test('what the witness signed is handed out for a verifier, to the agency that watches alone', async () => {
    const { origin } = await logIdentity(commune);
    const { keys } = await logIdentity(commune);
    const notes = (await keptNotes(district.as(administrator), origin)).toString('utf8').split(/\n\n(?!\u2014)/);
    expect(notes.length).toBeGreaterThan(2);
    for (const note of notes) {
      expect(openNote(note.endsWith('\n') ? note : `${note}\n`, [keys[0].key]).verified).toHaveLength(1);
    }
    const other = district.as(somebody({ roles: ['administrator'], agencyId: newId() }));
    expect(await keptNotes(other, origin)).toHaveLength(0);
  });

  test('a strange key, no request at all', async () => {
    const { keys, privateKey } = await logIdentity(district);
    const { origin } = await logIdentity(commune);
    const text = formatCheckpoint({ origin, size: 5_000, root: emptyRoot(), extension: [] });
    const key = noteKey(origin, keys[0].key.publicKey);
    const note = formatNote({ text, signatures: [signNote(text, key, privateKey)] });
    expect((await takeCheckpoint(anonymous(district), formatAddCheckpoint({ old: 0, proof: [], note }))).status).toBe(
      403,
    );
    expect((await takeCheckpoint(anonymous(district), 'hello')).status).toBe(400);
  });
});

describe('who names witnesses', () => {
  test('the administrator alone, with a key that is one', async () => {
    const key = formatKey((await logIdentity(district)).keys[0].key);
    const input = { url: 'https://tinh.example/api/audit/witness', verifierKey: key };
    await expect(addWitness(commune.as(somebody()), input)).rejects.toMatchObject({
      code: 'audit.configure.forbidden',
    });
    await expect(addWitness(commune.as(administrator), input)).rejects.toMatchObject({ code: 'audit.bad_key' });
  });

  test('that of another agency does not exist', async () => {
    const [row] = await rawQuery<{ id: string }>(commune.db, 'select id from audit_witness', []);
    const other = commune.as(somebody({ roles: ['administrator'], agencyId: newId() }));
    await expect(removeWitness(other, row?.id ?? '')).rejects.toMatchObject({ code: 'audit.witness_not_found' });
    await removeWitness(commune.as(administrator), row?.id ?? '');
    expect((await viewLog(commune.as(administrator))).witnesses).toEqual([]);
    const acts = await rawQuery<{ action: string }>(
      commune.db,
      `select action from audit_leaf where agency_id = $1 and object_kind = 'audit_witness' order by id`,
      [AGENCY],
    );
    // Of one millisecond of the office's clock: in whatever order.
    expect(acts.map(({ action }) => action).sort()).toEqual(['audit.witness_added', 'audit.witness_removed']);
  });
});
