import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findCompares, scanSources } from './secret-compares.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Compared in the open, and why that gives nothing away (ASVS 11.2.4). Whatever is not here must use timingSafeEqual. */
const IN_THE_OPEN: Record<string, readonly string[]> = {
  'The hash of a content: whoever compares may read the content, and an equal hash opens nothing': [
    'apps/cli/src/audit/notes.ts: expected !== hash',
    'apps/cli/src/audit/notes.ts: hash === key.hash',
    'apps/cli/src/audit/notes.ts: signature.hash !== hash',
    'apps/cli/src/audit/read-database.ts: found === leaf_hash',
    'apps/cli/src/audit/verify-log.ts: found !== hash',
    'apps/cli/src/audit/verify-log.ts: leafHash !== found',
    "apps/cli/src/audit/verify-log.ts: nodes.get(place) !== hash.toString('hex')",
    'apps/cli/src/audit/verify-proof.ts: hashOfLeaf(entry.leaf).equals(leafHash',
    "apps/server/src/modules/carriers/peer/receive/take-messages.ts: createHash('sha256').update(content).digest('hex') === header.sha256",
    'apps/server/src/modules/drafting/commands/apply-fixes.ts: hashContent(content) === draft.content_hash',
    'apps/server/src/modules/drafting/commands/hand-over.ts: draft.approved_hash !== draft.content_hash',
    'apps/server/src/modules/drafting/commands/hand-over.ts: draft.content_hash !== wanted.contentHash',
    'apps/server/src/modules/drafting/commands/save-draft.ts: hashContent(body.content) === before.content_hash',
    'apps/server/src/modules/interchange/inbox/take-in.ts: entry.contentHash === reading.letter.contentHash',
    "apps/server/src/modules/mail/commands/delete-mailbox.ts: hash.digest('hex') !== file.sha256",
    'apps/server/src/modules/outgoing/commands/issue-documents.ts: draft.content_hash !== row.content_hash',
    'apps/server/src/modules/outgoing/purposes/sign-purpose.ts: draft.approved_hash === row.content_hash',
    'apps/server/src/modules/outgoing/purposes/sign-purpose.ts: draft.content_hash === row.content_hash',
    'apps/server/src/modules/requests/commands/override-warning.ts: one.contentHash !== override.contentHash',
    'apps/server/src/modules/requests/engine/check.ts: contentHash === hash',
    'apps/server/src/modules/requests/engine/readiness.ts: row.content_hash !== contentHash(row.content)',
    "apps/server/src/modules/signing/commands/prepare-sessions.ts: createHash('sha256').update(shown).digest('hex') !== session.shown_sha256",
    "apps/server/src/platform/backup/blob-copy.ts: hash.digest('hex') !== sha256",
    "apps/server/src/platform/blob-file.ts: hash.digest('hex') === secret.sha256",
    "apps/signer/src/agent/content.ts: hash.copy().digest('hex') === this",
    "apps/signer/src/agent/content.ts: whole.toString('hex') !== item.digest.toLowerCase()",
    "packages/axis/src/wire/download.ts: hash.digest('hex') !== this",
    'packages/evidence/src/verify/judge-log.ts: hashOfLeaf(one.leaf) === one.leafHash',
    "packages/evidence/src/build/prepare-evidence.ts: hash.digest('hex') !== sha256",
    "packages/evidence/src/verify/verify-evidence.ts: hash.digest('hex') !== sha256",
  ],
  'What a repeated command asks for beside what it asked for first; its key is looked up in the database': [
    'apps/server/src/platform/context.ts: row.body_hash !== wanted.bodyHash',
  ],
  'The random stamp of one question to a clock, worth nothing after its answer': [
    'apps/server/src/platform/sntp.ts: answer.subarray(24, 32).equals(cookie',
  ],
  'Both sides are columns of one account, read twice: nobody outside gives either': [
    'apps/server/src/modules/identity/sign-in-gate.ts: gate.user.password_hash === verified?.password_hash',
    'apps/server/src/modules/identity/ticket.ts: ticket.password_hash === user?.password_hash',
  ],
  'A constant of a format or the name of an algorithm; nothing secret': [
    'apps/server/src/modules/certificates/images/clean-png.ts: file.subarray(0, 8).equals(PNG_SIGNATURE',
    'apps/server/src/modules/mailflow/intake/submit-mail.ts: error.code === SECRET',
    'packages/mailguard/src/attachments/archive-names.ts: view.readUInt32LE(at) !== LOCAL_SIGNATURE',
    'packages/mailguard/src/attachments/archive-names.ts: view.readUInt32LE(at) === END_SIGNATURE',
    'packages/mailguard/src/attachments/archive-names.ts: view.readUInt32LE(at) === ENTRY_SIGNATURE',
    'packages/mailguard/src/hosts/skeleton.ts: skeleton[at] !== token[at]',
    'packages/pades/src/appearance/png.ts: buffer.subarray(0, 8).equals(SIGNATURE',
    'packages/pki/src/algorithms.ts: maskHash !== hash',
    'packages/pki/src/revocation/ocsp-response.ts: id === OID.ocspNonce',
  ],
  'The fingerprint of a certificate, which everybody has': [
    "apps/server/src/modules/certificates/services/only-key.ts: createHash('sha256').update(certificate).digest('hex') === certificateSha256",
    "packages/pki/src/remote/ticket.ts: digest('hex') === identityId",
  ],
  'The person typed both, in one form': [
    "apps/server/src/modules/identity/commands/change-password.ts: body.newPassword.normalize('NFC') === body.currentPassword.normalize('NFC')",
  ],
  'The hash of the own cookie beside the hashes of the own sessions, whose owner is known by then': [
    'apps/server/src/modules/identity/queries/list-my-sessions.ts: session.token_hash.equals(tokenHash',
  ],
  'Our own token of another system, before and after a renewal': [
    'apps/server/src/modules/mail/backends/zimbra/soap-client.ts: session?.token === token',
  ],
};

const word = ({ file, text }: { file: string; text: string }): string => `${file}: ${text}`;

test('secrets are compared in constant time, and what is compared in the open stands in the list', () => {
  const listed = Object.values(IN_THE_OPEN).flat();
  const found = [...new Set(scanSources(ROOT).map(word))];
  expect(found.filter((one) => !listed.includes(one))).toEqual([]);
  expect(listed.filter((one) => !found.includes(one))).toEqual([]);
});

test.each([
  'if (given.token === session.token) return true;',
  'return stored.code_hash.equals(codeHash);',
  "if (mac.digest('hex') !== given) throw wrong();",
  'const isRight = password == account.password;',
  'return hashSecret(code).equals(row.recovery_code_hash!);',
  'if (hmac\n  !== expectedMac) { return; }',
])('finds %s (control)', (line) => {
  expect(findCompares('x.ts', line)).toHaveLength(1);
});

test.each([
  'if (user.password_hash === null) {',
  "if (typeof token === 'string') {",
  'if (seal.length !== expected.length) {',
  '// token === token',
  "const words = name === 'Mai';",
  'if (timingSafeEqual(mac, expectedMac)) {',
])('says nothing of %s', (line) => {
  expect(findCompares('x.ts', line)).toEqual([]);
});
