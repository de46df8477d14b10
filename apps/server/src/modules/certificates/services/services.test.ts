import { createHash, randomBytes } from 'node:crypto';
import type { Authority, ServedAuthority } from '@congvu/pki/authority';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import { type AnchorRow, certificateTables } from '../certificates.tables.ts';
import { buildAuthority, createProbePorts, createRealOffice, registerToken } from '../certificates.testing.ts';
import { timestampAuthorityFor } from './timestamps.ts';
import { tryService } from './try-service.ts';
import { viewHealth } from './view-health.ts';

let office: TestOffice;
let leader: Subject;
let administrator: Subject;
let authority: Authority;
let served: ServedAuthority;
let anchor: AnchorRow;
const probe = createProbePorts();

beforeAll(async () => {
  ({ office, leader, administrator } = await createRealOffice());
});
beforeEach(async () => {
  office.clock.set('2021-03-22T01:00:00Z');
  await office.database.pool.query(`update certificate_anchor set state = 'ended'; truncate certificate_service`);
  ({ authority, served, anchor } = await buildAuthority(office));
});
afterEach(() => served.close());
afterAll(() => office.close());

async function stamp() {
  const tsa = await timestampAuthorityFor(office);
  if (tsa === undefined) {
    throw new Error('none configured');
  }
  return tsa.stamp(randomBytes(32));
}
const asked = () => served.requests.filter((line) => line === 'POST /tsa').length;
const health = (by = administrator) => viewHealth(probe.ports, office.as(by));
const tsaOf = async () => (await health()).services.find(({ kind }) => kind === 'tsa');

describe('time', () => {
  test('from the authority that is configured, by its clock', async () => {
    const { at, signer } = await stamp();
    expect(at).toEqual(office.clock.now());
    expect(Buffer.compare(signer.raw, authority.tsa.certificate)).toBe(0);
    expect(await tsaOf()).toMatchObject({ state: 'ok', lastOkAt: office.clock.now().toISOString(), lastError: null });
  });

  test('none without a configured address', async () => {
    await certificateTables(office.db)
      .updateTable('certificate_anchor')
      .set({ tsa_urls: [] })
      .where('id', '=', anchor.id)
      .execute();
    expect(await timestampAuthorityFor(office)).toBeUndefined();
  });

  test('the next one when the first is down; the first again when it is back', async () => {
    const other = await buildAuthority(office);
    served.faults.tsa = 'down';
    const { signer } = await stamp();
    expect(Buffer.compare(signer.raw, other.authority.tsa.certificate)).toBe(0);
    delete served.faults.tsa;
    expect(Buffer.compare((await stamp()).signer.raw, authority.tsa.certificate)).toBe(0);
    await other.served.close();
  });

  test('three failures in a row: nobody waits for it, after the pause it is asked again', async () => {
    served.faults.tsa = 'error';
    for (let index = 0; index < 5; index += 1) {
      await expect(stamp()).rejects.toMatchObject({ code: 'pki.tsp_unreachable' });
    }
    expect(asked()).toBe(3);
    expect(await tsaOf()).toMatchObject({ state: 'down', lastError: { code: 'pki.tsp_unreachable' } });
    delete served.faults.tsa;
    await expect(stamp()).rejects.toMatchObject({ code: 'pki.tsp_unreachable' });
    office.clock.advance(31_000);
    await stamp();
    expect(await tsaOf()).toMatchObject({ state: 'ok' });
  });

  test('each failure after the pause makes the next pause longer', async () => {
    served.faults.tsa = 'error';
    for (let index = 0; index < 3; index += 1) {
      await expect(stamp()).rejects.toThrow();
    }
    office.clock.advance(31_000);
    await expect(stamp()).rejects.toThrow();
    office.clock.advance(31_000);
    await expect(stamp()).rejects.toThrow();
    expect(asked()).toBe(4);
    office.clock.advance(31_000);
    await expect(stamp()).rejects.toThrow();
    expect(asked()).toBe(5);
  });

  test.each([
    'wrong_nonce',
    'wrong_imprint',
    'foreign',
    'wrong_usage',
    'bad_signature',
    'replay',
    'wrong_time',
  ] as const)('an answer that is %s is none, and stands on the health page', async (fault) => {
    served.faults.tsa = fault;
    await expect(stamp()).rejects.toMatchObject({ code: 'pki.tsp_unreachable' });
    expect((await tsaOf())?.lastError?.code).toMatch(/^pki\.tsp_/);
  });

  test('not under an anchor that is for signing only', async () => {
    await certificateTables(office.db)
      .updateTable('certificate_anchor')
      .set({ usages: ['signing'] })
      .where('id', '=', anchor.id)
      .execute();
    await expect(stamp()).rejects.toMatchObject({ code: 'pki.tsp_unreachable' });
  });

  test('a thousand stamps write few rows', async () => {
    const tsa = await timestampAuthorityFor(office);
    const writes = async () => {
      const { rows } = await office.database.pool.query<{ n: string }>(
        `select xmin::text as n from certificate_service where kind = 'tsa'`,
      );
      return rows[0]?.n;
    };
    await tsa?.stamp(randomBytes(32));
    const first = await writes();
    for (let index = 0; index < 30; index += 1) {
      await tsa?.stamp(createHash('sha256').update(String(index)).digest());
    }
    expect(await writes()).toBe(first);
  });
});

describe('the health page', () => {
  test('every configured address, asked or not, and what waits', async () => {
    probe.waiting.count = 3;
    probe.waiting.oldest = new Date('2021-03-22T00:00:00Z');
    const page = await health();
    probe.waiting.count = 0;
    probe.waiting.oldest = null;
    expect(page.services.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'tsa unknown',
      'ocsp unknown',
      'crl unknown',
      'crl unknown',
    ]);
    expect(page).toMatchObject({ waitingForTime: 3, oldestWaitingAt: '2021-03-22T00:00:00.000Z' });
    expect(page.sentence).toBe('3 văn bản đã ký chờ dấu thời gian.');
    expect((await health()).sentence).toBe('Mọi dịch vụ trả lời bình thường.');
    await expect(health(leader)).rejects.toMatchObject({ status: 403 });
  });

  test('try: each kind of service is asked at once, also one that is down', async () => {
    await registerToken(office, authority, leader);
    const tries = async () => {
      let page = await health();
      for (const { id } of page.services) {
        page = await tryService(probe.ports, office.as(administrator), id);
      }
      return page;
    };
    const good = await tries();
    expect(good.services.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(good.services.filter(({ nextUpdate }) => nextUpdate !== null)).toHaveLength(2);
    expect(good.services.every(({ medianMs }) => medianMs !== null)).toBe(true);
    Object.assign(served.faults, { tsa: 'down', ocsp: 'down', crl: 'down' });
    const bad = await tries();
    expect(bad.services.map(({ state }) => state)).toEqual(['down', 'down', 'down', 'down']);
    expect(bad.sentence).toBe('4 dịch vụ không trả lời.');
    office.clock.advance(2 * 86_400_000);
    expect((await health()).sentence).toBe('4 dịch vụ không trả lời; 2 danh sách thu hồi đã quá hạn cập nhật.');
  });

  test('try: nobody but an administrator, and only what is configured', async () => {
    const [first] = (await health()).services;
    const one = (by: Subject, id: string) => tryService(probe.ports, office.as(by), id);
    await expect(one(leader, first?.id ?? '')).rejects.toMatchObject({ code: 'certificates.try_service.forbidden' });
    await expect(one(administrator, 'tsa-0000')).rejects.toMatchObject({ code: 'certificates.service_unknown' });
    const ocsp = (await health()).services.find(({ kind }) => kind === 'ocsp');
    await expect(one(administrator, ocsp?.id ?? '')).rejects.toMatchObject({ code: 'certificates.nothing_to_ask' });
  });
});
