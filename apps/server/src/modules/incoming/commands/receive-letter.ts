import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import type { ReceivedLetter } from '../ports.ts';
import { type ReceivedAs, receiveLetters } from './receive-letters.ts';

/** One letter, see `receiveLetters`. */
export async function receiveLetter(tx: Tx, context: Context, letter: ReceivedLetter): Promise<ReceivedAs> {
  const [answer] = await receiveLetters(tx, context, [letter]);
  if (answer === undefined) {
    throw new Error('every letter is answered');
  }
  return answer;
}
