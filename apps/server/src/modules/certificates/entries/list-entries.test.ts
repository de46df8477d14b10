import type { CertificateEntryQuery } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role, Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { buildKeys } from '../certificates.testing.ts';
import { addDays } from './days.ts';
import { issue } from './entries.testing.ts';
import { listEntries } from './list-entries.ts';
import { listSeals } from './list-seals.ts';
import { listSims } from './list-sims.ts';
import { viewEntry } from './view-entry.ts';

let office: TestOffice;
let clerk: Subject;
let focal: Subject;
let administrator: Subject;
let auditor: Subject;
let specialist: Subject;
let below: Subject;
let apart: Subject;

const TODAY = '2021-03-22';

async function agency(name: string, parentId: string | null = null) {
  const made = await buildAgency(office.db, { name, parent_id: parentId });
  const unit = await buildUnit(office.db, made.id);
  const seat = (fullName: string, ...roles: Role[]) =>
    buildSubject(office.db, { agencyId: made.id, unitId: unit.id, fullName, roles });
  return { id: made.id, seat };
}

const list = (by: Subject, query: Partial<CertificateEntryQuery> = {}) =>
  listEntries(office.as(by), { limit: 50, ...query });

const names = async (by: Subject, query: Partial<CertificateEntryQuery> = {}) =>
  (await list(by, query)).items.map(({ subjectName }) => subjectName);

beforeAll(async () => {
  office = await createTestOffice();
  const district = await agency('Ủy ban nhân dân huyện Thử Nghiệm');
  const commune = await agency('UBND xã Khun Há', district.id);
  const foreign = await agency('UBND huyện Khác');
  clerk = await district.seat('Lò Thị Thử', 'clerk');
  focal = await district.seat('Mùa Thị Mối', 'focal');
  administrator = await district.seat('Giàng A Quản', 'administrator');
  auditor = await district.seat('Tẩn A Soát', 'auditor');
  specialist = await district.seat('Sùng A Ân', 'specialist');
  below = await commune.seat('Lò Văn Bằng', 'clerk');
  apart = await foreign.seat('Người Lạ', 'clerk', 'focal');
  await issue(office, specialist, { subjectName: 'Sùng A Ân', validTo: addDays(TODAY, 63), pkiSim: 'Viettel' });
  await issue(office, clerk, { subjectName: 'Đỗ Văn Chín', validTo: addDays(TODAY, -5), validFrom: '2018-03-01' });
  await issue(office, clerk, { subjectName: 'Vũ Thị Anh', unitName: 'Phòng Nội vụ', personId: null });
  await issue(office, below, { subjectName: 'Lò Văn Bằng', validTo: addDays(TODAY, 20) });
  await issue(office, apart, { subjectName: 'Người Lạ' });
});
afterAll(() => office.close());

describe('whose certificates', () => {
  test('the own agency for its people, everything below for the guiding office and the administrator', async () => {
    const own = ['Sùng A Ân', 'Vũ Thị Anh', 'Đỗ Văn Chín'];
    expect((await names(clerk)).sort()).toEqual([...own].sort());
    expect((await names(auditor)).sort()).toEqual([...own].sort());
    expect((await names(focal)).sort()).toEqual([...own, 'Lò Văn Bằng'].sort());
    expect((await names(administrator)).sort()).toEqual([...own, 'Lò Văn Bằng'].sort());
    expect(await names(below)).toEqual(['Lò Văn Bằng']);
    expect(await names(apart)).toEqual(['Người Lạ']);
  });

  test('an agency outside the scope is empty, not forbidden; somebody without a part sees no list', async () => {
    expect(await names(clerk, { agencyId: below.agencyId })).toEqual([]);
    expect(await names(focal, { agencyId: below.agencyId })).toEqual(['Lò Văn Bằng']);
    expect(await names(focal, { agencyId: apart.agencyId })).toEqual([]);
    await expect(list(specialist)).rejects.toMatchObject({ code: 'certificates.list_entries.forbidden', status: 403 });
  });

  test('one entry: the own one for everybody, none of another agency', async () => {
    const [own] = (await list(clerk, { q: 'sung a an' })).items;
    const seen = await viewEntry(office.as(specialist), own?.id ?? '');
    expect(seen).toMatchObject({ entry: { subjectName: 'Sùng A Ân' }, history: [{ link: '/de-nghi/thu' }] });
    expect(JSON.stringify(seen)).not.toContain('012345678901');
    const [other] = (await list(clerk, { q: 'do van chin' })).items;
    await expect(viewEntry(office.as(specialist), other?.id ?? '')).rejects.toMatchObject({ status: 403 });
    await expect(viewEntry(office.as(apart), own?.id ?? '')).rejects.toMatchObject({
      code: 'certificates.entry_not_found',
      status: 404,
    });
    await expect(viewEntry(office.as(clerk), newId())).rejects.toMatchObject({ status: 404 });
  });
});

describe('filters', () => {
  test('by what is left, without what has ended', async () => {
    expect(await names(focal, { withinDays: 62 })).toEqual(['Lò Văn Bằng']);
    expect((await names(focal, { withinDays: 63 })).sort()).toEqual(['Lò Văn Bằng', 'Sùng A Ân']);
    expect(await names(focal, { withinDays: 0 })).toEqual([]);
  });

  test('by the state of the day', async () => {
    expect(await names(clerk, { state: 'expired' })).toEqual(['Đỗ Văn Chín']);
    expect((await names(clerk, { state: 'active' })).sort()).toEqual(['Sùng A Ân', 'Vũ Thị Anh']);
    expect(await names(clerk, { state: 'revoked' })).toEqual([]);
  });

  test('by words without accents, by a serial however it is spelled, and by nothing clever', async () => {
    expect(await names(clerk, { q: 'NỘI vụ' })).toEqual(['Vũ Thị Anh']);
    const [entry] = (await list(clerk, { q: 'vu thi anh' })).items;
    const spelled = (entry?.serial ?? '').toLowerCase().replace(/(..)/g, '$1:');
    expect(await names(clerk, { q: spelled })).toEqual(['Vũ Thị Anh']);
    expect(await names(clerk, { q: '%' })).toEqual([]);
    expect(await names(clerk, { q: "'; drop table certificate_entry; --" })).toEqual([]);
    expect(await names(clerk, { subjectKind: 'organisation' })).toEqual([]);
  });

  test('page by page, people by given name, nobody twice', async () => {
    const all = await names(focal);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(focal, { limit: 1, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map(({ subjectName }) => subjectName));
      expect(page.total).toBe(4);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(all);
    expect(all.indexOf('Vũ Thị Anh')).toBeLessThan(all.indexOf('Lò Văn Bằng'));
    expect(all.indexOf('Lò Văn Bằng')).toBeLessThan(all.indexOf('Đỗ Văn Chín'));
    expect((await list(focal, { cursor: 'bịa' })).items).toHaveLength(4);
  });

  test('says what to do', async () => {
    const [entry] = (await list(clerk, { q: 'sung a an' })).items;
    expect(entry).toMatchObject({ daysLeft: 63, tone: 'red', container: 'pki_sim' });
    expect(entry?.advice).toContain('Mẫu 03');
  });
});

describe('what comes with them', () => {
  test('SIMs and seals in the same scope', async () => {
    expect(await listSims(office.as(clerk), { limit: 50 })).toMatchObject({
      total: 1,
      items: [{ carrier: 'Viettel', origin: 'new', holderName: 'Sùng A Ân', state: 'in_use' }],
    });
    expect((await listSims(office.as(apart), { limit: 50 })).total).toBe(0);
    await expect(listSims(office.as(specialist), { limit: 50 })).rejects.toMatchObject({ status: 403 });
    await buildKeys(office, [clerk]);
    const seals = await listSeals(office.as(clerk), { limit: 50 });
    expect(seals).toMatchObject({
      total: 1,
      items: [{ state: 'active', custodianName: clerk.displayName, imageUrl: expect.stringContaining('/image.png') }],
    });
    // A picture of a seal is for its keeper, not for every reader.
    expect((await listSeals(office.as(focal), { limit: 50 })).items[0]?.imageUrl).toBeNull();
    expect((await listSeals(office.as(apart), { limit: 50 })).total).toBe(0);
  });

  test('demo keys stand in the register', async () => {
    const found = await list(clerk, { q: 'lo thi thu' });
    expect(found.items).toMatchObject([{ container: 'software', state: 'active', certificateId: expect.any(String) }]);
  });
});
