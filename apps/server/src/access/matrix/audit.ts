import { type Matrix, on, only, open } from './rules.ts';

/**
 * Separation of duties (security §2.5): the inspector reads who did what and changes nothing of how it is kept; who runs the system keeps it and
 * does not read it. The tree heads are for every witness.
 */
export const audit: Matrix = {
  'GET /api/audit/entries': only('K'),
  'GET /api/audit/export': only('K'),
  // The inspector is answered from the log of his own agency before anything is looked up: the same about whatever he names.
  'GET /api/audit/proof/:kind/:id': on('outgoing', {
    unit: 'VCTLFKN',
    agency: 'VLK',
    parent: '/K',
    child: '/K',
    sibling: '/K',
    dissolved: '/K',
  }),
  'GET /api/audit/log': only('QK'),
  'POST /api/audit/witnesses': only('Q'),
  'DELETE /api/audit/witnesses/:id': only('Q'),
  'POST /api/audit/watched': only('Q'),
  'GET /api/audit/watched/notes': only('QK'),
  'POST /api/audit/key': only('Q'),
  'GET /api/audit/checkpoint': open,
  'POST /api/audit/witness/add-checkpoint': open,
};
