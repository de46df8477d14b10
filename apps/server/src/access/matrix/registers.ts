import { anyone, type Matrix, on, only } from './rules.ts';

/** The guiding office (leader, focal, administrator, auditor) sees the agencies below, the agency its own, everybody else the own account. */
const REGISTER = { unit: 'VTLFQK', agency: 'VTLFQK', child: 'LFQK', dissolved: 'LFQK' };
const KEEPER = { unit: 'VLF', agency: 'VLF', child: 'F/LQK', dissolved: 'F/LQK' };

export const accounts: Matrix = {
  'GET /api/accounts-register/template': only('FQ'),
  'GET /api/accounts-register/export': only('VTLFQK'),
  'POST /api/accounts-register/import': only('FQ'),
  'POST /api/accounts-register/import/:id/confirm': only('FQ'),
  'GET /api/accounts-register': anyone,
  'GET /api/accounts-register/:id': on('account', REGISTER),
  'POST /api/accounts-register/:id/keep': on('account', KEEPER),
  'POST /api/accounts-register/:id/unkeep': on('keptAccount', KEEPER),
  'POST /api/accounts-register/:id/withdraw-mobile': on('keptAccount', KEEPER),
  // Nobody of these waits for a first password.
  'POST /api/accounts-register/:id/invitation': on('account', { child: '/LFQK', dissolved: '/LFQK' }),
  'GET /api/waste': only('VTLFQK'),
  'GET /api/waste/export': only('VTLFQK'),
  'GET /api/waste/:agencyId': on('agencyRegister', REGISTER),
  'POST /api/waste/attestations': only('F'),
  'GET /api/attestation': only('VL'),
  'POST /api/attestation': only('L'),
  'GET /api/account-rules': only('Q'),
  // The own agency stands below another: what holds for all is set there.
  'POST /api/account-rules': only(''),
};

const CERTIFICATE_REGISTER = { unit: 'VLFQK', agency: 'VLFQK', child: 'FQ', dissolved: 'FQ' };

/**
 * A key is its owner's alone; who reports a loss is the owner, the clerk, the leader or an administrator. What to trust is decided by two
 * administrators (anchors are of no agency).
 */
export const certificates: Matrix = {
  'GET /api/certificates': only('VQ'),
  'POST /api/certificates': only('VQ'),
  'GET /api/certificates/mine': anyone,
  'POST /api/certificates/mine': anyone,
  'GET /api/certificates/:id/image.png': on('certificate', {}),
  'POST /api/certificates/:id/image': on('certificate', {}),
  'POST /api/certificates/:id/unlock': on('certificate', { unit: 'Q', agency: 'Q' }),
  'POST /api/certificates/:id/loss': on('certificate', { unit: 'VLQ', agency: 'VLQ' }),
  'GET /api/certificates/loss-reports': only('VLQ'),
  'POST /api/certificates/loss-reports/:id/close': on('loss', { unit: 'VLQ', agency: 'VLQ' }),
  'GET /api/certificates/anchors': only('VQK'),
  'POST /api/certificates/anchors': only('Q'),
  'POST /api/certificates/anchors/:id/approve': on('anchor', all('Q'), { active: all('') }),
  'POST /api/certificates/anchors/:id/reject': on('anchor', all('Q'), { active: all('') }),
  'POST /api/certificates/anchors/:id/end': on('anchor', all(''), { active: all('Q') }),
  'GET /api/certificates/services': only('VQK'),
  'POST /api/certificates/services/:id/try': only('Q'),
  'POST /api/certificates/crls': only('VQ'),
  'GET /api/certificate-register/template': only('VFQ'),
  'GET /api/certificate-register/export': only('VLFQK'),
  'POST /api/certificate-register/import': only('VFQ'),
  'POST /api/certificate-register/import/:id/confirm': only('VFQ'),
  'GET /api/certificate-register': only('VLFQK'),
  'GET /api/certificate-register/:id': on('entry', CERTIFICATE_REGISTER),
  'GET /api/pki-sims': only('VLFQK'),
  'GET /api/seals': only('VLFQK'),
  'GET /api/tokens': only('VLFQK'),
  'POST /api/tokens': only('VQ'),
  'GET /api/tokens/:id': on('token', CERTIFICATE_REGISTER),
  // Who had it holds no post any more, so that the clerk or an administrator speaks for him.
  'POST /api/tokens/:id/hand-over': on('token', { unit: 'VQ', agency: 'VQ', child: '/FQ', dissolved: '/FQ' }),
  'POST /api/tokens/:id/custody/:lineId': on('token', { child: '/FQ', dissolved: '/FQ' }),
  'POST /api/tokens/:id/state': on('token', { unit: 'VQ', agency: 'VQ', child: '/FQ', dissolved: '/FQ' }),
};

/** What belongs to no agency answers the same wherever the person who proposed it sits. */
function all(may: string) {
  const rule = `${may}/VCTLFQKN`;
  return { unit: may, agency: may, parent: rule, child: rule, sibling: rule, dissolved: rule };
}

export const signing: Matrix = {
  'POST /api/signing/batches': only('VTL'),
  'GET /api/signing/batches/:id': on('batch', {}),
  'POST /api/signing/batches/:id/sign': on('batch', {}),
  'POST /api/signing/batches/:id/cancel': on('batch', {}),
  'GET /api/signing/batches/:id/relay': on('batch', {}),
  'POST /api/signing/batches/:id/signatures': on('batch', {}),
  'POST /api/signing/batches/:id/external': on('batch', {}),
  'GET /api/signing/content/:token': { who: 'public' },
  'GET /api/signing/external/:token/van-ban.pdf': { who: 'public' },
  'POST /api/signing/external/:token': { who: 'public' },
  'GET /api/signing/care': only('VQLK'),
  'POST /api/signing/care/run': only('Q'),
  'POST /api/signing/care/upgrades/:documentId/retry': on('care', { unit: 'VQ', agency: 'VQ' }),
  'GET /api/signing/settings': only('Q'),
  'PUT /api/signing/settings': only('Q'),
  'POST /api/signing/check': anyone,
  'GET /api/signing/checks/:id': on('check', {}),
  'GET /api/signing/checks/:id/file.pdf': on('check', {}),
  'GET /api/signing/checks/:id/report.pdf': on('check', {}),
  'GET /api/signing/checks/:id/report.json': on('check', {}),
  'GET /api/signing/checks/:id/revisions/:revision.pdf': on('check', {}),
};
