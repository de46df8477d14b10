import { SignerError } from '../errors.ts';
import type { Cryptoki } from './cryptoki.ts';
import { createHeldTokens, type OwnerWorld } from './held-tokens.ts';
import type { ItemResult, ModuleReport, OwnerCommand } from './messages.ts';
import { signItems } from './owner-sign.ts';
import { isPresent, lookAround } from './owner-slots.ts';

type SignCommand = Extract<OwnerCommand, { op: 'sign' }>;

export interface OwnerCore {
  run(
    command: OwnerCommand,
    onItem: (item: ItemResult) => void,
    signal: AbortSignal,
  ): Promise<ModuleReport | undefined>;
}

/**
 * What the owner process does, apart from being a process: commands come one after another, never two at once, so that
 * nothing is closed while something is being signed. The module is initialised when first needed.
 */
export function createOwnerCore(cryptoki: Cryptoki, world: OwnerWorld): OwnerCore {
  const tokens = createHeldTokens(cryptoki, world);
  let isInitialized = false;
  let last: Promise<unknown> = Promise.resolve();

  const close = (): void => {
    tokens.forgetAll();
    if (isInitialized) {
      isInitialized = false;
      cryptoki.finalize();
    }
  };
  const sign = async (command: SignCommand, onItem: (item: ItemResult) => void, signal: AbortSignal): Promise<void> => {
    const token = tokens.find(command.token);
    if (token === undefined) {
      throw new SignerError('signer.pin_needed', 'Cần mã PIN của thiết bị ký số.');
    }
    let isClean = false;
    try {
      isClean = await signItems({ cryptoki, token, command, onItem, signal });
    } finally {
      // After a failure an operation may still be open in the session: it is never used again.
      if (!command.keep || !isClean || !isPresent(cryptoki, token.slot, token.serial)) {
        tokens.forget(token);
      }
    }
  };
  const perform: OwnerCore['run'] = async (command, onItem, signal) => {
    if (command.op === 'close') {
      close();
      return undefined;
    }
    if (!isInitialized) {
      cryptoki.initialize();
      isInitialized = true;
    }
    switch (command.op) {
      case 'look':
        return lookAround(cryptoki, tokens.sessionOf);
      case 'login':
        await tokens.login(command.token, command.pin);
        return undefined;
      case 'sign':
        await sign(command, onItem, signal);
        return undefined;
      case 'forget':
        tokens.forgetAll();
        return undefined;
    }
  };
  return {
    run(command, onItem, signal) {
      const mine = last.then(() => perform(command, onItem, signal));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
