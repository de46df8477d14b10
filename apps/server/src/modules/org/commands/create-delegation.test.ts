import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { buildSubject } from '../org.testing.ts';
import { listDelegations } from '../queries/list-delegations.ts';
import { assertMaySign, listSigningAuthorities } from '../signing-authority.ts';
import { createDelegation } from './create-delegation.ts';
import { type AdminOffice, createAdminOffice, delegationBody } from './org-admin.testing.ts';
import { revokeDelegation } from './revoke-delegation.ts';
import { endPosition } from './save-position.ts';

let at: AdminOffice;
let head: Subject;
let chief: Subject;
let deputyChief: Subject;
let mayor: Subject;
let communeDeputy: Subject;

beforeAll(async () => {
  at = await createAdminOffice();
  const post = (
    agencyId: string,
    unitId: string,
    rank: 'agency_head' | 'agency_deputy' | 'unit_head' | 'unit_deputy',
  ) => buildSubject(at.office.db, { agencyId, unitId, rank, title: rank, roles: ['leader'] });
  head = await post(at.district.id, at.unit.id, 'agency_head');
  chief = await post(at.district.id, at.unit.id, 'unit_head');
  deputyChief = await post(at.district.id, at.unit.id, 'unit_deputy');
  mayor = await post(at.commune.id, at.communeUnit.id, 'agency_head');
  communeDeputy = await post(at.commune.id, at.communeUnit.id, 'agency_deputy');
});
afterAll(() => at.office.close());

const act = () => at.office.as(at.admin);
const LETTER = { documentType: 'official_letter', on: '2021-03-22' };

describe('a delegation', () => {
  test('by order lets a unit head sign, passed on also the deputy, until it is revoked', async () => {
    const { id } = await createDelegation(act(), delegationBody({ capacity: 'TL', toPositionId: chief.positionId }));
    const passed = delegationBody({ capacity: 'KT', toPositionId: deputyChief.positionId });
    await createDelegation(act(), { ...passed, fromPositionId: chief.positionId });
    const signers = await listSigningAuthorities(at.office.db, at.district.id, LETTER);
    expect(signers.map((signer) => [signer.positionId, signer.capacity])).toEqual(
      expect.arrayContaining([
        [head.positionId, 'TM'],
        [chief.positionId, 'TL'],
        [deputyChief.positionId, 'TL'],
      ]),
    );
    const sign = (documentType: string) =>
      assertMaySign(at.office.db, { positionId: chief.positionId, capacity: 'TL', documentType, on: LETTER.on });
    await expect(sign('official_letter')).resolves.toMatchObject({ lines: ['TL. AGENCY_HEAD', 'UNIT_HEAD'] });
    await expect(sign('decision')).rejects.toMatchObject({ code: 'org.may_not_sign' });
    await revokeDelegation(act(), id, { reason: 'Thay đổi quy chế' });
    await expect(sign('official_letter')).rejects.toMatchObject({ code: 'org.may_not_sign' });
    await expect(revokeDelegation(act(), id, { reason: 'lần nữa' })).rejects.toMatchObject({ code: 'org.wrong_state' });
    expect(await at.count("audit_leaf where object_id = $1 and action like 'org.delegation_%'", [id])).toBe(2);
  });

  test('by authorisation crosses agencies, within its days and documents only', async () => {
    const { id } = await createDelegation(act(), {
      ...delegationBody({ capacity: 'TUQ', toPositionId: mayor.positionId, fromPositionId: head.positionId }),
      validTo: '2021-03-31',
    });
    const sign = (on: string) =>
      assertMaySign(at.office.db, {
        ...{ agencyId: at.district.id, positionId: mayor.positionId, capacity: 'TUQ' },
        ...{ documentType: 'official_letter', on },
      });
    await expect(sign('2021-03-31')).resolves.toMatchObject({ lines: ['TUQ. AGENCY_HEAD', 'AGENCY_HEAD'] });
    await expect(sign('2021-04-01')).rejects.toMatchObject({ code: 'org.may_not_sign' });
    await expect(sign('2021-02-28')).rejects.toMatchObject({ code: 'org.may_not_sign' });
    const { items } = await listDelegations(act(), at.district.id);
    expect(items.find((item) => item.id === id)).toMatchObject({
      state: 'in_force',
      fromTitle: 'agency_head',
      abilities: { 'org.revoke_delegation': true },
    });
  });

  test('is not passed on by whoever holds an authorisation', async () => {
    const sub = delegationBody({
      capacity: 'TUQ',
      toPositionId: chief.positionId,
      fromPositionId: deputyChief.positionId,
    });
    await expect(createDelegation(act(), { ...sub, validTo: '2021-12-31' })).rejects.toMatchObject({
      code: 'org.delegation_rule',
      fields: expect.arrayContaining([expect.objectContaining({ path: 'fromPositionId' })]),
    });
  });

  test('of an acting head needs a vacant seat and is given once, also to two at once', async () => {
    const acting = delegationBody({ capacity: 'Q', toPositionId: communeDeputy.positionId, documentTypes: [] });
    await expect(createDelegation(act(), acting)).rejects.toMatchObject({ code: 'org.delegation_rule' });
    await endPosition(act(), mayor.positionId, { validTo: '2021-03-10', reason: 'Nghỉ hưu' });
    const later = { ...acting, validFrom: '2021-03-11' };
    const twins = await Promise.allSettled([1, 2].map(() => createDelegation(act(), later)));
    expect(twins.map((twin) => twin.status).sort()).toEqual(['fulfilled', 'rejected']);
    const signers = await listSigningAuthorities(at.office.db, at.commune.id, LETTER);
    expect(signers.find((signer) => signer.capacity === 'Q')?.positionId).toBe(communeDeputy.positionId);
  });

  test('ends with the post of its holder', async () => {
    await endPosition(act(), communeDeputy.positionId, { validTo: '2021-03-21', reason: '' });
    const { items } = await listDelegations(act(), at.commune.id);
    expect(items.map((item) => [item.capacity, item.state])).toEqual([['Q', 'ended']]);
    expect(await listSigningAuthorities(at.office.db, at.commune.id, LETTER)).toEqual([]);
    expect(items[0]?.abilities['org.revoke_delegation']).not.toBe(true);
    await expect(revokeDelegation(act(), items[0]?.id ?? '', { reason: 'thừa' })).rejects.toMatchObject({
      code: 'org.revoke_delegation.forbidden',
    });
  });
});

test('a clerk gives nothing and a stranger finds nothing', async () => {
  const body = delegationBody({ capacity: 'TL', toPositionId: chief.positionId });
  await expect(createDelegation(at.office.as(at.clerk), body)).rejects.toMatchObject({
    code: 'org.delegate.forbidden',
  });
  await expect(createDelegation(at.office.as(at.stranger), body)).rejects.toMatchObject({
    code: 'org.position_not_found',
  });
  const { id } = await createDelegation(act(), body);
  await expect(revokeDelegation(at.office.as(at.clerk), id, { reason: 'không' })).rejects.toMatchObject({
    code: 'org.revoke_delegation.forbidden',
  });
  await expect(revokeDelegation(at.office.as(at.stranger), id, { reason: 'không' })).rejects.toMatchObject({
    code: 'org.delegation_not_found',
  });
  await expect(listDelegations(at.office.as(at.stranger), at.district.id)).rejects.toMatchObject({
    code: 'org.agency_not_found',
  });
});
