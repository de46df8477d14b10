import type { RevocationSource, TimestampAuthority, TrustAnchorEntry } from '@congvu/pki';
import { PadesError } from '../errors.ts';
import { asOpenBase, type OpenBase, type SigningBase } from './base.ts';
import { assertNotRevoked } from './collect-evidence.ts';
import { completeSignature } from './complete.ts';
import { completeWithTime } from './complete-with-time.ts';
import type { PreparedSignature, SignatureLevel, SignaturePlan } from './plan.ts';
import { prepareSignature } from './prepare.ts';
import { raiseLevel } from './raise-level.ts';

/** Who does what in the whole act of signing. */
export interface SigningAct {
  /** Hands the hash to the key and answers the raw signature; may be asked again when room was too small. */
  sign(prepared: PreparedSignature): Promise<Uint8Array>;
  /** Needed above B. */
  tsa?: TimestampAuthority;
  /** Needed from LT on; when given, the signer is checked with it before anything is signed. */
  evidence?: { trust: readonly TrustAnchorEntry[]; source: (anchor: TrustAnchorEntry) => RevocationSource };
}

export interface SignedDocument {
  /** The bytes to append. */
  tail: Uint8Array;
  level: SignatureLevel;
}

function needed<T>(value: T | undefined, level: SignatureLevel, what: string): T {
  if (value === undefined) {
    throw new PadesError('pades.evidence', `Ký mức ${level} cần ${what}.`);
  }
  return value;
}

const MAX_ATTEMPTS = 4;

/** Signs, with a timestamp above B; prepares again with twice the room when that was too small. */
async function signOnce(base: OpenBase, plan: SignaturePlan, act: SigningAct, attempt = 1): Promise<Uint8Array> {
  const prepared = prepareSignature(base, plan);
  const signature = await act.sign(prepared);
  try {
    return act.tsa === undefined || prepared.level === 'B'
      ? completeSignature(base, prepared, signature)
      : await completeWithTime(base, prepared, signature, { tsa: act.tsa });
  } catch (error) {
    if (error instanceof PadesError && error.code === 'pades.placeholder_overflow' && attempt < MAX_ATTEMPTS) {
      return signOnce(base, { ...plan, placeholderBytes: prepared.placeholderBytes * 2 }, act, attempt + 1);
    }
    throw error;
  }
}

/**
 * The whole act where the key answers at once: check the signer, prepare, sign, complete, raise to the level of the plan.
 * A revoked or unknown certificate is refused before anything is signed.
 * @throws PkiError `pki.tsp_*`, `pki.revocation_*`
 * @throws PadesError `pades.revoked`, `pades.evidence`, and as `prepareSignature`
 * @example
 * const { tail } = await signDocument(pdf, { ...plan, level: 'T' }, { sign, tsa });
 */
export async function signDocument(
  pdf: Uint8Array | SigningBase,
  plan: SignaturePlan,
  act: SigningAct,
): Promise<SignedDocument> {
  const level = plan.level ?? 'B';
  const base = asOpenBase(pdf);
  if (act.evidence !== undefined) {
    await assertNotRevoked(plan.signer, { ...act.evidence, at: plan.signedAt });
  }
  if (level === 'B') {
    return { tail: await signOnce(base, plan, act), level };
  }
  const tsa = needed(act.tsa, level, 'máy chủ dấu thời gian');
  if (level === 'T') {
    return { tail: await signOnce(base, plan, act), level };
  }
  const evidence = needed(act.evidence, level, 'nguồn kiểm tra thu hồi');
  const signed = await signOnce(base, plan, act);
  const raised = await raiseLevel(base.append(signed), { to: level, tsa, ...evidence, at: plan.signedAt });
  return { tail: Buffer.concat([signed, raised.tail]), level };
}
