import type { ConnectionKind } from '@congvu/contracts';
import { axisReach, nationalRules, provincialRules } from './axis/axis-rules.ts';
import type { KindRules, Reach } from './kinds.ts';
import { mailReach, mailRules } from './mail/mail-rules.ts';
import { peerReach, peerRules } from './peer/peer-rules.ts';

/** Kinds of connections this installation can run. */
const KINDS: ReadonlyMap<ConnectionKind, KindRules> = new Map(
  [nationalRules, provincialRules, peerRules, mailRules].map((rules) => [rules.kind, rules]),
);

export function rulesOf(kind: ConnectionKind): KindRules {
  const rules = KINDS.get(kind);
  if (rules === undefined) {
    throw new Error(`no rules for connections of the kind ${kind}`);
  }
  return rules;
}

/** Who is asked first whether it reaches a receiver. */
export const REACHES: readonly Reach[] = [peerReach, axisReach, mailReach];
