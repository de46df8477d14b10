import { anyone, type Matrix, on, only } from './rules.ts';

/**
 * Pickers are everybody's. The administration is the administrator's, of his agency and those below; the auditor reads it. What has
 * ended is kept, so that an administrator may look at it and is told why nothing changes there any more.
 */
const READ = { unit: 'QK', agency: 'QK', child: 'QK', dissolved: 'QK' };
const OWN = { unit: 'QK', agency: 'QK' };
const CHANGE = { unit: 'Q', agency: 'Q', child: 'Q/K', dissolved: '/QK' };
const PEOPLE = { unit: 'Q', agency: 'Q', child: 'Q/K', dissolved: 'Q/K' };

export const org: Matrix = {
  'GET /api/org/agencies': anyone,
  'GET /api/org/recipient-groups': anyone,
  'GET /api/org/units': anyone,
  'GET /api/org/positions': anyone,
  'GET /api/org/signers': anyone,
  'GET /api/org/tree': only('QK'),
  'GET /api/org/agencies/:id': on('agency', READ),
  'GET /api/org/people': only('QK'),
  'GET /api/org/people/:id': on('person', READ),
  'GET /api/org/delegations': only('QK'),
  // Why somebody may or may not is told of the own agency only: who inspects the one above reads people and posts there, not this.
  'GET /api/org/positions/:id/rights': on('position', OWN),
  'POST /api/explanations/documents': on('position', OWN),
  'POST /api/org/agencies': on('agency', CHANGE),
  'PUT /api/org/agencies/:id': on('agency', CHANGE),
  'POST /api/org/events': on('agency', CHANGE),
  'POST /api/org/agencies/:id/units': on('agency', CHANGE),
  'PUT /api/org/agencies/:id/units/:unitId': on('agency', CHANGE),
  'POST /api/org/agencies/:id/units/:unitId/close': on('agency', CHANGE),
  'POST /api/org/people': on('agency', CHANGE),
  'PUT /api/org/people/:id': on('person', PEOPLE),
  'POST /api/org/people/:id/leave': on('person', PEOPLE),
  'POST /api/org/positions': on('position', PEOPLE),
  'PUT /api/org/positions/:id': on('position', PEOPLE),
  'POST /api/org/positions/:id/end': on('position', PEOPLE),
  'POST /api/org/delegations': on('position', CHANGE),
  'POST /api/org/delegations/:id/revoke': on('delegation', PEOPLE),
  'GET /api/org/import/template': only('Q'),
  'POST /api/org/import': only('Q'),
  'POST /api/org/import/:id/confirm': only('Q'),
  'GET /api/org/export': only('Q'),
};
