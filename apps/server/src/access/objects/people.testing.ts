import { newId } from '../../platform/ids.ts';
import type { Kind } from './kind.testing.ts';

/** A sign-in of somebody of the place. */
export const user: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const person = await office.plant('org_person', { agency_id: owner.agencyId, full_name: 'Người có tài khoản' });
    const id = newId();
    await office.plant('org_position', {
      agency_id: owner.agencyId,
      person_id: person.id,
      unit_id: owner.unitId,
      title: 'Chuyên viên',
      rank: 'staff',
      roles: ['specialist'],
      valid_from: '2020-01-01',
    });
    await office.plant('identity_user', {
      agency_id: owner.agencyId,
      id,
      person_id: person.id,
      user_name: `u${id.slice(-12)}`,
      password_hash: 'x',
    });
    return { id };
  },
};

export const session: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id: userId = '' } = await user.plant(office, owner, '');
    const { id } = await office.plant('identity_session', {
      agency_id: owner.agencyId,
      user_id: userId,
      token_hash: Buffer.from(userId),
      acting_position_id: newId(),
      absolute_until: '2021-03-22T12:00:00Z',
    });
    return { id };
  },
};

export const agency: Kind = {
  states: [''],
  plant: async (_office, owner) => ({ id: owner.agencyId, unitId: owner.unitId }),
};

export const person: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await office.plant('org_person', { agency_id: owner.agencyId, full_name: 'Người trong hồ sơ' });
    return { id };
  },
};

export const position: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id: personId = '' } = await person.plant(office, owner, '');
    const { id } = await office.plant('org_position', {
      agency_id: owner.agencyId,
      person_id: personId,
      unit_id: owner.unitId,
      title: 'Chuyên viên',
      rank: 'staff',
      roles: ['specialist'],
      valid_from: '2020-01-01',
    });
    return { id, personId, unitId: owner.unitId, agencyId: owner.agencyId };
  },
};

export const delegation: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await office.plant('org_delegation', {
      agency_id: owner.agencyId,
      capacity: 'TUQ',
      from_position_id: owner.subject.positionId,
      to_position_id: owner.subject.positionId,
      valid_from: '2021-01-01',
    });
    return { id };
  },
};

/** A proposal by somebody who is gone: who may decide is asked first, whether it can still be done after that. */
export const guardedChange: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await office.plant('guarded_change', {
      agency_id: owner.agencyId,
      kind: 'upkeep.rotate_keys',
      object_id: newId(),
      change: '{}',
      lines: '[]',
      state: 'waiting',
      proposed_by: newId(),
      proposer_agency_id: owner.agencyId,
      proposer_position_id: newId(),
      expires_at: '2030-01-01T00:00:00Z',
      decided_by: null,
      used_at: null,
    });
    return { id };
  },
};
