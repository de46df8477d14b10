import { createHash } from 'node:crypto';
import {
  buildPath,
  checkTimestampToken,
  displayName,
  PkiError,
  type TimestampCheck,
  type TrustAnchorEntry,
} from '@congvu/pki';
import type { Findings } from './findings.ts';
import type { TimestampReport } from './report.ts';

const PLACE = 'manifest.tst';

function read(token: Uint8Array, manifest: Uint8Array, findings: Findings): TimestampCheck | undefined {
  try {
    return checkTimestampToken(token, (hash) => createHash(hash).update(manifest).digest());
  } catch (error) {
    if (error instanceof PkiError) {
      findings.fail('evidence.timestamp_broken', error.message, PLACE);
      return undefined;
    }
    throw error;
  }
}

function judgePath(check: TimestampCheck, trust: readonly TrustAnchorEntry[], findings: Findings): boolean | null {
  if (trust.length === 0 || check.signer === undefined) {
    return null;
  }
  const { signer: certificate, certificates: pool, at } = check;
  const { problems } = buildPath({ certificate, pool, trust, at, purpose: 'timestamping' });
  for (const { text } of problems) {
    findings.fail('evidence.timestamp_unproven', `Dấu thời gian chưa đủ căn cứ: ${text}`, PLACE);
  }
  return problems.length === 0;
}

/** A RFC 3161 token over the manifest: that it existed at that time, by the word of somebody else. */
export function judgeTimestamp(
  token: Uint8Array | undefined,
  manifest: Uint8Array,
  trust: readonly TrustAnchorEntry[],
  findings: Findings,
): TimestampReport | null {
  if (token === undefined) {
    findings.note('evidence.no_timestamp', 'Hồ sơ không có dấu thời gian của bên thứ ba.', '');
    return null;
  }
  const check = read(token, manifest, findings);
  if (check === undefined) {
    return null;
  }
  for (const { text } of check.problems) {
    findings.fail('evidence.timestamp_broken', text, PLACE);
  }
  const holds = check.problems.length === 0;
  return {
    at: check.at.toISOString(),
    authority: check.signer === undefined ? '' : displayName(check.signer.subject),
    holds,
    isTrusted: holds ? judgePath(check, trust, findings) : null,
  };
}
