import type { Reason } from './report.ts';

/** The three piles a verdict is made of. */
export interface Judgement {
  invalid: Reason[];
  doubts: Reason[];
  notes: Reason[];
}

export function emptyJudgement(): Judgement {
  return { invalid: [], doubts: [], notes: [] };
}

export function add(judgement: Judgement, more: Judgement): void {
  judgement.invalid.push(...more.invalid);
  judgement.doubts.push(...more.doubts);
  judgement.notes.push(...more.notes);
}

/** Whether nothing speaks against it. */
export function isClean({ invalid, doubts }: Judgement): boolean {
  return invalid.length + doubts.length === 0;
}
