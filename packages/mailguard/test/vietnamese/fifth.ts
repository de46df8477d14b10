import { readDressedSet } from './fourth.ts';
import type { VietnameseMail } from './set.ts';

/** The fifth set: written blind, by a further hand that has read no rule, and only measured. It has no half that may be studied. */
export function readFifthSet(): VietnameseMail[] {
  return readDressedSet('fifth');
}
