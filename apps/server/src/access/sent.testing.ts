import { PASSWORD } from './password.testing.ts';

type Values = Record<string, string>;

interface Sent {
  params?: Values;
  query?: (values: Values) => Record<string, unknown>;
  /** Laid over the smallest body of the schema. */
  body?: (values: Values) => Record<string, unknown>;
  /** A refusal that comes after everything about rights: what the first of two commands wrote is gone here. */
  past?: string;
}

/** What is sent where the smallest value of the schema does not reach the use case, or where the object is named in the body. */
export const SENT: Record<string, Sent> = {
  'POST /api/drafts/:id/related': { body: ({ relatedId }) => ({ documentId: relatedId }) },
  'GET /api/requests/template/:kind': { params: { kind: 'account.new' } },
  'POST /api/requests/import/:kind': { params: { kind: 'account.new' } },
  'POST /api/requests/check/:kind': { params: { kind: 'account.new' } },
  'POST /api/requests': { body: () => ({ kind: 'account.new' }) },
  'POST /api/requests/covering-letter': { body: ({ id }) => ({ ids: [id] }) },
  'POST /api/rosters/letter': { body: ({ id }) => ({ batchIds: [id] }) },
  'PUT /api/signing/settings': { body: () => ({ night: { from: 1, to: 5 } }) },
  'POST /api/me/acting': { body: ({ id }) => ({ positionId: id }) },
  'GET /api/audit/proof/:kind/:id': { params: { kind: 'document' } },
  'POST /api/audit/witnesses': {
    body: () => ({ url: 'https://chung.vi-du.gov.vn', verifierKey: 'vi-du+00000000+AAAAAAAAAAAAAAAA' }),
  },
  'POST /api/audit/watched': { body: () => ({ verifierKeys: ['vi-du+00000000+AAAAAAAAAAAAAAAA'] }) },
  'POST /api/org/agencies': { body: ({ id }) => ({ parentId: id, code: 'H35.77' }) },
  'PUT /api/org/agencies/:id': { body: () => ({ code: 'H35.78', oldCode: null }) },
  'POST /api/org/events': {
    body: ({ id }) => ({ kind: 'dissolve', agencyId: id, effectiveOn: '2021-04-01', basis: 'Nghị quyết 1/NQ-HĐND' }),
  },
  'POST /api/org/people': { body: ({ id }) => ({ agencyId: id }) },
  'POST /api/org/positions': { body: ({ personId, unitId, agencyId }) => ({ personId, unitId, agencyId }) },
  'POST /api/org/delegations': { body: ({ id }) => ({ toPositionId: id }) },
  'POST /api/explanations/documents': { body: ({ id }) => ({ positionId: id, document: '12/UBND-VP' }) },
  'POST /api/mail-domains': { body: () => ({ domain: 'mau.gov.vn' }) },
  'PUT /api/mail-domains/:id': { body: ({ domain }) => ({ domain }) },
  'POST /api/connections/peers': { body: () => ({ endpoint: 'https://ban.example.gov.vn' }) },
  'POST /api/connections/peers/:id/confirm': { body: () => ({ heard: 'ABCD-EFGH-JKLM-NPQR' }) },
  'POST /api/connections/:id/retry': { body: ({ id }) => ({ docId: id }) },
  'POST /api/interchange/dispatches/:id/mail': {
    body: ({ mailboxId }) => ({ mailboxId, address: 'dan@vi-du.gov.vn' }),
    past: 'webmail.draft_not_found',
  },
  'POST /api/me/mailboxes/:id/passwords': { body: () => ({ password: PASSWORD }) },
  'POST /api/me/mailboxes/:id/mailbox-password': { body: () => ({ password: PASSWORD }) },
  'POST /api/mailboxes/:id/drop-alias': { body: ({ alias }) => ({ alias, address: alias }) },
  'GET /api/threats/link': { query: ({ mailboxId, id }) => ({ mailboxId, emailId: id, url: 'https://vi-du.gov.vn/' }) },
  'POST /api/threats/reports': { body: ({ mailboxId, id }) => ({ mailboxId, emailId: id }) },
  'POST /api/rosters/:id/decide': { body: ({ lineId }) => ({ lineIds: [lineId] }) },
  'POST /api/rosters/:id/remove': { body: ({ lineId }) => ({ lineIds: [lineId] }) },
  'POST /api/guarded-changes': {
    body: () => ({ kind: 'upkeep.rotate_keys', change: {}, reason: 'Đổi khóa hằng năm' }),
  },
  'POST /api/guarded-changes/:id/agree': { past: 'secondperson.proposer_gone' },
  'PUT /api/incoming/:id/facts': { body: () => ({ facts: { documentType: 'other', typeName: 'Thư' } }) },
};
