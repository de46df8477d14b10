import { newId } from '../../platform/ids.ts';
import type { AccessOffice, Owner } from '../office.testing.ts';
import { incoming, outgoing } from './documents.testing.ts';
import type { Kind } from './kind.testing.ts';
import { boxOfClerk } from './mails.testing.ts';

let serial = 0;

async function putDispatch(office: AccessOffice, owner: Owner, state: string) {
  const { id: documentId = '' } = await outgoing.plant(office, owner, 'issued');
  const message = await office.plant('interchange_message', { agency_id: owner.agencyId, document_id: documentId });
  const { id } = await office.plant('interchange_dispatch', {
    agency_id: owner.agencyId,
    document_id: documentId,
    message_id: message.id,
    state,
    receiver_name: 'UBND xã Nhận',
    change: 'none',
    change_kind: '',
    paper: 'none',
  });
  return { id, documentId, dispatchId: id };
}

/** With a box that the clerk may send from. */
export const dispatch: Kind = {
  states: ['failed'],
  plant: async (office, owner, state) => ({
    ...(await putDispatch(office, owner, state)),
    mailboxId: await boxOfClerk(office),
  }),
};

export const dispatchedLetter: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { documentId } = await putDispatch(office, owner, 'arrived');
    return { id: documentId, documentId };
  },
};

export const parcel: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await office.plant('interchange_inbox', {
      agency_id: owner.agencyId,
      carrier: 'inside',
      message_id: newId(),
      state: 'quarantined',
      content: Buffer.from('<edXML/>'),
      error_code: 'interchange.unreadable',
      size: 8,
      kind: 'document',
    });
    return { id };
  },
};

async function plantAmendment(
  office: AccessOffice,
  owner: Owner,
  state: string,
  receiver: { state: string; paper: string },
): Promise<Record<string, string>> {
  const { id: dispatchId, documentId } = await putDispatch(office, owner, 'arrived');
  const { id } = await office.plant('amendment', {
    agency_id: owner.agencyId,
    target_id: documentId,
    kind: 'take_back',
    state,
    requested_by_person_id: owner.subject.personId,
  });
  await office.plant('amendment_receiver', {
    agency_id: owner.agencyId,
    amendment_id: id,
    dispatch_id: dispatchId,
    ...receiver,
  });
  return { id, dispatchId };
}

export const amendment: Kind = {
  states: [''],
  plant: (office, owner) => plantAmendment(office, owner, 'awaiting_consent', { state: 'planned', paper: 'none' }),
};

export const refusedAmendment: Kind = {
  states: [''],
  plant: (office, owner) => plantAmendment(office, owner, 'asked', { state: 'rejected', paper: 'due' }),
};

/** What a sender asked the agency of the place about a document of its own. */
export const amendmentRequest: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id: documentId = '' } = await incoming.plant(office, owner, 'registered');
    const { id } = await office.plant('amendment_request', {
      agency_id: owner.agencyId,
      target_agency_id: owner.agencyId,
      target_id: documentId,
      kind: 'recall',
      state: 'waiting',
    });
    return { id };
  },
};

export const connection: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const { id } = await office.plant('carriers_connection', {
      agency_id: owner.agencyId,
      kind: 'national',
      name: `Trục quốc gia ${++serial}`,
      settings: { endpoint: 'https://truc.example.gov.vn', system: 'thu.h35' },
      enabled: true,
    });
    await office.plant('carriers_pickup', {
      agency_id: owner.agencyId,
      connection_id: id,
      doc_id: id,
      state: 'failed',
    });
    return { id };
  },
};

export const peer: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const connected = await office.plant('carriers_connection', {
      agency_id: owner.agencyId,
      kind: 'peer',
      name: `Hệ thống bạn ${++serial}`,
      settings: { endpoint: 'https://ban.example.gov.vn' },
    });
    await office.plant('carriers_peer', {
      agency_id: owner.agencyId,
      id: connected.id,
      state: 'confirmed',
      public_key: Buffer.from(connected.id),
      key_id: connected.id,
    });
    return { id: connected.id };
  },
};

export const mailItem: Kind = {
  states: [''],
  plant: async (office, owner) => {
    const connected = await office.plant('carriers_connection', {
      agency_id: owner.agencyId,
      kind: 'mail',
      name: `Thư ${++serial}`,
      settings: {},
    });
    const { id } = await office.plant('carriers_mail_item', {
      agency_id: owner.agencyId,
      connection_id: connected.id,
      state: 'waiting',
    });
    return { id };
  },
};
