import type { Facts } from '../facts.ts';
import type { Sign } from '../score/weights.ts';
import type { Finding, FindingCode, FindingLevel } from '../types.ts';

/** Something a rule saw: it counts by its sign, and a finding says so to the reader. */
export interface Seen {
  sign?: Sign;
  /** What it counts, where that is not the same for every mail. */
  weight?: number;
  finding?: Finding;
  /** Said only where a mail is warned of and little else can be told. */
  aside?: Finding;
  /** The finding is of the kind of a file, not of the letter: it keeps the mail back and does not call it forged. */
  isOfKind?: boolean;
}

export type Rule = (facts: Facts) => Seen[];

const LONGEST_VALUE = 120;

/** A value of the mail inside a sentence of ours: on one line, without marks that turn its direction. */
export function quote(value: string): string {
  const plain = value
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > LONGEST_VALUE ? `${plain.slice(0, LONGEST_VALUE)}…` : plain;
}

export function finding(code: FindingCode, level: FindingLevel, text: string, span?: string): Finding {
  return span === undefined || span === '' ? { code, level, text } : { code, level, text, span: quote(span) };
}
