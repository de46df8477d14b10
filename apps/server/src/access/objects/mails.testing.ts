import { newId } from '../../platform/ids.ts';
import type { AccessOffice, Owner } from '../office.testing.ts';
import type { Kind } from './kind.testing.ts';

let serial = 0;

async function plantMailbox(office: AccessOffice, owner: Owner, given: { kind?: string; state?: string } = {}) {
  serial += 1;
  const { kind = 'person', state = 'active' } = given;
  const address = `hop.${serial}@laichau.gov.vn`;
  const mailbox = await office.plant('mailbox', {
    agency_id: owner.agencyId,
    address,
    address_key: address,
    short_key: `hop.${serial}`,
    kind,
    person_id: kind === 'person' ? (await newPerson(office, owner)).id : null,
    state,
    aliases: kind === 'person' ? [`cu.${serial}@laichau.gov.vn`] : [],
    backend: 'embedded',
  });
  return mailbox;
}

async function newPerson(office: AccessOffice, owner: Owner) {
  return office.plant('org_person', { agency_id: owner.agencyId, full_name: 'Người có hộp thư' });
}

/** As a line of the register: who keeps it, not who opens it. */
export const mailbox: Kind = {
  states: ['active', 'suspended'],
  plant: async (office, owner, state) => {
    const { id } = await plantMailbox(office, owner, { state });
    const step = await office.plant('mail_step', { agency_id: owner.agencyId, mailbox_id: id });
    return { id, stepId: step.id, alias: `cu.${serial}@laichau.gov.vn` };
  },
};

export const unitMailbox: Kind = {
  states: [''],
  plant: async (office, owner) => ({ id: (await plantMailbox(office, owner, { kind: 'unit' })).id }),
};

export const mailStep: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await plantMailbox(office, owner);
    return { id: (await office.plant('mail_step', { agency_id: owner.agencyId, mailbox_id: id })).id };
  },
};

/** A box with a mail, a draft and a mail on its way. */
export const box: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const at = { agency_id: owner.agencyId };
    const opened = await plantMailbox(office, owner, { kind: 'unit' });
    const inBox = { ...at, mailbox_id: opened.id };
    const folder = await office.plant('mail_folder', { ...inBox, role: 'inbox' });
    const own = await office.plant('mail_folder', { ...inBox, role: null, name: 'Riêng', name_key: 'rieng' });
    const message = await office.plant('mail_message', { raw_sha256: newId().replaceAll('-', '').padEnd(64, '0') });
    const item = await office.plant('mail_item', {
      ...inBox,
      message_id: message.id,
      direction: 'in',
      folder_id: folder.id,
      thread_id: newId(),
    });
    const draft = await office.plant('mail_draft', {
      ...inBox,
      author_person_id: owner.subject.personId,
      content: { to: [], cc: [], bcc: [], subject: 'Thư nháp', html: '' },
      version: 1,
    });
    const submission = await office.plant('mail_submission', { ...inBox, draft_id: draft.id });
    const fileId = newId();
    return {
      mailboxId: opened.id,
      id: item.id,
      folderId: own.id,
      draftId: draft.id,
      submissionId: submission.id,
      fileId,
    };
  },
};

function within(name: 'draftId' | 'submissionId'): Kind {
  return {
    states: box.states,
    plant: async (office, owner, state) => {
      const all = await box.plant(office, owner, state);
      return { ...all, id: all[name] ?? '' };
    },
  };
}

export const mailDraft = within('draftId');
export const submission = within('submissionId');

export const mailDomain: Kind = {
  states: [''],
  plant: async (office, owner) => {
    serial += 1;
    const domain = `mien-${serial}.gov.vn`;
    const { id } = await office.plant('mailflow_domain', { agency_id: owner.agencyId, domain });
    return { id, domain };
  },
};

const opened = new Set<string>();

/** The row every thing of a guiding office hangs on. */
async function openOffice(office: AccessOffice, { guideId }: Owner): Promise<void> {
  if (!opened.has(guideId)) {
    opened.add(guideId);
    await office.plant('threat_office', { agency_id: guideId });
  }
}

/** A forger's letter at the guiding office of the place, with everything that hangs on it. */
async function plantCluster(office: AccessOffice, owner: Owner, state: string) {
  serial += 1;
  const at = { agency_id: owner.guideId };
  await openOffice(office, owner);
  return office.plant('threat_cluster', { ...at, number: serial, state });
}

export const cluster: Kind = {
  states: ['waiting', 'forged'],
  plant: async (office, owner, state) => ({ id: (await plantCluster(office, owner, state)).id }),
};

export const rule: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await plantCluster(office, owner, 'forged');
    return { id: (await office.plant('threat_rule', { agency_id: owner.guideId, cluster_id: id })).id };
  },
};

/** Malware in a file of the agency; without an antivirus in this office nothing is asked. */
export const finding: Kind = {
  states: ['locked', 'refused'],
  plant: async (office, owner, state) => {
    serial += 1;
    const sha256 = serial.toString(16).padStart(64, '0');
    const row = { agency_id: owner.agencyId, sha256, name: `tep-${serial}.txt`, malware: 'Win.Test' };
    const fileId = state === 'locked' ? owner.subject.personId : null;
    return { id: (await office.plant('file_infection', { ...row, file_id: fileId })).id };
  },
};

export const notice: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await plantCluster(office, owner, 'forged');
    const sent = await office.plant('threat_notice', { agency_id: owner.guideId, cluster_id: id, until: '2021-04-30' });
    await office.plant('threat_notice_receipt', {
      agency_id: owner.guideId,
      notice_id: sent.id,
      person_id: owner.subject.personId,
      person_agency_id: owner.agencyId,
    });
    return { id: sent.id };
  },
};

export const report: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await plantCluster(office, owner, 'waiting');
    const reported = await office.plant('threat_report', {
      agency_id: owner.guideId,
      cluster_id: id,
      reporter_agency_id: owner.agencyId,
      reporter_person_id: owner.subject.personId,
    });
    return { id: reported.id };
  },
};

export const incident: Kind = {
  states: [''],
  plant: async (office, owner) => {
    serial += 1;
    await openOffice(office, owner);
    const { id } = await office.plant('threat_incident', {
      agency_id: owner.guideId,
      number: serial,
      person_id: owner.subject.personId,
      person_agency_id: owner.agencyId,
      unit_id: owner.unitId,
      sent_since: [],
    });
    return { id };
  },
};

export const drill: Kind = {
  states: [''],
  plant: async (office, owner) => {
    await openOffice(office, owner);
    const { id } = await office.plant('threat_drill', { agency_id: owner.guideId, template: 'quota', state: 'ended' });
    return { id };
  },
};

/** A mail that is kept back, in a box of the place. */
export const held: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const inBox = { agency_id: owner.agencyId, mailbox_id: (await plantMailbox(office, owner)).id };
    const folder = await office.plant('mail_folder', { ...inBox, role: 'quarantine' });
    const message = await office.plant('mail_message', { raw_sha256: newId().replaceAll('-', '').padEnd(64, '0') });
    const item = await office.plant('mail_item', {
      ...inBox,
      message_id: message.id,
      direction: 'in',
      folder_id: folder.id,
      thread_id: newId(),
    });
    return { id: item.id };
  },
};

export async function boxOfClerk(office: AccessOffice): Promise<string> {
  const { personId, agencyId } = office.actors.V;
  const { id } = await plantMailbox(office, office.owners.unit, { kind: 'unit' });
  await office.plant('mail_member', { agency_id: agencyId, mailbox_id: id, person_id: personId });
  return id;
}
