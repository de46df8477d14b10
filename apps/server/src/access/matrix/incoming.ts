import { anyone, type Matrix, on, only } from './rules.ts';

/**
 * Decree 30/2020 Art. 21–24: the clerk registers and presents, the leader directs and closes, everybody else sees what was given to him or
 * to his unit. The documents of these places were given to the unit of their owner. Nobody reads by being administrator or auditor.
 */
const READERS = { unit: 'VCTLFN', agency: 'VL' };
const CLERK = { unit: 'V', agency: 'V' };
const LEADER = { unit: 'L', agency: 'L' };
const NOBODY = { unit: '', agency: '' };

export const incoming: Matrix = {
  'GET /api/incoming': anyone,
  'GET /api/incoming/options': anyone,
  'GET /api/incoming/issuers': only('V'),
  'GET /api/incoming/duplicates': only('V'),
  'GET /api/incoming/book': only('VL'),
  'GET /api/incoming/book.pdf': only('VL'),
  'GET /api/incoming/book.xlsx': only('VL'),
  'POST /api/incoming/uploads': only('V'),
  'POST /api/incoming': only('V'),
  'POST /api/incoming/register': anyone,
  'POST /api/incoming/present': anyone,
  'GET /api/incoming/:id': on('incoming', READERS),
  'GET /api/incoming/:id/signatures': on('incoming', READERS),
  'GET /api/incoming/:id/readers': on('incoming', READERS),
  'GET /api/incoming/:id/readers/:positionId': on('incoming', READERS),
  'GET /api/incoming/:id/files/:fileId': on('incoming', READERS),
  'POST /api/incoming/:id/open': on('incoming', READERS),
  'PUT /api/incoming/:id/facts': on('incoming', CLERK, { recalled: NOBODY }),
  'POST /api/incoming/:id/register': on('incoming', CLERK, { in_progress: NOBODY, recalled: NOBODY }),
  'POST /api/incoming/:id/return': on('incoming', CLERK, { in_progress: NOBODY, recalled: NOBODY }),
  // Nobody was named to direct it, so any leader of the agency may.
  'POST /api/incoming/:id/direct': on('incoming', LEADER, { recalled: NOBODY }),
  'POST /api/incoming/:id/complete': on('incoming', LEADER, { recalled: NOBODY }),
  'POST /api/incoming/:id/sub-assign': on('incoming', NOBODY, {}),
  'POST /api/incoming/:id/report': on('incoming', NOBODY, {}),
  'POST /api/incoming/:id/approve-result': on('incoming', NOBODY, {}),
  'POST /api/incoming/:id/return-result': on('incoming', NOBODY, {}),
};

export const tasks: Matrix = {
  'GET /api/tasks': anyone,
  'GET /api/tasks/assignees': anyone,
  'POST /api/tasks/due-date': anyone,
  'GET /api/tasks/phrases': anyone,
  'POST /api/tasks/phrases': anyone,
  'DELETE /api/tasks/phrases/:id': on('phrase', {}),
};
