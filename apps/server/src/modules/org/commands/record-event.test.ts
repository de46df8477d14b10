import type { AgencyFacts } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepEvents } from '../events/apply-events.ts';
import { loadSubject } from '../load-subject.ts';
import { currentAgencyCode, findAgencyByCode, findPosition, getAgency } from '../org.store.ts';
import { buildAgency, buildSubject, buildUnit } from '../org.testing.ts';
import { findAgencies } from '../queries/find-options.ts';
import { viewAgency, viewTree } from '../queries/view-agencies.ts';
import { createAgency } from './create-agency.ts';
import { editAgency } from './edit-agency.ts';
import { type AdminOffice, createAdminOffice } from './org-admin.testing.ts';
import { recordEvent } from './record-event.ts';

let at: AdminOffice;
beforeAll(async () => {
  at = await createAdminOffice();
});
afterAll(() => at.office.close());

const act = () => at.office.as(at.admin);
const names = (name: string) => ({ name, shortName: '', headingName: '' });
const BASIS = 'Nghị quyết số 12/NQ-HĐND';
const TODAY = '2021-03-22';

async function department(name: string, code: string, parentId = at.district.id) {
  const agency = await buildAgency(at.office.db, { name, kind: 'department', parent_id: parentId, code });
  const unit = await buildUnit(at.office.db, agency.id);
  const post = await buildSubject(at.office.db, { agencyId: agency.id, unitId: unit.id, roles: ['specialist'] });
  return { agency, unit, post };
}

function facts(name: string, code: string): AgencyFacts {
  return {
    ...{ name, shortName: '', governingName: '', headingName: '', place: 'Tam Đường', symbol: 'P' },
    ...{ kind: 'department', tier: 'district', code, oldCode: null, email: '' },
  };
}

const inOffice = (positionId: string, on: string) => loadSubject(at.office.db, { userId: positionId, positionId }, on);

describe('a rename', () => {
  test('of today is the name at once, keeps the old one and is found by both', async () => {
    const { agency } = await department('Phòng Văn hóa', 'R.1');
    await recordEvent(act(), {
      ...{ kind: 'rename', agencyId: agency.id, names: names('Phòng Văn hóa và Thông tin') },
      ...{ effectiveOn: TODAY, basis: BASIS },
    });
    const renamed = await getAgency(at.office.db, agency.id);
    expect(renamed).toMatchObject({
      name: 'Phòng Văn hóa và Thông tin',
      heading_name: 'PHÒNG VĂN HÓA VÀ THÔNG TIN',
      symbol: agency.symbol,
    });
    expect((await viewAgency(act(), agency.id)).names).toEqual([
      { name: 'Phòng Văn hóa và Thông tin', validFrom: TODAY, validTo: null },
      { name: 'Phòng Văn hóa', validFrom: '1900-01-01', validTo: '2021-03-21' },
    ]);
    const { items } = await findAgencies(act(), { q: 'thong tin van', limit: 5 });
    expect(items.map((item) => item.agencyId)).toEqual([agency.id]);
  });

  test('of a later day waits for it and survives being late', async () => {
    const { agency } = await department('Phòng Lao động', 'R.2');
    const { id } = await recordEvent(act(), {
      ...{ kind: 'rename', agencyId: agency.id, names: names('Phòng Nội vụ - Lao động') },
      ...{ effectiveOn: '2021-04-01', basis: BASIS },
    });
    await sweepEvents(at.office);
    expect((await getAgency(at.office.db, agency.id)).name).toBe('Phòng Lao động');
    at.office.clock.set('2021-03-31T17:00:00Z');
    await Promise.all([sweepEvents(at.office), sweepEvents(at.office)]);
    expect((await getAgency(at.office.db, agency.id)).name).toBe('Phòng Nội vụ - Lao động');
    expect(await at.count("audit_leaf where object_id = $1 and action = 'org.event_applied'", [id])).toBe(1);
    at.office.clock.set('2021-03-22T01:00:00Z');
    const again = { kind: 'rename' as const, agencyId: agency.id, names: names('Tên khác'), basis: BASIS };
    await expect(recordEvent(act(), { ...again, effectiveOn: '2021-04-01' })).rejects.toMatchObject({
      code: 'org.event_order',
    });
  });
});

describe('a merge', () => {
  test('ends agency, units, posts and delegations the day before and moves who is named', async () => {
    const health = await department('Phòng Y tế', 'M.1');
    const office = await department('Văn phòng HĐND và UBND', 'M.2');
    const child = await department('Trung tâm Y tế', 'M.1.1', health.agency.id);
    const { id } = await recordEvent(act(), {
      ...{ kind: 'merge', agencyIds: [health.agency.id], successorId: office.agency.id },
      nextPosts: [
        {
          ...{ positionId: health.post.positionId, agencyId: office.agency.id, unitId: office.unit.id },
          ...{ title: 'Chuyên viên y tế', rank: 'staff', roles: ['specialist'] },
        },
      ],
      ...{ effectiveOn: '2021-07-01', basis: BASIS },
    });
    expect(await inOffice(health.post.positionId, '2021-06-30')).toBeDefined();
    expect(await inOffice(health.post.positionId, '2021-07-01')).toBeUndefined();
    expect(await currentAgencyCode(at.office.db, health.agency.id)).toBe('M.1');
    expect(
      await at.count(
        "org_position where person_id = $1 and agency_id = $2 and valid_from = '2021-07-01' and title = 'Chuyên viên y tế'",
        [health.post.personId, office.agency.id],
      ),
    ).toBe(1);
    const tree = await viewTree(act());
    expect(tree.agencies.find((line) => line.id === health.agency.id)).toMatchObject({
      state: 'ending',
      validTo: '2021-06-30',
      people: 1,
    });
    expect(tree.events.find((event) => event.id === id)).toMatchObject({
      text: 'Phòng Y tế nhập vào Văn phòng HĐND và UBND',
      inForce: false,
    });
    at.office.clock.set('2021-07-01T01:00:00Z');
    await sweepEvents(at.office);
    expect((await getAgency(at.office.db, child.agency.id)).parent_id).toBe(office.agency.id);
    expect(await currentAgencyCode(at.office.db, health.agency.id)).toBeUndefined();
    expect((await findAgencyByCode(at.office.db, 'M.1'))?.id).toBe(health.agency.id);
    const { items } = await findAgencies(act(), { q: 'phong y te', limit: 5 });
    expect(items).toEqual([]);
    at.office.clock.set('2021-03-22T01:00:00Z');
  });

  test('is refused into itself, into one below, into an ended one, and twice at once', async () => {
    const one = await department('Phòng Một', 'M.3');
    const below = await department('Phòng Dưới', 'M.4', one.agency.id);
    const merge = (agencyIds: string[], successorId: string, effectiveOn = '2021-07-01') =>
      recordEvent(act(), { kind: 'merge', agencyIds, successorId, nextPosts: [], effectiveOn, basis: BASIS });
    await expect(merge([one.agency.id], one.agency.id)).rejects.toMatchObject({ code: 'org.wrong_state' });
    await expect(merge([one.agency.id], below.agency.id)).rejects.toMatchObject({ code: 'org.cycle' });
    const twins = await Promise.allSettled([1, 2].map(() => merge([below.agency.id], one.agency.id)));
    expect(twins.map((twin) => twin.status).sort()).toEqual(['fulfilled', 'rejected']);
    const other = await department('Phòng Hai', 'M.5');
    await expect(merge([other.agency.id], below.agency.id)).rejects.toMatchObject({ code: 'org.agency_ended' });
    expect((await getAgency(at.office.db, other.agency.id)).valid_to).toBeNull();
  });
});

describe('a split and a dissolution', () => {
  test('make new agencies in the place of the old one', async () => {
    const { agency, post } = await department('Phòng Kinh tế và Hạ tầng', 'S.1');
    await recordEvent(act(), {
      ...{ kind: 'split', agencyId: agency.id, effectiveOn: '2021-03-20', basis: BASIS },
      into: [facts('Phòng Kinh tế', 'S.2'), facts('Phòng Hạ tầng', 'S.3')],
    });
    expect(await inOffice(post.positionId, TODAY)).toBeUndefined();
    const parts = await Promise.all(['S.2', 'S.3'].map((code) => findAgencyByCode(at.office.db, code)));
    expect(parts.map((part) => [part?.parent_id, part?.valid_from])).toEqual([
      [at.district.id, '2021-03-20'],
      [at.district.id, '2021-03-20'],
    ]);
  });

  test('need an heir for agencies below', async () => {
    const above = await department('Phòng Trên', 'D.1');
    const below = await department('Trạm Dưới', 'D.2', above.agency.id);
    const dissolve = (successorId: string | null) =>
      recordEvent(act(), {
        ...{ kind: 'dissolve', agencyId: above.agency.id, successorId },
        ...{ effectiveOn: TODAY, basis: BASIS },
      });
    await expect(dissolve(null)).rejects.toMatchObject({ code: 'org.wrong_state' });
    await dissolve(at.commune.id);
    expect((await getAgency(at.office.db, below.agency.id)).parent_id).toBe(at.commune.id);
    expect(await findPosition(at.office.db, above.post.positionId, TODAY)).toBeUndefined();
    await expect(dissolve(at.commune.id)).rejects.toMatchObject({ code: 'org.agency_ended' });
  });
});

describe('whoever may not', () => {
  test('records, creates and edits nothing', async () => {
    const rename = {
      ...{ kind: 'rename' as const, agencyId: at.commune.id, names: names('Tên mới') },
      ...{ effectiveOn: TODAY, basis: BASIS },
    };
    await expect(recordEvent(at.office.as(at.clerk), rename)).rejects.toMatchObject({
      code: 'org.record_event.forbidden',
    });
    await expect(recordEvent(at.office.as(at.stranger), rename)).rejects.toMatchObject({
      code: 'org.agency_not_found',
    });
    await expect(viewTree(at.office.as(at.clerk))).rejects.toMatchObject({ code: 'org.inspect.forbidden' });
    await expect(viewAgency(at.office.as(at.stranger), at.commune.id)).rejects.toMatchObject({
      code: 'org.agency_not_found',
    });
  });

  test('cannot end the agency of the last administrators', async () => {
    const ended = { kind: 'dissolve' as const, effectiveOn: '2021-05-01', basis: BASIS };
    await recordEvent(at.office.as(at.stranger), { ...ended, agencyId: at.stranger.agencyId, successorId: null });
    const address = await buildAgency(at.office.db, { name: 'UBND tỉnh', hosted: false, code: 'Z.1' });
    await expect(
      recordEvent(act(), { ...ended, agencyId: at.district.id, successorId: address.id }),
    ).rejects.toMatchObject({ code: 'org.last_administrator' });
    expect((await getAgency(at.office.db, at.district.id)).valid_to).toBeNull();
  });
});

describe('an agency', () => {
  const body = { ...facts('Phòng Dân tộc', 'A.1'), group: null, hosted: true, parentId: '' };

  test('is created below one that is administered, with codes nobody else has', async () => {
    const { id } = await createAgency(act(), { ...body, parentId: at.district.id, oldCode: '000.01.09.H35' });
    expect(await viewAgency(act(), id)).toMatchObject({
      headingName: 'PHÒNG DÂN TỘC',
      collective: false,
      state: 'living',
      codes: [{ scheme: 'qd20' }, { scheme: 'qcvn102' }],
      abilities: { 'org.edit_agency': true },
    });
    for (const taken of [{ code: 'a.1' }, { code: 'A.2', oldCode: '000.01.09.h35' }]) {
      await expect(createAgency(act(), { ...body, ...taken, parentId: at.district.id })).rejects.toMatchObject({
        code: 'org.code_taken',
      });
    }
  });

  test('without a parent is only an address, kept by the top agency', async () => {
    await expect(createAgency(act(), { ...body, code: 'P.1', parentId: null })).rejects.toMatchObject({
      code: 'org.agency_not_found',
    });
    const address = { ...body, code: 'H35', parentId: null, hosted: false };
    const { id } = await createAgency(act(), address);
    expect((await viewTree(act())).agencies.map((line) => line.id)).toContain(id);
    const below = await buildSubject(at.office.db, {
      ...{ agencyId: at.commune.id, unitId: at.communeUnit.id, roles: ['administrator'] },
    });
    await expect(createAgency(at.office.as(below), { ...address, code: 'P.2' })).rejects.toMatchObject({
      code: 'org.agency_not_found',
    });
    const seen = (await viewTree(at.office.as(below))).agencies.map((line) => line.id);
    expect(seen).toContain(at.commune.id);
    expect(seen.filter((other) => other === id || other === at.district.id)).toEqual([]);
  });

  test('changes its code and is still found by the old one', async () => {
    const { agency } = await department('Thanh tra huyện', 'E.1');
    const edit = {
      ...{ place: 'Tam Đường', email: '', group: null, hosted: true, collective: false },
      ...{ sortOrder: 3, code: 'E.2', oldCode: null },
    };
    await editAgency(act(), agency.id, edit);
    expect(await currentAgencyCode(at.office.db, agency.id)).toBe('E.2');
    expect((await findAgencyByCode(at.office.db, 'E.1'))?.id).toBe(agency.id);
    // Given and taken back on the same day: the one in between was never in use.
    await editAgency(act(), agency.id, { ...edit, code: 'E.3' });
    expect(await findAgencyByCode(at.office.db, 'E.2')).toBeUndefined();
    await expect(editAgency(act(), agency.id, { ...edit, code: 'H35.9' })).rejects.toMatchObject({
      code: 'org.code_taken',
    });
    // Who looks after nothing does not learn which ids exist below.
    await expect(editAgency(at.office.as(at.clerk), agency.id, edit)).rejects.toMatchObject({
      code: 'org.agency_not_found',
    });
  });
});
