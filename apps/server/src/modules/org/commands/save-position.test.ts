import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusedOfTwo } from '../../../platform/testing/one-of-two.ts';
import { loadSubject } from '../load-subject.ts';
import { findPosition } from '../org.store.ts';
import { buildPerson } from '../org.testing.ts';
import { viewPerson } from '../queries/list-people.ts';
import { type AdminOffice, createAdminOffice, positionBody } from './org-admin.testing.ts';
import { createPerson, editPerson, leavePerson } from './save-person.ts';
import { createPosition, editPosition, endPosition } from './save-position.ts';

let at: AdminOffice;
beforeAll(async () => {
  at = await createAdminOffice();
});
afterAll(() => at.office.close());

const act = () => at.office.as(at.admin);
const TODAY = '2021-03-22';

async function newPost(given: Partial<Parameters<typeof positionBody>[0]> = {}) {
  const person = await buildPerson(at.office.db, at.district.id);
  const body = positionBody({ agencyId: at.district.id, unitId: at.unit.id, personId: person.id, ...given });
  const { id } = await createPosition(act(), body);
  return { id, personId: person.id };
}

describe('a post', () => {
  test('is given, ends at once and is audited', async () => {
    const { id } = await newPost();
    expect(await loadSubject(at.office.db, { userId: id, positionId: id }, TODAY)).toMatchObject({ positionId: id });
    await endPosition(act(), id, { validTo: '2021-03-21', reason: 'Luân chuyển' });
    expect(await loadSubject(at.office.db, { userId: id, positionId: id }, TODAY)).toBeUndefined();
    expect(await findPosition(at.office.db, id, '2021-03-21')).toBeDefined();
    expect(await at.count("audit_leaf where object_id = $1 and action like 'org.position_%'", [id])).toBe(2);
    await expect(endPosition(act(), id, { validTo: '2021-03-20', reason: '' })).rejects.toMatchObject({
      code: 'org.edit_position.forbidden',
    });
  });

  test('tells of people whose post is over now, not of those who go later', async () => {
    const told: string[] = [];
    const ports = {
      postsEnded: async (_tx: unknown, _context: unknown, ids: readonly string[]) => void told.push(...ids),
    };
    const now = await newPost();
    const later = await newPost();
    await endPosition(act(), later.id, { validTo: '2021-03-22', reason: '' }, ports);
    expect(told).toEqual([]);
    await endPosition(act(), now.id, { validTo: '2021-03-21', reason: '' }, ports);
    expect(told).toEqual([now.personId]);
  });

  test('ends later by date, may be brought forward and not pushed back', async () => {
    const { id } = await newPost();
    await endPosition(act(), id, { validTo: '2021-04-30', reason: '' });
    expect(await findPosition(at.office.db, id, '2021-04-30')).toBeDefined();
    expect(await findPosition(at.office.db, id, '2021-05-01')).toBeUndefined();
    await endPosition(act(), id, { validTo: '2021-04-15', reason: '' });
    await expect(endPosition(act(), id, { validTo: '2021-06-01', reason: '' })).rejects.toMatchObject({
      code: 'org.wrong_state',
    });
  });

  test('taken back before its first day never was', async () => {
    const { id } = await newPost({ validFrom: TODAY });
    await endPosition(act(), id, { validTo: '2021-03-21', reason: 'Giao nhầm' });
    expect(await loadSubject(at.office.db, { userId: id, positionId: id }, TODAY)).toBeUndefined();
    const later = await newPost();
    await expect(endPosition(act(), later.id, { validTo: '2020-12-30', reason: '' })).rejects.toMatchObject({
      code: 'org.term_order',
    });
  });

  test('changes its roles with the next request', async () => {
    const { id } = await newPost();
    await editPosition(act(), id, { roles: ['clerk'], fields: ['y tế'], sortOrder: 1 });
    expect((await loadSubject(at.office.db, { userId: id, positionId: id }, TODAY))?.roles).toEqual(['clerk']);
  });

  test.each<[string, () => Partial<Parameters<typeof positionBody>[0]>, string]>([
    ['an end before the start', () => ({ validTo: '2020-12-31' }), 'org.term_order'],
    ['a unit of another agency', () => ({ unitId: at.communeUnit.id }), 'org.unit_not_found'],
    ['an agency out of reach', () => ({ agencyId: at.stranger.agencyId }), 'org.agency_not_found'],
    ['a person out of reach', () => ({ personId: at.stranger.personId }), 'org.person_not_found'],
  ])('is refused with %s', async (_name, given, code) => {
    await expect(newPost(given())).rejects.toMatchObject({ code });
  });

  test('is not given by a clerk, nor ended by a stranger', async () => {
    const { id, personId } = await newPost();
    const body = positionBody({ agencyId: at.district.id, unitId: at.unit.id, personId });
    await expect(createPosition(at.office.as(at.clerk), body)).rejects.toMatchObject({
      code: 'org.edit_position.forbidden',
    });
    await expect(
      endPosition(at.office.as(at.stranger), id, { validTo: '2021-03-21', reason: '' }),
    ).rejects.toMatchObject({ code: 'org.position_not_found' });
    expect(await findPosition(at.office.db, id, TODAY)).toBeDefined();
  });
});

describe('heads', () => {
  test('follow each other, never overlap, also when two are named at once', async () => {
    const head = {
      rank: 'agency_head' as const,
      title: 'Chủ tịch',
      agencyId: at.commune.id,
      unitId: at.communeUnit.id,
    };
    const first = await newPost({ ...head, validFrom: '2020-01-01', validTo: '2021-05-31' });
    await expect(newPost({ ...head, validFrom: '2021-05-31' })).rejects.toMatchObject({ code: 'org.second_head' });
    const twins = await Promise.allSettled([1, 2].map(() => newPost({ ...head, validFrom: '2021-06-01' })));
    expect(twins.map((twin) => twin.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await findPosition(at.office.db, first.id, TODAY)).toBeDefined();
  });
});

describe('a person', () => {
  const facts = {
    fullName: 'Lò Thị Mẫu',
    code: '',
    staffKind: 'civil_servant' as const,
    bornOn: null,
    email: '',
    phone: '',
    identityNumber: '012090000123',
  };

  test('is entered with a first post, shown masked and edited without losing what is masked', async () => {
    const position = positionBody({ agencyId: at.district.id, unitId: at.unit.id, personId: '' });
    const { id } = await createPerson(act(), { agencyId: at.district.id, person: facts, position });
    const shown = await viewPerson(act(), id);
    expect(shown).toMatchObject({
      identityNumber: '•••••••••123',
      positions: [{ title: 'Chuyên viên', state: 'in_office' }],
      abilities: { 'org.edit_person': true },
    });
    await editPerson(act(), id, { ...facts, phone: '0912000111', identityNumber: shown.identityNumber });
    expect(await at.count("org_person where id = $1 and identity_number = '012090000123' and phone <> ''", [id])).toBe(
      1,
    );
    const detail = await at.count(
      'audit_leaf where object_id = $1 and action = \'org.person_edited\' and detail = \'{"fields": ["phone"]}\'::jsonb',
      [id],
    );
    expect(detail).toBe(1);
  });

  test('has a code of the own in the agency', async () => {
    await createPerson(act(), { agencyId: at.district.id, person: { ...facts, code: 'CB1' } });
    const other = await createPerson(act(), { agencyId: at.district.id, person: { ...facts, code: 'CB2' } });
    await expect(
      createPerson(act(), { agencyId: at.district.id, person: { ...facts, code: 'CB1' } }),
    ).rejects.toMatchObject({ code: 'org.code_taken' });
    await expect(editPerson(act(), other.id, { ...facts, code: 'CB1' })).rejects.toMatchObject({
      code: 'org.code_taken',
    });
  });

  test('keeps a code to one of two who ask for it at once', async () => {
    const refused = await refusedOfTwo(8, async (round) => {
      const people = [0, 1].map(() => createPerson(act(), { agencyId: at.district.id, person: facts }));
      const code = `TW${round}`;
      return (await Promise.all(people)).map(
        ({ id }) =>
          () =>
            editPerson(act(), id, { ...facts, code }),
      );
    });
    expect(refused).toEqual(Array(8).fill(['org.code_taken']));
  });

  test('that leaves holds no post from that day on, now or later', async () => {
    const { id, personId } = await newPost();
    const body = positionBody({ agencyId: at.commune.id, unitId: at.communeUnit.id, personId });
    const planned = await createPosition(act(), { ...body, validFrom: '2021-06-01' });
    await leavePerson(act(), personId, { leaveReason: 'retired', leftOn: '2021-04-01' });
    expect(await findPosition(at.office.db, id, '2021-03-31')).toBeDefined();
    expect(await findPosition(at.office.db, id, '2021-04-01')).toBeUndefined();
    expect(await findPosition(at.office.db, planned.id, '2021-06-01')).toBeUndefined();
    await expect(leavePerson(act(), personId, { leaveReason: 'retired', leftOn: '2021-04-01' })).rejects.toMatchObject({
      code: 'org.wrong_state',
    });
    await expect(createPosition(act(), { ...body, validFrom: '2021-07-01' })).rejects.toMatchObject({
      code: 'org.wrong_state',
    });
  });
});

describe('the last administrator', () => {
  test('can neither be ended, nor lose the role, nor leave', async () => {
    const away = at.office.as(at.stranger);
    const roles = { roles: ['clerk' as const], fields: [], sortOrder: 0 };
    // With another administrator in the installation the first one may go.
    await editPosition(away, at.stranger.positionId, roles);
    await expect(editPosition(act(), at.admin.positionId, roles)).rejects.toMatchObject({
      code: 'org.last_administrator',
    });
    await expect(endPosition(act(), at.admin.positionId, { validTo: '2021-12-31', reason: '' })).rejects.toMatchObject({
      code: 'org.last_administrator',
    });
    await expect(
      leavePerson(act(), at.admin.personId, { leaveReason: 'resigned', leftOn: '2021-04-01' }),
    ).rejects.toMatchObject({ code: 'org.last_administrator' });
    expect(await findPosition(at.office.db, at.admin.positionId, '2022-01-01')).toBeDefined();
  });
});
