import { randomUUID } from 'node:crypto';
import type { SimulatedAccount } from './account.ts';
import type { LineFault } from './http-service.ts';
import { type HashScheme, signHashWith } from './sign-hash.ts';

/** Faults of the service and its answers; set one to switch it on, `…_once` switch themselves off. */
export type SimulatorFault =
  | LineFault
  /** Every login or account of the application is refused. */
  | 'bad_login'
  /** The next call says the token died. */
  | 'token_expired_once'
  | 'token_expired'
  /** Signatures over something else. */
  | 'wrong_signature'
  /** One signature fewer than asked. */
  | 'missing_signature'
  /** Every signature twice. */
  | 'duplicate_signature'
  /** In another order than asked. */
  | 'reordered'
  /** The error text repeats what the application sent, secret included. */
  | 'echo';

export type PhoneState = 'waiting' | 'approved' | 'rejected' | 'expired' | 'locked' | 'revoked';

/** What lies on the phone, waiting for the person. */
export interface PhoneRequest {
  id: string;
  user: string;
  /** The text as shown. */
  shown: string;
  count: number;
  state: PhoneState;
}

interface Held extends PhoneRequest {
  account: SimulatedAccount;
  hashes: Buffer[];
  scheme: HashScheme;
  dies: number;
}

export interface Phone {
  /** The same id twice is the same request: the phone rings once. */
  ring(request: {
    id?: string;
    account: SimulatedAccount;
    hashes: Buffer[];
    scheme: HashScheme;
    shown: string;
  }): PhoneRequest;
  find(id: string): PhoneRequest | undefined;
  /** In order; only of approved ones. */
  signaturesOf(id: string): Buffer[];
  list(): PhoneRequest[];
  /** All that wait, or the one. */
  decide(state: PhoneState, id?: string): void;
  /** From now on a request is approved as soon as it rings. */
  isAutomatic: boolean;
}

interface PhoneOptions {
  faults: Set<SimulatorFault>;
  now: () => Date;
  lifetimeSeconds: number;
}

function ageOf(held: Held, now: Date): Held {
  if (held.state === 'waiting' && now.getTime() > held.dies) {
    held.state = 'expired';
  }
  return held;
}

function signAll(held: Held, faults: Set<SimulatorFault>): Buffer[] {
  const over = (hash: Buffer): Buffer => (faults.has('wrong_signature') ? Buffer.from(hash).fill(0x5a, 0, 4) : hash);
  const made = held.hashes.map((hash) => signHashWith(held.account.privateKey, held.scheme, over(hash)));
  if (faults.has('missing_signature')) {
    made.pop();
  }
  if (faults.has('reordered')) {
    made.reverse();
  }
  return faults.has('duplicate_signature') ? made.flatMap((one) => [one, one]) : made;
}

export function createPhone({ faults, now, lifetimeSeconds }: PhoneOptions): Phone {
  const held = new Map<string, Held>();
  const phone: Phone = {
    isAutomatic: false,
    ring({ id = randomUUID(), account, hashes, scheme, shown }) {
      const known = held.get(id);
      if (known !== undefined) {
        return ageOf(known, now());
      }
      const request: Held = {
        id,
        user: account.user,
        shown,
        count: hashes.length,
        state: phone.isAutomatic ? 'approved' : 'waiting',
        account,
        hashes,
        scheme,
        dies: now().getTime() + lifetimeSeconds * 1_000,
      };
      held.set(id, request);
      return request;
    },
    find(id) {
      const found = held.get(id);
      return found === undefined ? undefined : ageOf(found, now());
    },
    signaturesOf(id) {
      const found = held.get(id);
      return found === undefined || found.state !== 'approved' ? [] : signAll(found, faults);
    },
    list: () =>
      [...held.values()].map((one) => {
        const { id, user, shown, count, state } = ageOf(one, now());
        return { id, user, shown, count, state };
      }),
    decide(state, id) {
      for (const one of held.values()) {
        if (ageOf(one, now()).state === 'waiting' && (id === undefined || one.id === id)) {
          one.state = state;
        }
      }
    },
  };
  return phone;
}
