import { JsonError } from '../canonical-json.ts';
import { ShapeError } from '../manifest/shape.ts';
import { fingerprintOf, sameFingerprint } from '../seal/fingerprint.ts';
import { type EvidenceSeal, hashOf, isSealSound, readSeal } from '../seal/seal.ts';
import type { Findings } from './findings.ts';
import type { SealReport } from './report.ts';

export function openSeal(bytes: Uint8Array, findings: Findings): EvidenceSeal | undefined {
  try {
    return readSeal(bytes);
  } catch (error) {
    if (error instanceof JsonError || error instanceof ShapeError) {
      findings.fail('evidence.seal_unreadable', `Niêm phong không đọc được: ${error.message}.`, 'manifest.sig');
      return undefined;
    }
    throw error;
  }
}

function judgeKey(seal: EvidenceSeal, keys: readonly string[], findings: Findings): boolean | null {
  const fingerprint = fingerprintOf(seal.publicKey);
  if (keys.length === 0) {
    findings.note(
      'evidence.seal_key_not_given',
      `Chưa đối chiếu khóa niêm phong: hỏi cơ quan lập hồ sơ vân tay khóa của họ rồi so với ${fingerprint}.`,
      'manifest.sig',
    );
    return null;
  }
  const isKnown = keys.some((key) => sameFingerprint(key, fingerprint));
  if (!isKnown) {
    findings.fail(
      'evidence.seal_other_key',
      `Hồ sơ được niêm phong bằng khóa khác với khóa đã cho: ${fingerprint}.`,
      'manifest.sig',
    );
  }
  return isKnown;
}

/** The seal covers the manifest, the timestamp and itself; everything else is covered by the manifest. */
export function judgeSeal(
  seal: EvidenceSeal,
  sealed: { manifest: Uint8Array; timestamp: Uint8Array | undefined; keys: readonly string[] },
  findings: Findings,
): SealReport {
  const isSound = isSealSound(seal);
  const isOfManifest = seal.manifest === hashOf(sealed.manifest);
  if (!isSound) {
    findings.fail(
      'evidence.seal_broken',
      'Niêm phong không đúng: chữ ký không phải của khóa ghi trong đó.',
      'manifest.sig',
    );
  } else if (!isOfManifest) {
    findings.fail('evidence.seal_broken', 'Danh mục hồ sơ đã bị sửa sau khi niêm phong.', 'manifest.json');
  }
  const stamp = sealed.timestamp === undefined ? null : hashOf(sealed.timestamp);
  if (stamp !== seal.timestamp) {
    findings.fail('evidence.timestamp_changed', 'Dấu thời gian đã bị sửa sau khi niêm phong.', 'manifest.tst');
  }
  const holds = isSound && isOfManifest && stamp === seal.timestamp;
  return {
    publicKey: seal.publicKey,
    fingerprint: fingerprintOf(seal.publicKey),
    holds,
    isKnown: judgeKey(seal, sealed.keys, findings),
  };
}
