import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { HashSigner, SigningAnswer, SigningRequest } from '@congvu/pki';
import { SignerError } from '../errors.ts';
import type { ItemOutcome, Pkcs11Owner } from './index.ts';

/** Long enough for most batches to be answered at the first question. */
const LONG_POLL_MS = 5_000;
/** Answers nobody fetched are dropped from the oldest on. */
const MAX_TICKETS = 256;

interface Act {
  outcomes: Promise<ItemOutcome[]>;
  controller: AbortController;
}

function assertHashes({ items }: SigningRequest): void {
  for (const { docId, attrs, toBeSigned } of items) {
    if (Buffer.compare(createHash('sha256').update(attrs).digest(), toBeSigned) !== 0) {
      throw new SignerError('signer.bare_hash', `Giá trị băm cần ký không khớp nội dung (${docId}).`);
    }
  }
}

function answerOf(outcomes: readonly ItemOutcome[]): SigningAnswer {
  const error = outcomes.find((outcome) => 'error' in outcome)?.error;
  if (error === undefined) {
    return { signatures: outcomes.flatMap((outcome) => ('signature' in outcome ? [outcome.signature] : [])) };
  }
  if (error.code === 'signer.pin_locked') {
    return { failed: 'pinLocked' };
  }
  if (error.code === 'signer.cancelled' || error.code === 'signer.refused') {
    return { failed: 'refused' };
  }
  throw error;
}

/**
 * `HashSigner` over a token. `begin` answers as soon as the token accepted the PIN and signs the first item; failures before
 * that (PIN, no token) come from `begin`. All or nothing: whoever wants what was signed before a failure uses `sign`.
 */
export function createTokenSigner(owner: Pick<Pkcs11Owner, 'identities' | 'sign'>): HashSigner {
  const acts = new Map<string, Act>();
  return {
    identities: () => owner.identities(),
    async begin(request) {
      assertHashes(request);
      const controller = new AbortController();
      const first = Promise.withResolvers<void>();
      const outcomes = owner.sign(request, { onItem: () => first.resolve(), signal: controller.signal });
      outcomes.catch(() => undefined);
      await Promise.race([first.promise, outcomes]);
      const ticket = { id: randomUUID(), identityId: request.identityId };
      acts.set(ticket.id, { outcomes, controller });
      for (const oldest of [...acts.keys()].slice(0, Math.max(0, acts.size - MAX_TICKETS))) {
        acts.delete(oldest);
      }
      return ticket;
    },
    async poll({ id }) {
      const act = acts.get(id);
      if (act === undefined) {
        return { failed: 'expired' };
      }
      const outcomes = await Promise.race([act.outcomes, wait(LONG_POLL_MS, undefined, { ref: false })]);
      return outcomes === undefined ? 'pending' : answerOf(outcomes);
    },
    async cancel({ id }) {
      acts.get(id)?.controller.abort();
      acts.delete(id);
    },
  };
}
