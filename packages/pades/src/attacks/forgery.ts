import type { Dice } from './dice.ts';
import type { AttackFamily } from './specimen.ts';

/** A forgery that needs no key: made from any signed file. */
export interface Forgery {
  family: AttackFamily;
  variant: string;
  /** Vietnamese: what was changed. */
  text: string;
  /** @throws NotForgeable when the file lacks what it needs */
  build(signed: Uint8Array, dice: Dice): Uint8Array;
}
