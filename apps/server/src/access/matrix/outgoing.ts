import { anyone, type Matrix, on, only, open } from './rules.ts';

/**
 * Decree 30/2020 Art. 13–19, 32: clerks keep the register and the seal, leaders answer for all that leaves, auditors look back; the
 * drafting unit reads its own. Recalled letters stay readable where they were written.
 */
const READERS = { unit: 'VCTLFKN', agency: 'VLK' };
const CLERK = { unit: 'V', agency: 'V' };
const NOBODY_NOW = { unit: '', agency: '' };

export const outgoing: Matrix = {
  'GET /api/outgoing': anyone,
  'GET /api/outgoing/register': anyone,
  'GET /api/outgoing/register/print.pdf': only('VLK'),
  'GET /api/outgoing/register/export.xlsx': only('VLK'),
  'GET /api/outgoing/:id': on('outgoing', READERS),
  'GET /api/outgoing/:id/signatures': on('outgoing', READERS),
  'GET /api/outgoing/:id/readers': on('outgoing', READERS),
  'GET /api/outgoing/:id/readers/:positionId': on('outgoing', READERS),
  'GET /api/outgoing/:id/files/:fileId': on('outgoing', READERS),
  'POST /api/outgoing/issue': anyone,
  'POST /api/outgoing/from-draft/:draftId': on('draft', { unit: '' }, { content_approved: { unit: 'V', agency: 'V' } }),
  'POST /api/outgoing/:id/return': on('outgoing', NOBODY_NOW, { sealed: CLERK }),
  'POST /api/outgoing/:id/cancel-number': on('outgoing', NOBODY_NOW, { sealed: CLERK }),
  'GET /api/public/check/:code': open,
  'POST /api/public/check/:code/file': open,
  'GET /api/outgoing/settings/check-code': anyone,
  'PUT /api/outgoing/settings/check-code': only('VQ'),
};
