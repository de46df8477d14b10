import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleLetter } from '@congvu/evidence/samples';
import { PkiError, type TimestampAuthority, type TrustAnchorEntry } from '@congvu/pki';
import { formatKey, noteKey } from '@congvu/tlog';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { record } from '#modules/audit';
import { installationIdentity } from '#modules/carriers';
import { destroyIncoming, receiveLetter } from '#modules/incoming';
import type { Subject } from '../../platform/authorise.ts';
import { placeOfBlob } from '../../platform/blob-place.ts';
import { command } from '../../platform/context.ts';
import { buildServer } from '../../platform/http/server.ts';
import { newId } from '../../platform/ids.ts';
import { openKeyring } from '../../platform/keys/keyring.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildLetter } from '../incoming/incoming.testing.ts';
import { buildSubject, buildUnit } from '../org/org.testing.ts';
import { buildHandedOver } from '../outgoing/outgoing.testing.ts';
import { downloadIncomingEvidence, downloadOutgoingEvidence } from './commands/download-evidence.ts';
import { buildExchangeOffice, bytesOf, type ExchangeOffice, verified } from './evidence.testing.ts';
import { createEvidenceModule, type EvidencePorts } from './index.ts';

let office: TestOffice;
let exchange: ExchangeOffice;
let sentId: string;
let receivedId: string;

beforeAll(async () => {
  office = await createTestOffice();
  exchange = await buildExchangeOffice(office);
  sentId = await exchange.send();
  receivedId = await exchange.incoming();
  await exchange.register(receivedId);
}, 180_000);
afterAll(() => office.close());

/** As the page of the log shows it. */
async function readLogKeys({ db }: TestOffice): Promise<[{ key: string }]> {
  const [log] = await rawQuery<{ origin: string }>(db, 'select origin from audit_log', []);
  const [row] = await rawQuery<{ public_key: Buffer }>(db, 'select public_key from audit_key order by number desc', []);
  return [{ key: formatKey(noteKey(log?.origin ?? '', row?.public_key ?? Buffer.alloc(0))) }];
}

/** What a third party would be given beside the archive: the roots of the signatures. */
async function loadRoots(): Promise<TrustAnchorEntry[]> {
  const rows = await rawQuery<{ der: Buffer }>(office.db, 'select der from certificate_anchor', []);
  const usages: TrustAnchorEntry['usages'] = ['signing', 'timestamping'];
  const open = { trustedFrom: null, trustedTo: null, crlUrls: [], ocspUrls: [], tsaUrls: [] };
  return rows.map(({ der }) => ({ certificate: der, programme: 'demo', usages, ...open }));
}

async function outgoing(
  id = sentId,
  who: Subject = exchange.district.clerk,
  ports: EvidencePorts = {},
): Promise<Buffer> {
  return bytesOf(await downloadOutgoingEvidence(office.as(who), ports, id));
}

async function incoming(id = receivedId, who: Subject = exchange.receiver, ports: EvidencePorts = {}): Promise<Buffer> {
  return bytesOf(await downloadIncomingEvidence(office.as(who), ports, id));
}

async function refusal(call: Promise<Buffer>): Promise<string> {
  try {
    await call;
    return 'given';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

describe('a letter that went the whole way', () => {
  test('its sender has evidence: letter, statuses, history, signatures', async () => {
    const { fingerprint } = await installationIdentity(office);
    const report = await verified(await outgoing(), { keys: [fingerprint], trust: await loadRoots() });
    expect(report.reasons).toEqual([]);
    expect(report).toMatchObject({ verdict: 'valid', intact: true, seal: { isKnown: true, fingerprint } });
    expect(report.signatures[0]?.signatures.map(({ verdict }) => verdict)).toEqual(['valid', 'valid']);
    const { manifest } = report;
    expect(manifest).toMatchObject({ kind: 'sent', agency: { name: 'UBND huyện Bản Sen' } });
    expect(manifest?.deliveries.map(({ state }) => state)).toEqual(['accepted', 'arrived', 'arrived']);
    expect(manifest?.deliveries[0]).toMatchObject({ arrivalNumber: 1, parcels: [{ carrier: 'inside', attempts: 1 }] });
    expect(manifest?.messages.map(({ kind, status }) => status?.statusCode ?? kind).sort()).toEqual([
      '01',
      '01',
      '01',
      '03',
      'letter',
    ]);
    expect(manifest?.audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['outgoing.issued', 'interchange.dispatched', 'interchange.sent']),
    );
  });

  test('its receiver has evidence: letter, verdict of the day, what it told the sender', async () => {
    const report = await verified(await incoming(), { trust: await loadRoots() });
    expect(report.reasons).toEqual([]);
    expect(report).toMatchObject({ verdict: 'valid', recordedVerdict: 'valid' });
    expect(report.manifest).toMatchObject({
      kind: 'received',
      agency: { name: 'UBND xã Nà 1' },
      reception: { arrivalNumber: 1, arrivedOn: '2021-03-22', recalledAt: null },
      deliveries: [],
    });
    const sent = await verified(await outgoing());
    const letterOf = (found: typeof sent) => found.manifest?.messages[0];
    expect(letterOf(report)?.sha256).toBe(letterOf(sent)?.sha256);
    expect(report.manifest?.document.documentId).toBe(sent.manifest?.document.documentId);
  });

  test('what the office did stands in its log: leaf, proof and checkpoint go along, and lead to its key', async () => {
    const [{ key }] = await readLogKeys(office);
    const logKeys = [key];
    const sent = await verified(await outgoing(), { logKeys });
    const got = await verified(await incoming(), { logKeys });
    for (const [report, action] of [
      [sent, 'outgoing.issued'],
      [got, 'incoming.registered'],
    ] as const) {
      expect(report.reasons).toEqual([]);
      expect(report.log).toMatchObject({ isKnown: true, at: expect.stringMatching(/Z$/) });
      expect(report.log?.proven).toBe(report.manifest?.audit.length);
      const whole = report.manifest?.audit.filter(({ leaf }) => leaf !== null) ?? [];
      expect(whole.map((leaf) => leaf.action)).toEqual([action]);
    }
    const page = sent.manifest?.messages[0]?.letter?.attachments[0]?.sha256 ?? 'none';
    expect(sent.manifest?.audit.find(({ leaf }) => leaf !== null)?.leaf).toContain(page);
    // Not the key of this log.
    const stranger = key.replace(/^([^+]+)\+.*$/, (_whole, name: string) =>
      formatKey(noteKey(name, Buffer.alloc(32, 7))),
    );
    const refused = await verified(await outgoing(), { logKeys: [stranger] });
    expect(refused.reasons.map(({ code }) => code)).toEqual(['evidence.checkpoint_other_key']);
  });

  test('an act whose leaf the log would mask stays in the office, its hash and proof go along', async () => {
    const id = await exchange.send();
    const named = { ...exchange.district.clerk, displayName: 'Lò Thị Thư 0912 345 678' };
    await command(office.as(named), (tx) =>
      record(tx, office.as(named), {
        action: 'outgoing.issued',
        agencyId: exchange.district.agencyId,
        objectKind: 'outgoing',
        objectId: id,
      }),
    );
    const report = await verified(await outgoing(id));
    expect(report.reasons).toEqual([]);
    const acts = report.manifest?.audit.filter(({ action }) => action === 'outgoing.issued') ?? [];
    expect(acts.map(({ leaf }) => leaf === null).sort()).toEqual([false, true]);
    expect(report.log?.proven).toBe(report.manifest?.audit.length);
    expect(JSON.stringify(report.manifest)).not.toContain('345 678');
  });

  test('the same state gives the same bytes, whoever asks and however often', async () => {
    const first = await outgoing();
    office.clock.advance(3_600_000);
    expect((await outgoing(sentId, exchange.district.deputy)).equals(first)).toBe(true);
    const [one, two] = await Promise.all([incoming(), incoming()]);
    expect(one.equals(two)).toBe(true);
  });

  test('each download is in the audit trail, with the hash of what was given', async () => {
    office.clock.advance(1_000);
    const report = await verified(await outgoing());
    const [leaf] = await rawQuery<{ detail: Record<string, unknown>; user_id: string }>(
      office.db,
      `select detail, user_id from audit_leaf where action = 'evidence.downloaded' and object_id = $1 order by id desc`,
      [sentId],
    );
    expect(leaf).toMatchObject({
      user_id: exchange.district.clerk.userId,
      detail: { kind: 'sent', manifestSha256: report.manifestSha256, timestamp: 'none' },
    });
  });

  test('T33: one flipped byte in any of 200 places fails', async () => {
    const bytes = await outgoing();
    const passed: number[] = [];
    for (let turn = 0; turn < 200; turn += 1) {
      const at = createHash('sha256').update(String(turn)).digest().readUInt32LE() % bytes.length;
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ (1 << (turn % 8));
      const report = await verified(copy);
      if (report.verdict === 'valid' || report.intact) {
        passed.push(at);
      }
    }
    expect(passed).toEqual([]);
  }, 120_000);

  test('other programs open it; what they pack again is no evidence', async () => {
    const zip = await fromBufferPromise(await outgoing(), { lazyEntries: true });
    const repacked = new ZipFile();
    for await (const entry of zip.eachEntry()) {
      const options = { compress: false, mtime: new Date('1980-01-01T00:00:00Z'), size: entry.uncompressedSize };
      const stream = await zip.openReadStreamPromise(entry);
      repacked.addReadStreamLazy(entry.fileName, options, (callback) => callback(null, stream));
    }
    repacked.end();
    const report = await verified(await bytesOf({ stream: repacked.outputStream, headers: {} }));
    expect(zip.entryCount).toBe(7);
    expect(report.reasons[0]?.code).toBe('evidence.structure_changed');
  });
});

describe('who may have it', () => {
  test('clerk, leader, auditor, and whoever reads the document', async () => {
    const { district } = exchange;
    const { agencyId } = district;
    const unit = await buildUnit(office.db, agencyId, { name: 'Phòng Tư pháp', symbol: 'TP' });
    const at = { agencyId, unitId: unit.id };
    const auditor = await buildSubject(office.db, { ...at, roles: ['auditor'] });
    const other = await buildSubject(office.db, { ...at, roles: ['specialist'] });
    for (const who of [district.clerk, district.chairman, district.specialist, auditor]) {
      expect(await refusal(outgoing(sentId, who))).toBe('given');
    }
    expect(await refusal(outgoing(sentId, other))).toBe('evidence.download.forbidden');
    expect(await refusal(outgoing(sentId, district.stranger))).toBe('evidence.not_found');
    expect(await refusal(outgoing(newId()))).toBe('evidence.not_found');
    // Of another agency of the same exchange, and of the other direction.
    expect(await refusal(incoming(receivedId, district.clerk))).toBe('evidence.not_found');
    expect(await refusal(outgoing(receivedId, exchange.receiver))).toBe('evidence.not_found');
  });

  test('over the wire: signed in, allowed, named and measured', async () => {
    const people: Record<string, Subject> = { clerk: exchange.district.clerk, stranger: exchange.district.stranger };
    const app = await buildServer({
      services: office,
      routes: createEvidenceModule().routes ?? [],
      resolveSession: async (token) => {
        const subject = people[token];
        return subject === undefined
          ? undefined
          : { sessionId: token, subject, mustChangePassword: false, provedUntil: new Date('2100-01-01') };
      },
      events: { subscribe: () => () => undefined, close: async () => undefined },
      uploadLimit: 1_000,
    });
    try {
      const call = (who: string, id: string) =>
        app.inject({
          method: 'GET',
          url: `/api/evidence/outgoing/${id}`,
          headers: { cookie: `__Host-congvu=${who}; congvu=${who}` },
        });
      expect((await call('nobody', sentId)).statusCode).toBe(401);
      expect((await call('stranger', sentId)).statusCode).toBe(404);
      expect((await call('clerk', 'khong-phai-ma')).statusCode).toBe(400);
      const answer = await call('clerk', sentId);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/zip',
        'content-length': String(answer.rawPayload.length),
        'content-disposition': `attachment; filename*=UTF-8''chung-cu-gui-01_UBND-VHTT-2021-03-22.zip`,
      });
      expect((await verified(answer.rawPayload)).verdict).toBe('valid');
    } finally {
      await app.close();
    }
  });
});

describe('what has no evidence, or no more', () => {
  test('a document that has not left, and one that came on paper', async () => {
    const draft = await buildHandedOver(office, exchange.district);
    expect(await refusal(outgoing(draft))).toBe('evidence.not_sent');
    const context = office.as(exchange.receiver);
    const { documentId: paper } = await command(context, (tx) =>
      receiveLetter(tx, context, buildLetter(exchange.receiver.agencyId)),
    );
    expect(await refusal(incoming(paper))).toBe('evidence.not_exchanged');
  });

  test('bytes that rotted in the store are never handed out', async () => {
    const id = await exchange.send();
    const [row] = await rawQuery<{ sha256: string }>(
      office.db,
      `select sha256 from interchange_message where document_id = $1 and kind = 'document'`,
      [id],
    );
    const hash = row?.sha256 ?? '';
    const { path } = placeOfBlob(join(office.config.dataDir, 'blobs'), openKeyring(office.config), hash);
    const bytes = readFileSync(path);
    bytes[2_000] = (bytes[2_000] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await refusal(outgoing(id))).toBe('evidence.damaged');
  });

  test('a recalled letter: hash, number and history, never its content', async () => {
    await exchange.send();
    const id = await exchange.incoming();
    await exchange.register(id);
    const before = await verified(await incoming(id));
    const context = office.as(exchange.receiver);
    await command(context, async (tx) => {
      await record(tx, context, {
        action: 'amendments.destroyed',
        agencyId: exchange.receiver.agencyId,
        objectKind: 'document',
        objectId: id,
      });
      await destroyIncoming(tx, context, { agencyId: exchange.receiver.agencyId, id, ground: 'Thu hồi theo yêu cầu' });
      return null;
    });
    const bytes = await incoming(id);
    const report = await verified(bytes);
    expect(report.verdict).toBe('valid');
    expect(report.notes.map(({ code }) => code)).toContain('evidence.letter_destroyed');
    expect(report.manifest?.messages[0]).toMatchObject({
      kind: 'letter',
      member: null,
      letter: null,
      sha256: before.manifest?.messages[0]?.sha256,
    });
    expect(report.manifest?.document).toMatchObject({
      abstract: '',
      numberSymbol: before.manifest?.document.numberSymbol,
    });
    expect(report.manifest?.reception?.recalledAt).not.toBeNull();
    expect(bytes.includes('vệ sinh môi trường')).toBe(false);
    expect((await outgoing(sentId)).includes('vệ sinh môi trường')).toBe(true);
  });
});

describe('with a time authority', () => {
  const time = { stamps: 0, isDown: false };
  let ports: EvidencePorts;

  beforeAll(async () => {
    const { tsa: real } = await sampleLetter();
    const authority: TimestampAuthority = {
      stamp: async (sha256) => {
        if (time.isDown) {
          throw new PkiError('pki.tsp_unreachable', 'tắt');
        }
        time.stamps += 1;
        return real.stamp(sha256);
      },
    };
    ports = { timestampAuthorityFor: async () => authority };
  });

  test('its word is asked once for one state, and stands in every archive of that state', async () => {
    const clerk = exchange.district.clerk;
    const first = await outgoing(sentId, clerk, ports);
    expect((await outgoing(sentId, clerk, ports)).equals(first)).toBe(true);
    expect(time.stamps).toBe(1);
    const report = await verified(first);
    expect(report).toMatchObject({ verdict: 'valid', timestamp: { holds: true } });
    const id = await exchange.send();
    await outgoing(id, clerk, ports);
    expect(time.stamps).toBe(2);
  });

  test('when it is silent the archive goes out sealed, and the next one may have the time', async () => {
    const id = await exchange.send();
    time.isDown = true;
    const without = await verified(await outgoing(id, exchange.district.clerk, ports));
    expect(without).toMatchObject({ verdict: 'valid', timestamp: null });
    time.isDown = false;
    const later = await verified(await outgoing(id, exchange.district.clerk, ports));
    expect(later.timestamp?.holds).toBe(true);
    expect(later.manifestSha256).toBe(without.manifestSha256);
  });
});
