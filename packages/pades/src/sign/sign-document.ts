import type { KeyObject } from 'node:crypto';
import type { RevocationSource, TimestampAuthority, TrustAnchorEntry } from '@congvu/pki';
import { PadesError } from '../errors.ts';
import { asOpenBase, type OpenBase, type SigningBase } from './base.ts';
import { assertNotRevoked } from './collect-evidence.ts';
import { completeSignature } from './complete.ts';
import { completeWithTime, stampedTail } from './complete-with-time.ts';
import type { PreparedSignature, SignatureLevel, SignaturePlan } from './plan.ts';
import { draftSignature, prepareSignature, roomFor } from './prepare.ts';
import { raiseLevel } from './raise-level.ts';
import { signHere } from './sign-with-key.ts';
import { tailOf } from './unsigned.ts';

interface ActSupport {
  /** Needed above B. */
  tsa?: TimestampAuthority;
  /** Needed from LT on; when given, the signer is checked with it before anything is signed. */
  evidence?: { trust: readonly TrustAnchorEntry[]; source: (anchor: TrustAnchorEntry) => RevocationSource };
}

/** Who does what in the whole act of signing. */
export interface SigningAct extends ActSupport {
  /** Hands the hash to the key and answers the raw signature; may be asked again when room was too small. */
  sign(prepared: PreparedSignature): Promise<Uint8Array>;
}

/** The same with a private key in this process. */
export interface KeyAct extends ActSupport {
  key: KeyObject;
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

interface Turn {
  base: OpenBase;
  plan: SignaturePlan;
  act: SigningAct | KeyAct;
  /** The base is asked no more: its hash may be used up. */
  isLast: boolean;
}

async function signTurn({ base, plan, act, isLast }: Turn): Promise<Uint8Array> {
  const tsa = (plan.level ?? 'B') === 'B' ? undefined : act.tsa;
  if ('key' in act) {
    const unsigned = draftSignature(base, plan, isLast);
    const signature = signHere(unsigned, act.key);
    return tsa === undefined ? tailOf(unsigned, signature) : stampedTail(unsigned, signature, tsa);
  }
  const prepared = prepareSignature(base, plan);
  const signature = await act.sign(prepared);
  return tsa === undefined
    ? completeSignature(base, prepared, signature)
    : completeWithTime(base, prepared, signature, { tsa });
}

/** Signs, with a timestamp above B; prepares again with twice the room when that was too small. */
async function signOnce(turn: Turn, attempt = 1): Promise<Uint8Array> {
  try {
    return await signTurn(turn);
  } catch (error) {
    const isTooSmall = error instanceof PadesError && error.code === 'pades.placeholder_overflow';
    if (isTooSmall && !turn.isLast && attempt < MAX_ATTEMPTS) {
      const placeholderBytes = 2 * (turn.plan.placeholderBytes ?? roomFor(turn.plan));
      return signOnce({ ...turn, plan: { ...turn.plan, placeholderBytes } }, attempt + 1);
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
 * const { tail } = await signDocument(pdf, plan, { key: privateKey }); // a key of this process
 */
export async function signDocument(
  pdf: Uint8Array | SigningBase,
  plan: SignaturePlan,
  act: SigningAct | KeyAct,
): Promise<SignedDocument> {
  const level = plan.level ?? 'B';
  const base = asOpenBase(pdf);
  if (act.evidence !== undefined) {
    await assertNotRevoked(plan.signer, { ...act.evidence, at: plan.signedAt });
  }
  if (level === 'B') {
    // A base made here serves one signature, unless the plan's own room may turn out too small.
    const isLast = base !== pdf && plan.placeholderBytes === undefined;
    return { tail: await signOnce({ base, plan, act, isLast }), level };
  }
  const tsa = needed(act.tsa, level, 'máy chủ dấu thời gian');
  const turn = { base, plan, act, isLast: false };
  if (level === 'T') {
    return { tail: await signOnce(turn), level };
  }
  const evidence = needed(act.evidence, level, 'nguồn kiểm tra thu hồi');
  const signed = await signOnce(turn);
  const raised = await raiseLevel(base.append(signed), { to: level, tsa, ...evidence, at: plan.signedAt });
  return { tail: Buffer.concat([signed, raised.tail]), level };
}
