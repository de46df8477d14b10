import { createHash } from 'node:crypto';
import type { Driver } from './drivers.ts';
import { plainError, SignerError } from './errors.ts';
import type { KeySource, SourceReport } from './key-source.ts';
import { listIdentities } from './pkcs11/identities.ts';
import { openPkcs11, type TokenChoice } from './pkcs11/index.ts';

export interface TokenSourceOptions {
  driver: Driver;
  token: TokenChoice;
  /** How long the login is kept after a batch. */
  pinMinutes: number;
}

function variables(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** A token through its PKCS#11 module. The agent is the person's own program: the module sees the person's environment. */
export function tokenSource({ driver, token, pinMinutes }: TokenSourceOptions): KeySource {
  const owner = openPkcs11({
    module: driver.path,
    token,
    env: variables(),
    idle: pinMinutes * 60_000,
    pin: async () => {
      throw new SignerError('signer.pin_needed', 'Cần mã PIN của thiết bị ký số.');
    },
  });
  let last: SourceReport | undefined;
  return {
    async look() {
      // While a batch is being signed the token cannot be looked at: what was seen before still holds.
      if (owner.isBusy() && last !== undefined) {
        return last;
      }
      const base = { name: driver.name, path: driver.path, isDemo: false };
      try {
        const seen = await owner.health();
        last = { ...base, seen, identities: listIdentities(seen, token) };
      } catch (error) {
        last = { ...base, seen: plainError(error), identities: [] };
      }
      return last;
    },
    sign({ certificateSha256, algorithm, items, pin, onItem, signal }) {
      const request = {
        identityId: certificateSha256,
        algorithm,
        items: items.map(({ key, data }) => ({
          docId: key,
          digestToShow: '',
          attrs: data,
          toBeSigned: createHash('sha256').update(data).digest(),
        })),
        consent: { who: '', reason: '', docTitles: [] },
      };
      return owner.sign(request, { onItem, signal, ...(pin === undefined ? {} : { pin: async () => pin }) });
    },
    close: () => owner.close(),
  };
}
