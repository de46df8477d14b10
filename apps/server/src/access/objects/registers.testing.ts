import { newId } from '../../platform/ids.ts';
import type { AccessOffice, Owner } from '../office.testing.ts';
import type { Kind } from './kind.testing.ts';

let serial = 0;

async function newHolder(office: AccessOffice, owner: Owner) {
  return office.plant('org_person', { agency_id: owner.agencyId, full_name: 'Người giữ' });
}

export const account: Kind = {
  states: [''],
  plant: async (office, owner) => {
    serial += 1;
    const { id } = await office.plant('account', {
      agency_id: owner.agencyId,
      name: `tk.${serial}`,
      name_key: `tk.${serial}`,
      person_id: (await newHolder(office, owner)).id,
      state: 'active',
    });
    return { id };
  },
};

export const keptAccount: Kind = {
  states: [''],
  plant: async (office, owner) => {
    serial += 1;
    const { id } = await office.plant('account', {
      agency_id: owner.agencyId,
      name: `tk.${serial}`,
      name_key: `tk.${serial}`,
      state: 'active',
      kept_reason: 'Đi học',
      kept_until: '2021-06-01',
      mobile_editing_from: '2021-01-01',
    });
    return { id };
  },
};

/** The register of one agency as a whole. */
export const agencyRegister: Kind = {
  states: [''],
  plant: async (_office, owner) => ({ agencyId: owner.agencyId }),
};

async function plantToken(office: AccessOffice, owner: Owner): Promise<{ id: string }> {
  serial += 1;
  return office.plant('certificate_token', {
    agency_id: owner.agencyId,
    serial: `TB-${serial}`,
    serial_key: `tb-${serial}`,
    holder_person_id: (await newHolder(office, owner)).id,
    state: 'in_use',
  });
}

export const token: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await plantToken(office, owner);
    const line = await office.plant('certificate_custody', {
      agency_id: owner.agencyId,
      token_id: id,
      to_person_id: owner.subject.personId,
    });
    return { id, lineId: line.id };
  },
};

export const entry: Kind = {
  states: [''],
  plant: async (office, owner) => {
    serial += 1;
    const { id } = await office.plant('certificate_entry', {
      agency_id: owner.agencyId,
      serial: `${serial}`,
      serial_key: `${serial}`,
      person_id: (await newHolder(office, owner)).id,
      subject_kind: 'person',
      state: 'active',
    });
    return { id };
  },
};

async function plantCertificate(office: AccessOffice, owner: Owner): Promise<{ id: string }> {
  serial += 1;
  return office.plant('certificate', {
    agency_id: owner.agencyId,
    kind: 'person',
    person_id: owner.subject.personId,
    serial: `${serial}`,
    chain: [Buffer.from(`${serial}`)],
    key_kind: 'demo_software',
    valid_from: '2020-01-01T00:00:00Z',
    valid_to: '2025-01-01T00:00:00Z',
    image_sha256: null,
  });
}

export const certificate: Kind = {
  states: [''],
  plant: async (office, owner) => ({ id: (await plantCertificate(office, owner)).id }),
};

export const loss: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await plantCertificate(office, owner);
    const reported = await office.plant('certificate_loss', {
      agency_id: owner.agencyId,
      certificate_id: id,
      reported_by: owner.subject.personId,
    });
    return { id: reported.id };
  },
};

/** Trust is the installation's, of no agency. */
export const anchor: Kind = {
  states: ['proposed', 'active'],
  plant: async (office, owner, state) => {
    serial += 1;
    const { id } = await office.plant('certificate_anchor', {
      programme: 'public',
      sha256: `${serial}`.padStart(64, '0'),
      state,
      proposed_by: owner.subject.personId,
      proposer_name: 'Người đề nghị',
      decided_by: null,
      valid_from: '2020-01-01T00:00:00Z',
      valid_to: '2030-01-01T00:00:00Z',
    });
    return { id };
  },
};

export const batch: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id: certificateId } = await plantCertificate(office, owner);
    const { id } = await office.plant('signing_batch', {
      agency_id: owner.agencyId,
      purpose: 'outgoing.sign',
      certificate_id: certificateId,
      person_id: owner.subject.personId,
      position_id: owner.subject.positionId,
      user_id: owner.subject.userId,
      expires_at: '2021-03-22T05:00:00Z',
    });
    return { id };
  },
};

export const check: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await office.plant('signing_check', {
      agency_id: owner.agencyId,
      person_id: owner.subject.personId,
      expires_at: '2021-03-22T05:00:00Z',
    });
    return { id, revision: '1' };
  },
};

export const care: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const documentId = newId();
    await office.plant('signature_care', {
      agency_id: owner.agencyId,
      document_id: documentId,
      purpose: 'outgoing.sign',
      state: 'waiting',
      target: 'T',
      level: 'B',
    });
    return { documentId };
  },
};
