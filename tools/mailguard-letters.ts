import { readFileSync } from 'node:fs';
import { type Facts, gatherFacts } from '../packages/mailguard/src/facts.ts';
import { readMail, readQrCodes, signsOf } from '../packages/mailguard/src/index.ts';
import { isAuthenticOffice, senderKind } from '../packages/mailguard/src/rules/standing.ts';
import { traitsOf } from '../packages/mailguard/src/rules/traits.ts';
import { countedOf } from '../packages/mailguard/src/score/counted.ts';
import { GROUPS } from '../packages/mailguard/src/score/groups.ts';
import { type SenderKind, type TraitSign, WEIGHTS } from '../packages/mailguard/src/score/weights.ts';
import { wordingOf } from '../packages/mailguard/src/words/likeness.ts';
import { readDressedSet } from '../packages/mailguard/test/vietnamese/fourth.ts';
import { readFreshSet, readMoreSet, readVietnameseSet } from '../packages/mailguard/test/vietnamese/set.ts';
import { readThirdSet } from '../packages/mailguard/test/vietnamese/third.ts';
import { ANYWHERE, readWorld } from '../packages/mailguard/test/world/read-world.ts';

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
  isForeign: boolean;
  /** What its signs are worth by themselves. */
  counted: number;
  traits: ReadonlyMap<TraitSign, number>;
  /** None where rules were written after it before they were ever tried on it. */
  unseen?: { isBlocked: boolean; groups: number[] };
}

const FAVOUR = GROUPS.indexOf('favour');

/**
 * What was seen, but what anybody adds for nothing no longer speaks for a letter (`src/rules/favour.ts`): of what was said in favour of a
 * stranger, or of a name that is not proved, only an agency that is proved is left. `file` stands before a letter that only its file kept back.
 */
function groupsOf(before: string, facts: Facts, kind: SenderKind): number[] {
  const isProved = kind === 'known' || isAuthenticOffice(facts);
  const groups = before.replace('file ', '').split(' ').map(Number);
  return groups.map((sum, at) =>
    at === FAVOUR && kind === 'stranger'
      ? isProved
        ? Math.max(sum, WEIGHTS.office_plain)
        : 0
      : at === FAVOUR && !isProved
        ? 0
        : sum,
  );
}

/** Every letter that is open to whoever writes rules. */
export async function readLetters(): Promise<Letter[]> {
  const mails = [
    ...readVietnameseSet().filter(({ half }) => half === 'tune'),
    ...readFreshSet(),
    ...readMoreSet(),
    ...readThirdSet(),
    ...(
      [
        'fourth',
        'hand-a',
        'hand-b',
        'hand-c',
        'hand-d',
        'hand-e',
        'fifth',
        'sixth',
        'seventh',
        'foreign-a',
        'foreign-b',
        'foreign-c',
      ] as const
    ).flatMap(readDressedSet),
    // Of mail as it is received anywhere three hands are to fit on; the fourth is only measured.
    ...(['a', 'c', 'd'] as const).flatMap(readWorld).map(({ id, kind, raw }) => ({
      id: `world-${id}`,
      half: 'world-a',
      kind,
      raw,
      context: ANYWHERE,
    })),
  ];
  return Promise.all(
    mails.map(async ({ id, half, kind, raw, context }): Promise<Letter> => {
      const mail = await readMail(raw);
      const qrCodes = await readQrCodes(mail);
      const facts = gatherFacts(mail, context, qrCodes);
      const before = UNSEEN[id];
      const kindOf = senderKind(facts);
      return {
        hand: half.replace(/^third-.*/, 'third'),
        isLure: kind === 'phishing',
        kind: kindOf,
        words: wordingOf(facts.written),
        isForeign: facts.isForeign,
        counted: countedOf(signsOf(mail, context, qrCodes)),
        traits: new Map(traitsOf(facts)),
        ...(before !== undefined && {
          unseen: { isBlocked: before === 'block', groups: before === 'block' ? [] : groupsOf(before, facts, kindOf) },
        }),
      };
    }),
  );
}
