import { anyone, type Matrix, nothingFor, on, only } from './rules.ts';

/**
 * Mẫu 01–10: who prepares and whom it concerns, the head of his unit, clerk, leader, focal and auditor of the agency; the guiding
 * office from the moment it is sent, never the draft before; personal data to who works on it and who answers for it.
 * The own agency guides itself and those below it.
 */
const READ = { unit: 'VTLFK', agency: 'VLFK' };
const SENT = { ...READ, child: 'VLFK', dissolved: 'VLFK' };
const PERSONAL = { unit: 'VTL', agency: 'VL' };
const PERSONAL_SENT = { unit: 'VTLF', agency: 'VLF', child: 'F/VLK', dissolved: 'F/VLK' };
const PREPARE = { unit: 'VTL', agency: 'VL' };
const NOBODY = { unit: '', agency: '' };
const TOLD = { child: '/VLFK', dissolved: '/VLFK' };
const NOT_NOW = { ...NOBODY, ...TOLD };
const HEAD = { unit: 'TL', agency: 'L' };
const FOCAL = { unit: 'F', agency: 'F', child: 'F/VLK', dissolved: 'F/VLK' };

export const requests: Matrix = {
  'GET /api/request-settings': only('QLF'),
  'PUT /api/request-settings': only('QLF'),
  'GET /api/request-templates': only('QLF'),
  'GET /api/request-templates/:form/built-in': only('QLF'),
  'GET /api/request-templates/:form': only('QLF'),
  'POST /api/request-templates/:form': only('QLF'),
  'DELETE /api/request-templates/:form': only('QLF'),
  'POST /api/requests/attest-declare': anyone,
  'POST /api/requests/attest-approve': anyone,
  'POST /api/requests/accept': anyone,
  'GET /api/requests': anyone,
  'GET /api/requests/mine': anyone,
  'GET /api/requests/suggestions': only('VCTLFN'),
  // An empty sheet of the province.
  'GET /api/requests/template/:kind': anyone,
  'POST /api/requests/import/:kind': only('VCTLFN'),
  'POST /api/requests/check/:kind': only('VCTLFN'),
  'POST /api/requests': only('VCTLFN'),
  'POST /api/requests/covering-letter': on('request', NOBODY, { submitted: FOCAL, returned: NOT_NOW }),
  'GET /api/requests/:id': on('request', READ, { submitted: SENT, returned: SENT }),
  'GET /api/requests/:id/items': on('request', READ, { submitted: SENT, returned: SENT }),
  'GET /api/requests/:id/file/:fileId': on('request', PERSONAL, { submitted: PERSONAL_SENT, returned: PERSONAL_SENT }),
  'GET /api/requests/:id/print': on('request', PERSONAL, { submitted: PERSONAL_SENT, returned: PERSONAL_SENT }),
  'GET /api/requests/:id/revisions/:revision/print': on('request', PERSONAL, {
    submitted: PERSONAL_SENT,
    returned: PERSONAL_SENT,
  }),
  'PUT /api/requests/:id': on('request', PREPARE, { awaiting_head: NOBODY, submitted: NOT_NOW, returned: NOT_NOW }),
  'POST /api/requests/:id/send': on('request', PREPARE, {
    awaiting_head: NOBODY,
    submitted: NOT_NOW,
    returned: NOT_NOW,
  }),
  'POST /api/requests/:id/attachments': on('request', PREPARE, {
    awaiting_head: NOBODY,
    submitted: NOT_NOW,
    returned: NOT_NOW,
  }),
  'POST /api/requests/:id/override': on(
    'request',
    { unit: 'TLF', agency: 'LF' },
    { submitted: NOT_NOW, returned: NOT_NOW },
  ),
  'POST /api/requests/:id/scan': on('request', NOBODY, {
    awaiting_head: HEAD,
    submitted: NOT_NOW,
    returned: NOT_NOW,
  }),
  'POST /api/requests/:id/give-back': on('request', NOBODY, {
    awaiting_head: HEAD,
    submitted: NOT_NOW,
    returned: NOT_NOW,
  }),
  'POST /api/requests/:id/withdraw': on('request', HEAD, {
    submitted: { ...HEAD, ...TOLD },
    returned: { ...HEAD, ...TOLD },
  }),
  'POST /api/requests/:id/return': on('request', NOBODY, { submitted: FOCAL, returned: NOT_NOW }),
  'POST /api/requests/:id/refuse': on('request', NOBODY, { submitted: FOCAL, returned: NOT_NOW }),
  'POST /api/requests/:id/correct': on('request', NOBODY, { submitted: NOT_NOW, returned: { ...PREPARE, ...TOLD } }),
};

/** The roster belongs to the guiding office that puts it together; others in its own agency read it, the focal person works on it. */
const ROSTER = { unit: 'VLFK', agency: 'VLFK' };
const BY_FOCAL = { unit: 'F', agency: 'F' };

export const rosters: Matrix = {
  'GET /api/rosters': only('VLFK'),
  'GET /api/rosters/:id': on('roster', ROSTER),
  'GET /api/rosters/:id/lines': on('roster', ROSTER),
  'GET /api/rosters/:id/export': on('roster', { unit: 'LF', agency: 'LF' }),
  'POST /api/rosters': only('F'),
  'POST /api/rosters/letter': on('roster', BY_FOCAL, { resulted: NOBODY }),
  // No finding is open in these.
  'POST /api/rosters/:id/decide': on('roster', NOBODY),
  'POST /api/rosters/:id/remove': on('roster', BY_FOCAL, { resulted: NOBODY }),
  'POST /api/rosters/:id/recheck': on('roster', BY_FOCAL, { resulted: NOBODY }),
  'POST /api/rosters/:id/cancel': on('roster', BY_FOCAL, { resulted: NOBODY }),
  'POST /api/rosters/:id/archive': on('roster', NOBODY, { resulted: BY_FOCAL }),
  // The destination is another office here: its own focal person says that it came and what came of it.
  'POST /api/rosters/:id/acknowledge': on('roster', NOBODY),
  'POST /api/rosters/:id/results': on('roster', NOBODY),
  'POST /api/rosters/:id/results/preview': on('roster', NOBODY),
};

const BOARD = { unit: 'VTLFK', agency: 'VTLFK' };

export const campaigns: Matrix = {
  // Empty for who has no part in collecting.
  'GET /api/campaigns': nothingFor('CQN'),
  'GET /api/campaigns/proposal': only('F'),
  'POST /api/campaigns': only('F'),
  'GET /api/campaigns/mine': anyone,
  'POST /api/campaigns/:id/opened': on('campaignLine', { unit: 'VCTLFQKN', agency: 'VCTLFQKN' }),
  'POST /api/campaigns/:id/nil': on('campaignLine', { unit: 'VCTLN', agency: 'VCTLN' }),
  'GET /api/campaigns/:id': on('campaign', BOARD),
  'GET /api/campaigns/:id/members': on('campaign', BOARD),
  'GET /api/campaigns/:id/export': on('campaign', BOARD),
  'PUT /api/campaigns/:id': on('campaign', BY_FOCAL, { closed: NOBODY }),
  'POST /api/campaigns/:id/remind': on('campaign', BY_FOCAL, { closed: NOBODY }),
  'POST /api/campaigns/:id/close': on('campaign', BY_FOCAL, { closed: NOBODY }),
  'POST /api/campaigns/:id/report': on('campaign', NOBODY, { closed: BY_FOCAL }),
};

/** What the office should ask for: its clerk, heads, administrator and auditor see it; the guiding focal person sees those of the agencies below. */
export const proposals: Matrix = {
  'GET /api/proposals': anyone,
  'POST /api/proposals/:id/use': on('proposal', { unit: 'VTL', agency: 'VTL', child: '/F', dissolved: '/F' }),
  'POST /api/proposals/:id/dismiss': on('proposal', { unit: 'VTL', agency: 'VTL', child: '/F', dissolved: '/F' }),
  'GET /api/hand-overs': anyone,
  'POST /api/hand-overs': only('VLQ'),
  'GET /api/hand-overs/:id': on('handOver', { unit: 'VTLQK', agency: 'VTLQK' }),
  'POST /api/hand-overs/:id/settle': on('handOver', { unit: 'VLQ', agency: 'VLQ' }, { finished: NOBODY }),
  'POST /api/hand-overs/:id/finish': on('handOver', { unit: 'VLQ', agency: 'VLQ' }, { finished: NOBODY }),
  'POST /api/hand-overs/:id/cancel': on('handOver', { unit: 'VLQ', agency: 'VLQ' }, { finished: NOBODY }),
};
