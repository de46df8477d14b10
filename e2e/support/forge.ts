import { BYTES } from '../../packages/pades/src/attacks/bytes-forgeries.ts';
import { throwDice } from '../../packages/pades/src/attacks/dice.ts';
import { ANNOTATIONS, FORMS } from '../../packages/pades/src/attacks/update-forgeries.ts';

const FORGERIES = [...BYTES, ...ANNOTATIONS, ...FORMS];

/** A signed file as a forger without any key leaves it. */
export function forge(signed: Uint8Array, family: string, variant: string): Buffer {
  const forgery = FORGERIES.find((one) => one.family === family && one.variant === variant);
  if (forgery === undefined) {
    throw new Error(`no forgery ${family}-${variant}`);
  }
  return Buffer.from(forgery.build(signed, throwDice(1)));
}
