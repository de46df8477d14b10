import { readFileSync } from 'node:fs';
import { gatherFacts } from '../packages/mailguard/src/facts.ts';
import { readMail, readQrCodes } from '../packages/mailguard/src/index.ts';
import { senderKind } from '../packages/mailguard/src/rules/standing.ts';
import { traitsOf } from '../packages/mailguard/src/rules/traits.ts';
import type { SenderKind, TraitSign } from '../packages/mailguard/src/score/weights.ts';
import { wordingOf } from '../packages/mailguard/src/words/likeness.ts';
import { readDressedSet } from '../packages/mailguard/test/vietnamese/fourth.ts';
import { readFreshSet, readMoreSet, readVietnameseSet } from '../packages/mailguard/test/vietnamese/set.ts';
import { readThirdSet } from '../packages/mailguard/test/vietnamese/third.ts';

/**
 * What the rules said of a letter before whoever writes them had read it: `block`, or the sums of the kinds of evidence in their order
 * (`GROUPS` without the wording). A letter that rules were written after tells nothing of how good they are.
 */
const UNSEEN = JSON.parse(
  readFileSync(new URL('../packages/mailguard/test/vietnamese/unseen.json', import.meta.url), 'utf8'),
) as Record<string, string>;

export interface Letter {
  /** By whose hand it is. */
  hand: string;
  isLure: boolean;
  kind: SenderKind;
  words: string[];
  traits: ReadonlyMap<TraitSign, number>;
  /** None where rules were written after it before they were ever tried on it. */
  unseen?: { isBlocked: boolean; groups: number[] };
}

/** Every letter that is open to whoever writes rules. */
export async function readLetters(): Promise<Letter[]> {
  const mails = [
    ...readVietnameseSet().filter(({ half }) => half === 'tune'),
    ...readFreshSet(),
    ...readMoreSet(),
    ...readThirdSet(),
    ...(['fourth', 'hand-a', 'hand-b', 'hand-c'] as const).flatMap(readDressedSet),
  ];
  return Promise.all(
    mails.map(async ({ id, half, kind, raw, context }): Promise<Letter> => {
      const mail = await readMail(raw);
      const qrCodes = await readQrCodes(mail);
      const facts = gatherFacts(mail, context, qrCodes);
      const before = UNSEEN[id];
      return {
        hand: half.replace(/^third-.*/, 'third'),
        isLure: kind === 'phishing',
        kind: senderKind(facts),
        words: wordingOf(facts.written),
        traits: new Map(traitsOf(facts)),
        ...(before !== undefined && {
          unseen: { isBlocked: before === 'block', groups: before === 'block' ? [] : before.split(' ').map(Number) },
        }),
      };
    }),
  );
}
