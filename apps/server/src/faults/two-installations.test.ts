import type { IncomingPage, PeerAnswer, PeerList } from '@congvu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { buildDistrictOffice, type DistrictOffice } from '../modules/drafting/drafting.testing.ts';
import { buildAgency, buildSubject, buildUnit } from '../modules/org/org.testing.ts';
import { buildHandedOver, giveDemoKeys, PIN } from '../modules/outgoing/outgoing.testing.ts';
import type { Subject } from '../platform/authorise.ts';
import { rawQuery } from '../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../platform/testing/test-context.ts';
import { type OfficeProcess, startProcess } from './faults.testing.ts';

type Id = z.infer<typeof PeerAnswer>;

interface Installation {
  office: TestOffice;
  running: OfficeProcess;
  url: string;
  administrator: Subject;
}

let here: Installation;
let there: Installation;
let district: DistrictOffice;
let clerkThere: Subject;
let communeThere: string;

async function listen(office: TestOffice, agencyId: string): Promise<Installation> {
  office.config.loopbackServices = true;
  const running = await startProcess(office);
  const url = new URL(await running.app.listen({ host: '127.0.0.1', port: 0 })).origin;
  office.config.publicUrl = url;
  const unit = await buildUnit(office.db, agencyId);
  const administrator = await buildSubject(office.db, { agencyId, unitId: unit.id, roles: ['administrator'] });
  return { office, running, url, administrator };
}

async function codeOf(office: TestOffice, agencyId: string): Promise<string> {
  const [row] = await rawQuery<{ value: string }>(office.db, 'select value from org_agency_code where agency_id = $1', [
    agencyId,
  ]);
  return row?.value ?? '';
}

/** A commune of the district that has an office of its own elsewhere. */
beforeAll(async () => {
  const office = await createTestOffice();
  district = await buildDistrictOffice(office);
  await giveDemoKeys(office, district);
  const [moved = ''] = district.communeIds;
  await rawQuery(office.db, 'update org_agency set hosted = false where id = $1', [moved]);
  here = await listen(office, district.clerk.agencyId);

  const other = await createTestOffice();
  const code = await codeOf(office, moved);
  communeThere = (await buildAgency(other.db, { name: 'UBND xã Nơi Khác', code })).id;
  const unit = await buildUnit(other.db, communeThere);
  clerkThere = await buildSubject(other.db, { agencyId: communeThere, unitId: unit.id, roles: ['clerk'] });
  await buildAgency(other.db, {
    name: 'UBND huyện gửi',
    code: await codeOf(office, district.clerk.agencyId),
    hosted: false,
  });
  there = await listen(other, communeThere);
});
afterAll(async () => {
  for (const { running, office } of [here, there]) {
    await running.stop();
    await office.close();
  }
});

/** What two administrators do on their pages, with the telephone between them. */
async function pair(one: Installation, other: Installation): Promise<void> {
  const proposal = { endpoint: other.url, plainHttpConfirmed: true, share: 'all' };
  const added = await one.running.call<Id>(one.administrator, 'POST', '/api/connections/peers', proposal);
  expect(added.status).toBe(200);
  const spoken = await other.running.call<PeerList>(other.administrator, 'GET', '/api/connections/peers');
  const heard = spoken.body.own.fingerprint.split(' ').slice(-4).join(' ');
  const seen = await one.running.call<PeerList>(one.administrator, 'GET', '/api/connections/peers');
  const codes = seen.body.peers[0]?.agencies.filter(({ problem }) => problem === '').map(({ code }) => code);
  const path = `/api/connections/peers/${added.body.id}/confirm`;
  expect((await one.running.call(one.administrator, 'POST', path, { heard, codes })).status).toBe(200);
}

async function issueLetter(): Promise<string> {
  const id = await buildHandedOver(here.office, district);
  for (const [subject, purpose] of [
    [district.deputy, 'outgoing.sign'],
    [district.clerk, 'outgoing.seal'],
  ] as const) {
    const batch = await here.running.call<{ id: string }>(subject, 'POST', '/api/signing/batches', {
      purpose,
      documentIds: [id],
    });
    await here.running.call(subject, 'POST', `/api/signing/batches/${batch.body.id}/sign`, { pin: PIN });
  }
  const issued = await here.running.call(district.clerk, 'POST', '/api/outgoing/issue', { documentIds: [id] });
  expect(issued.status).toBe(200);
  return id;
}

/** How the letter stands at the receiver elsewhere, as the sender knows it. */
async function stateThere(documentId: string): Promise<string | undefined> {
  await here.running.sweep();
  await there.running.sweep();
  const [row] = await rawQuery<{ state: string }>(
    here.office.db,
    `select state from interchange_dispatch where document_id = $1 and carrier = 'peer'`,
    [documentId],
  );
  return row?.state;
}

test('a letter goes to a commune with an office of its own, is registered there, and its states come back', async () => {
  await pair(here, there);
  await pair(there, here);
  const id = await issueLetter();
  await expect.poll(() => stateThere(id), { timeout: 90_000, interval: 200 }).toBe('arrived');
  const { body } = await there.running.call<z.infer<typeof IncomingPage>>(clerkThere, 'GET', '/api/incoming');
  expect(body.items).toMatchObject([{ source: 'axis', issuingAgencyName: 'UBND huyện Bản Sen' }]);
  const [item] = body.items;
  const registered = await there.running.call(clerkThere, 'POST', `/api/incoming/${item?.id}/register`, {});
  expect(registered.status).toBe(200);
  await expect.poll(() => stateThere(id), { timeout: 90_000, interval: 200 }).toBe('accepted');
  const [count] = await rawQuery<{ count: number }>(
    there.office.db,
    'select count(*) from incoming_document where agency_id = $1',
    [communeThere],
  );
  expect(count?.count).toBe(1);
});
