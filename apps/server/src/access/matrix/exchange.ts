import { anyone, type Matrix, on, only, open } from './rules.ts';

/** QĐ 28/2018: the clerk follows what was sent and what came; leaders and auditors look on; who reads the letter sees where it went. */
const CLERK = { unit: 'V', agency: 'V' };

export const interchange: Matrix = {
  'GET /api/interchange/dead-letters': only('VLK'),
  'POST /api/interchange/dead-letters/retry': only('V'),
  'POST /api/interchange/dispatches/:id/amend': on('dispatch', CLERK),
  'GET /api/interchange/dispatches': only('VLK'),
  'GET /api/interchange/boards/:documentId': on('dispatchedLetter', { unit: 'VCTLFKN', agency: 'VLK' }),
  'POST /api/interchange/dispatches/resend': anyone,
  'POST /api/interchange/dispatches/settle': anyone,
  'POST /api/interchange/dispatches/:id/on-paper': on('dispatch', CLERK),
  'GET /api/interchange/receivers': only('VLK'),
  'GET /api/interchange/receivers/export': only('VLK'),
  'GET /api/interchange/quarantine': only('VQ'),
  'GET /api/interchange/quarantine/:id/raw': on('parcel', CLERK),
  'POST /api/interchange/quarantine/:id/retry': on('parcel', CLERK),
  'POST /api/interchange/quarantine/:id/discard': on('parcel', CLERK),
};

/** Decree 30/2020 Art. 18: clerk or leader take back, who writes drafts the recalling letter, the leader consents, the clerk answers. */
const READERS = { unit: 'VCTLFKN', agency: 'VLK' };
const CLERK_OR_LEADER = { unit: 'VL', agency: 'VL' };

export const amendments: Matrix = {
  'GET /api/amendments/setting': anyone,
  'PUT /api/amendments/setting': only('LQ'),
  'GET /api/amendments/outgoing/:id': on('outgoing', READERS),
  'POST /api/amendments/outgoing/:id/take-back': on('outgoing', CLERK_OR_LEADER, {
    sealed: { unit: '', agency: '' },
    recalled: { unit: '', agency: '' },
  }),
  'POST /api/amendments/outgoing/:id/draft': on(
    'outgoing',
    { unit: 'VCTLFN', agency: 'VL' },
    { sealed: { unit: '', agency: '' }, recalled: { unit: '', agency: '' } },
  ),
  'POST /api/amendments/outgoing/:id/receivers': on('outgoing', CLERK_OR_LEADER, {
    sealed: { unit: '', agency: '' },
    recalled: { unit: '', agency: '' },
  }),
  'POST /api/amendments/:id/consent': on('amendment', { unit: 'L', agency: 'L' }),
  'POST /api/amendments/:id/decline': on('amendment', { unit: 'L', agency: 'L' }),
  'POST /api/amendments/:id/ask-again': on('refusedAmendment', CLERK_OR_LEADER),
  'POST /api/amendments/:id/receivers/:dispatchId/paper-back': on('refusedAmendment', CLERK),
  'GET /api/amendments/incoming/:id': on('incoming', { unit: 'VCTLFN', agency: 'VL' }),
  'GET /api/amendments/requests/:id': on('amendmentRequest', { unit: 'VCTLFN', agency: 'VL' }),
  'POST /api/amendments/requests/:id/agree': on('amendmentRequest', CLERK),
  'POST /api/amendments/requests/:id/reject': on('amendmentRequest', CLERK),
};

/** Clerk, leader, auditor of the agency, and whoever may read the letter itself; only what went over the exchange has any. */
export const evidence: Matrix = {
  'GET /api/evidence/outgoing/:id': on('dispatchedLetter', READERS),
  'GET /api/evidence/incoming/:id': on('incoming', {}),
};

/** An administrator runs the connections of the own agency; who borrows them sees health, not settings. */
const RUNNER = { unit: 'Q', agency: 'Q' };

export const carriers: Matrix = {
  'GET /api/connections': only('VQK'),
  'POST /api/connections': only('Q'),
  'POST /api/connections/test': only('Q'),
  'PUT /api/connections/:id': on('connection', RUNNER),
  'POST /api/connections/:id/switch': on('connection', RUNNER),
  'DELETE /api/connections/:id': on('connection', RUNNER),
  'POST /api/connections/:id/receive': on('connection', RUNNER),
  'GET /api/connections/troubles': only('Q'),
  'POST /api/connections/:id/retry': on('connection', RUNNER),
  'GET /api/connections/choices': only('VQK'),
  'PUT /api/connections/choices': only('VQ'),
  'POST /api/connections/choices/remove': only('VQ'),
  'GET /api/connections/peers': only('Q'),
  'POST /api/connections/peers': only('Q'),
  'POST /api/connections/peers/:id/look': on('peer', RUNNER),
  // Already confirmed.
  'POST /api/connections/peers/:id/confirm': on('peer', {}),
  'POST /api/connections/peers/:id/codes': on('peer', RUNNER),
  'POST /api/connections/peers/:id/certificate': on('peer', RUNNER),
  'POST /api/connections/peers/asked/:keyId/dismiss': only('Q'),
  'GET /exchange/v1/identity': open,
  'POST /exchange/v1/hello': open,
  'POST /exchange/v1/messages': open,
  'GET /exchange/v1/blobs/:sha256': open,
  'PUT /exchange/v1/blobs/:sha256': open,
  'GET /api/connections/mail-items': only('VQ'),
  'POST /api/connections/mail-items/:id/dismiss': on('mailItem', { unit: 'VQ', agency: 'VQ' }),
  'POST /api/connections/packages': only('V'),
};

/** One book for the installation: read by who sends and who looks after it, changed at the top, which the own agency is not. */
export const addressbook: Matrix = {
  'GET /api/address-book/find': anyone,
  'GET /api/address-book': only('VLQK'),
  'GET /api/address-book/agencies/:id': only('VLQK'),
  'GET /api/address-book/sync': only('VLQK'),
  'GET /api/address-book/export': only('VLQK'),
  'POST /api/address-book/sources/:id/sync': only(''),
  'POST /api/address-book/sources/:id/try': only(''),
  'PUT /api/address-book/settings': only(''),
  'PUT /api/address-book/agencies/:id/successors': only(''),
  'GET /api/address-book/template': only(''),
  'POST /api/address-book/import': only(''),
  'POST /api/address-book/import/:id/confirm': only(''),
};

export const training: Matrix = {
  'GET /api/training': only('Q'),
  'GET /api/training/messages': only('Q'),
  'POST /api/training/letters': only('Q'),
  'POST /api/training/statuses': only('Q'),
  'POST /api/training/recalls': only('Q'),
  'POST /api/training/faults': only('Q'),
  'POST /api/training/behaviours': only('Q'),
  'POST /api/training/agencies/rename': only('Q'),
  'POST /api/training/connect': only('Q'),
};

/** The head of the office reads whether it can be restored, the administrator sees to it; a restore over a living office is no route at all. */
export const upkeep: Matrix = {
  'GET /api/upkeep': only('LQK'),
  'PUT /api/upkeep/settings': only('Q'),
  'POST /api/upkeep/backup': only('Q'),
  'POST /api/upkeep/drill': only('Q'),
};

/**
 * What nobody does alone: administrators and heads propose (the kind itself says who which), another administrator, the head or an
 * administrator above decides, the auditor reads.
 */
const SECOND = { unit: 'LQ', agency: 'LQ', child: 'Q/K', dissolved: 'Q/K' };
export const secondPerson: Matrix = {
  'GET /api/guarded-changes': only('LFQK'),
  'POST /api/guarded-changes': only('Q'),
  'PUT /api/guarded-changes/settings': only('Q'),
  'POST /api/guarded-changes/:id/agree': on('guardedChange', SECOND),
  'POST /api/guarded-changes/:id/refuse': on('guardedChange', SECOND),
  // Of somebody who is none of those who ask.
  'POST /api/guarded-changes/:id/withdraw': on('guardedChange', { child: '/QK', dissolved: '/QK' }),
};

/** Who answers to an inspector reads the papers; of himself everybody reads what is kept. */
export const compliance: Matrix = {
  'GET /api/compliance/evidence': only('QK'),
  'GET /api/compliance/personal-data': only('QK'),
  'GET /api/compliance/personal-data/export': only('QK'),
  'GET /api/me/personal-data': anyone,
  'GET /api/me/personal-data/export': anyone,
  'POST /api/me/personal-data/corrections': anyone,
};

export const everyday: Matrix = {
  'GET /api/notifications': anyone,
  'GET /api/notifications/unread': anyone,
  'POST /api/notifications/read': anyone,
  'GET /api/search': anyone,
  'GET /api/desk': anyone,
};
