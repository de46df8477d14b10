import { anyone, type Matrix, on, only } from './rules.ts';

/**
 * Decree 30/2020 Art. 10–11: the drafting unit writes, its head answers for the content, the clerk checks the form of what was approved.
 * A draft is open to the drafting unit and to whoever's turn it is; nobody reads it by being administrator or auditor.
 */
const UNIT = { unit: 'CTVFN' };
const APPROVED = { unit: 'CTVFN', agency: 'V' };

export const drafting: Matrix = {
  'GET /api/drafts': anyone,
  'GET /api/drafts/options': anyone,
  'POST /api/drafts': only('VCTLFN'),
  'GET /api/drafts/:id': on('draft', UNIT, { content_approved: APPROVED }),
  'GET /api/drafts/:id/versions': on('draft', UNIT, { content_approved: APPROVED }),
  'GET /api/drafts/:id/versions/:version': on('draft', UNIT, { content_approved: APPROVED }),
  'GET /api/drafts/:id/format': on('draft', UNIT, { content_approved: APPROVED }),
  'GET /api/drafts/:id/preview.pdf': on('draft', UNIT, { content_approved: APPROVED }),
  'GET /api/drafts/:id/attachments/:fileId': on('draft', UNIT, { content_approved: APPROVED }),
  'PUT /api/drafts/:id': on(
    'draft',
    { unit: 'T' },
    { submitted: { unit: '' }, content_approved: { unit: '', agency: '' } },
  ),
  'POST /api/drafts/:id/related': on(
    'draft',
    { unit: 'T' },
    { submitted: { unit: '' }, content_approved: { unit: '', agency: '' } },
  ),
  'POST /api/drafts/:id/fix-format': on(
    'draft',
    { unit: 'T' },
    { submitted: { unit: '' }, content_approved: { unit: '', agency: '' } },
  ),
  'POST /api/drafts/:id/attachments': on(
    'draft',
    { unit: 'T' },
    { submitted: { unit: '' }, content_approved: { unit: '', agency: '' } },
  ),
  'DELETE /api/drafts/:id/attachments/:fileId': on(
    'draft',
    { unit: 'T' },
    { submitted: { unit: '' }, content_approved: { unit: '', agency: '' } },
  ),
  'POST /api/drafts/:id/comments': on('draft', UNIT, { content_approved: APPROVED }),
  'POST /api/drafts/:id/comments/:commentId/resolve': on('draft', UNIT, { content_approved: APPROVED }),
  // The drafter alone; these are colleagues of his.
  'POST /api/drafts/:id/submit': on('draft', { unit: '' }, { content_approved: { unit: '', agency: '' } }),
  'POST /api/drafts/:id/take-back': on('draft', { unit: '' }, { content_approved: { unit: '', agency: '' } }),
  'POST /api/drafts/:id/withdraw': on('draft', { unit: '' }, { content_approved: { unit: '', agency: '' } }),
  'POST /api/drafts/:id/approve-content': on(
    'draft',
    { unit: '' },
    { submitted: { unit: 'T' }, content_approved: { unit: '', agency: '' } },
  ),
  'POST /api/drafts/:id/return': on(
    'draft',
    { unit: '' },
    { submitted: { unit: 'T' }, content_approved: { unit: 'V', agency: 'V' } },
  ),
};
