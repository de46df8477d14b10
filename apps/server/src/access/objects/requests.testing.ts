import type { AccessOffice, Owner } from '../office.testing.ts';
import { plantFile } from './documents.testing.ts';
import type { Kind } from './kind.testing.ts';

async function plantRequest(office: AccessOffice, owner: Owner, state: string): Promise<Record<string, string>> {
  const { id } = await office.plant('request', {
    agency_id: owner.agencyId,
    kind: 'account.new',
    form_code: 'M06',
    form_set: '2021',
    state,
    unit_id: owner.unitId,
    prepared_by: owner.subject.personId,
    content: { form: 'M06', set: '2021', fields: {}, rows: [] },
    consolidator_agency_id: owner.guideId,
  });
  const fileId = await plantFile(office, owner);
  await office.plant('request_file', { agency_id: owner.agencyId, request_id: id, file_id: fileId, role: 'evidence' });
  await office.plant('request_revision', {
    agency_id: owner.agencyId,
    request_id: id,
    revision: 1,
    content: { form: 'M06', set: '2021', fields: {}, rows: [] },
  });
  return { id, fileId, requestId: id, revision: '1' };
}

export const request: Kind = { states: ['draft', 'awaiting_head', 'submitted', 'returned'], plant: plantRequest };

export const roster: Kind = {
  states: ['collecting', 'resulted'],
  plant: async (office, owner, state) => {
    const { id } = await office.plant('request_batch', {
      agency_id: owner.agencyId,
      kind: 'account.new',
      form_code: 'M06',
      form_set: '2021',
      state,
      // One of a kind and destination is being put together.
      urgent: true,
      destination_agency_id: office.owners.parent.agencyId,
      findings: [],
      decisions: [],
    });
    const { id: requestId = '' } = await plantRequest(office, owner, 'batched');
    const item = await office.plant('request_item', {
      agency_id: owner.agencyId,
      request_id: requestId,
      kind: 'account.new',
      batch_id: id,
    });
    await office.plant('request_batch_line', {
      agency_id: owner.agencyId,
      batch_id: id,
      item_id: item.id,
      item_agency_id: owner.agencyId,
      request_id: requestId,
    });
    return { id, lineId: item.id };
  },
};

export const campaign: Kind = {
  states: ['open', 'closed'],
  plant: async (office, owner, state) => {
    const { id } = await office.plant('campaign', {
      agency_id: owner.agencyId,
      forms: ['M06'],
      due_before: '2021-04-02',
      state,
    });
    return { id };
  },
};

/** Of the guiding office of the place, asking that agency. */
export const campaignLine: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await office.plant('campaign', {
      agency_id: owner.guideId,
      forms: ['M06'],
      due_before: '2021-04-02',
    });
    await office.plant('campaign_member', {
      agency_id: owner.guideId,
      campaign_id: id,
      member_agency_id: owner.agencyId,
    });
    return { id };
  },
};

export const proposal: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await office.plant('proposal', {
      agency_id: owner.agencyId,
      kind: 'renew',
      about: owner.unitId,
      prepares: [],
      consolidator_agency_id: owner.guideId,
      person_id: owner.subject.personId,
      tone: 'neutral',
    });
    return { id };
  },
};

export const handOver: Kind = {
  states: ['open', 'finished'],
  plant: async (office, owner, state) => {
    const { id } = await office.plant('hand_over', {
      agency_id: owner.agencyId,
      person_id: owner.subject.personId,
      state,
      choices: {},
      reason: 'retired',
      last_day: '2021-03-31',
    });
    return { id };
  },
};
