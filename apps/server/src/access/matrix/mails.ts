import { anyone, type Matrix, on, only, open } from './rules.ts';

/** Guiding office: leader, focal, administrator, auditor see the mailboxes of all agencies below, the agency its own. Nobody opens a box that is not his. */
const SEE = { unit: 'VTLFQK', agency: 'VTLFQK', child: 'LFQK', dissolved: 'LFQK' };
const KEEP = { unit: 'FQ', agency: 'FQ', child: 'FQ/LK', dissolved: 'FQ/LK' };
const NOT_NOW = { unit: '', agency: '', child: '/LFQK', dissolved: '/LFQK' };
const HEADS = { unit: 'TLFQ', agency: 'TLFQ', child: 'LFQ/K', dissolved: 'LFQ/K' };

export const mail: Matrix = {
  'GET /api/mailboxes/template': only('FQ'),
  'GET /api/mailboxes/export': only('VTLFQK'),
  'POST /api/mailboxes/import': only('FQ'),
  'POST /api/mailboxes/import/:id/confirm': only('FQ'),
  'GET /api/mailboxes': anyone,
  'GET /api/mailboxes/:id': on('mailbox', SEE),
  'POST /api/mail-steps/:id/done': on('mailStep', KEEP),
  'POST /api/mailboxes/:id/suspend': on('mailbox', KEEP, { suspended: NOT_NOW }),
  'POST /api/mailboxes/:id/resume': on('mailbox', NOT_NOW, { suspended: KEEP }),
  'POST /api/mailboxes/:id/rename': on('mailbox', KEEP),
  'POST /api/mailboxes/:id/drop-alias': on('mailbox', KEEP),
  'POST /api/mailboxes/:id/quota': on('mailbox', KEEP),
  'POST /api/mailboxes/:id/successor': on('mailbox', HEADS),
  'GET /api/mailboxes/:id/candidates': on('unitMailbox', HEADS),
  'POST /api/mailboxes/:id/members': on('unitMailbox', HEADS),
  // Nothing is wrong with these.
  'POST /api/mailboxes/:id/tell-again': on('mailbox', NOT_NOW),
  'GET /api/mailboxes/:id/archive': on('mailbox', NOT_NOW),
  'GET /api/me/mailboxes': anyone,
  'POST /api/me/mailboxes/:id/passwords': on('mailbox', {}),
  'DELETE /api/me/mailboxes/:id/passwords/:passwordId': on('mailbox', {}),
  'POST /api/me/mailboxes/:id/mailbox-password': on('mailbox', {}),
  'GET /api/mail-directory': anyone,
  'GET /api/mail-settings': only('FQ'),
  'PUT /api/mail-settings': only('Q'),
  'GET /api/mail-drifts': only('FQ'),
  'GET /api/mail-settings/zimbra': only('FQ'),
  'PUT /api/mail-settings/zimbra': only('Q'),
  // Nothing asks for the deletion of these, and none has an archive.
  'POST /api/mailboxes/:id/deletion': on('mailbox', NOT_NOW),
  'POST /api/mailboxes/:id/deletion/approve': on('mailbox', NOT_NOW),
  'POST /api/mailboxes/:id/deletion/decline': on('mailbox', NOT_NOW),
  'GET /api/mailboxes/steps/csv': only('FQ'),
  'GET /api/mailboxes/steps/zmprov': only('FQ'),
  'GET /api/mailboxes/steps/sheet': only('FQ'),
};

/** The boxes of these places are opened by nobody who asks here: to them a box does not exist, whatever their role. */
export const webmail: Matrix = {
  'GET /api/mail': anyone,
  'GET /api/mail-approvers': anyone,
  'GET /api/mail-limits': anyone,
  'PUT /api/mail-limits': only('Q'),
  'GET /api/mail-statistics': only('TLFQK'),
  'GET /api/mail-links/:token': open,
  'GET /api/mail/:mailboxId/folders': on('box', {}),
  'GET /api/mail/:mailboxId/members': on('box', {}),
  'GET /api/mail/:mailboxId/emails': on('box', {}),
  'GET /api/mail/:mailboxId/emails/:id': on('box', {}),
  'GET /api/mail/:mailboxId/emails/:id/body': on('box', {}),
  'GET /api/mail/:mailboxId/emails/:id/headers': on('box', {}),
  'GET /api/mail/:mailboxId/emails/:id/raw': on('box', {}),
  'GET /api/mail/:mailboxId/emails/:id/attachments/:no': on('box', {}),
  'POST /api/mail/:mailboxId/folders': on('box', {}),
  'PUT /api/mail/:mailboxId/folders/:folderId': on('box', {}),
  'DELETE /api/mail/:mailboxId/folders/:folderId': on('box', {}),
  'POST /api/mail/:mailboxId/emails/keywords': on('box', {}),
  'POST /api/mail/:mailboxId/emails/move': on('box', {}),
  'POST /api/mail/:mailboxId/emails/trash': on('box', {}),
  'POST /api/mail/:mailboxId/emails/delete': on('box', {}),
  'POST /api/mail/:mailboxId/emails/restore': on('box', {}),
  'POST /api/mail/:mailboxId/emails/assign': on('box', {}),
  'GET /api/mail/:mailboxId/identities': on('box', {}),
  'GET /api/mail/:mailboxId/contacts': on('box', {}),
  'GET /api/mail/:mailboxId/drafts': on('box', {}),
  'GET /api/mail/:mailboxId/drafts/:id': on('mailDraft', {}),
  'GET /api/mail/:mailboxId/drafts/:id/files/:fileId': on('mailDraft', {}),
  'GET /api/mail/:mailboxId/submissions/:id': on('submission', {}),
  'GET /api/mail/:mailboxId/signings/:id': on('submission', {}),
  'POST /api/mail/:mailboxId/drafts/:id/signing': on('mailDraft', {}),
  'GET /api/mail/:mailboxId/vacation': on('box', {}),
  'PUT /api/mail/:mailboxId/vacation': on('box', {}),
  'PUT /api/mail/:mailboxId/drafts/:id': on('mailDraft', {}),
  'DELETE /api/mail/:mailboxId/drafts/:id': on('mailDraft', {}),
  'POST /api/mail/:mailboxId/drafts/:id/restore': on('mailDraft', {}),
  'DELETE /api/mail/:mailboxId/drafts/:id/files/:fileId': on('mailDraft', {}),
  'POST /api/mail/:mailboxId/submissions/:id/undo': on('submission', {}),
  'POST /api/mail/:mailboxId/drafts': on('box', {}),
  'POST /api/mail/:mailboxId/drafts/:id/files': on('mailDraft', {}),
  'POST /api/mail/:mailboxId/drafts/:id/documents': on('mailDraft', {}),
  'POST /api/mail/:mailboxId/drafts/:id/send': on('mailDraft', {}),
};

export const mailflow: Matrix = {
  'GET /api/mail-domains': only('FQK'),
  'POST /api/mail-domains': only('Q'),
  'PUT /api/mail-domains/:id': on('mailDomain', { unit: 'Q', agency: 'Q' }),
  'POST /api/mail-domains/:id/check': on('mailDomain', { unit: 'Q', agency: 'Q' }),
  'POST /api/mail-domains/:id/keys': on('mailDomain', { unit: 'Q', agency: 'Q' }),
  // No new keys wait to be used.
  'POST /api/mail-domains/:id/use-keys': on('mailDomain', {}),
  'GET /api/mail-domains/:id/reports': on('mailDomain', { unit: 'FQK', agency: 'FQK' }),
  'GET /.well-known/mta-sts.txt': open,
};

export const mailbridge: Matrix = {
  'GET /api/mail/:mailboxId/emails/:id/register': on('box', {}),
  'POST /api/mail/:mailboxId/emails/:id/register': on('box', {}),
  'POST /api/interchange/dispatches/:id/mail': on('dispatch', { unit: 'V', agency: 'V' }),
  'GET /api/free-mail-stats': only('TLFQK'),
};

/** The own agency is the guiding office, whose things all of this is, wherever it was reported; its officer is the focal person, an administrator beside him. Everything of a cluster is the officer's. */
const OFFICER = { unit: 'FQ', agency: 'FQ', child: 'FQ/VCTLKN', dissolved: 'FQ/VCTLKN' };
const NOBODY = { unit: '', agency: '', child: '/VCTLFQKN', dissolved: '/VCTLFQKN' };

export const threats: Matrix = {
  'POST /api/threats/reports': on('box', {}),
  'GET /api/threats/reports/mine': anyone,
  'POST /api/threats/reports/:id/withdraw': on('report', {}),
  'GET /api/threats/link': on('box', {}),
  // A link that stands in no mail of his own gets everybody the same sentence.
  'POST /api/threats/link': anyone,
  // Notices come to named people.
  'GET /api/threats/notices/:id': on('notice', {}),
  'POST /api/threats/notices/:id/read': on('notice', {}),
  'GET /api/threats/quarantine': anyone,
  'POST /api/threats/quarantine/:id/ask': on('held', {}),
  'POST /api/threats/drills/landing': open,
  'GET /api/threats/centre': only('FQ'),
  'GET /api/threats/clusters': only('FQ'),
  'GET /api/threats/clusters/:id': on('cluster', OFFICER),
  'POST /api/threats/clusters/:id/conclude': on('cluster', OFFICER),
  'POST /api/threats/clusters/:id/retract': on('cluster', NOBODY, { forged: OFFICER }),
  'POST /api/threats/clusters/:id/restore': on('cluster', NOBODY),
  'POST /api/threats/clusters/:id/warning': on('cluster', NOBODY, { forged: OFFICER }),
  'GET /api/threats/clusters/:id/notice': on('cluster', OFFICER),
  'POST /api/threats/clusters/:id/notice': on('cluster', NOBODY, { forged: OFFICER }),
  'POST /api/threats/clusters/:id/notice/remind': on('cluster', OFFICER),
  'GET /api/threats/rules': only('FQ'),
  'POST /api/threats/rules/:id/lift': on('rule', OFFICER),
  'GET /api/threats/findings': only('FQ'),
  'POST /api/threats/findings/:id/rescan': on('finding', OFFICER, { refused: NOBODY }),
  'POST /api/threats/quarantine/:id/release': on('held', OFFICER),
  'POST /api/threats/quarantine/:id/refuse': on('held', OFFICER),
  'GET /api/threats/drill-templates': only('TLFQK'),
  'POST /api/threats/drill-templates/:code/approve': only('L'),
  'GET /api/threats/drills': only('TLFQK'),
  'POST /api/threats/drills': only('FQ'),
  'GET /api/threats/drills/:id': on('drill', { unit: 'TLFQK', agency: 'TLFQK', child: 'TLFQK', dissolved: 'TLFQK' }),
  'GET /api/threats/scans': only('VTLFQK'),
  'POST /api/threats/scans': only('VTLFQ'),
  'GET /api/threats/scans/export': only('FQ'),
  'GET /api/threats/exposed': only('TL'),
  'GET /api/threats/incidents': anyone,
  // Who may not read it does not learn that there is one.
  'POST /api/threats/incidents/:id/close': on('incident', { unit: 'FQ', agency: 'FQ', child: 'FQ', dissolved: 'FQ' }),
  'POST /api/threats/incidents': anyone,
};
