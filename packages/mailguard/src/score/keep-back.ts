import type { MailVerdict, Reason } from '../types.ts';

/** Where a warning of one thing stands that is enough by itself: asked to be careful, not called forged. */
export const WARNED = 0.6;

/**
 * A mail with a file of a kind that is not let in: kept back, and its reader asked to be careful, however harmless its letter.
 * @example keepBack(verdict, { code: 'BAD_FILE', text: 'Tệp chương trình “CaiDat.exe”.' }).verdict // 'suspicious' where it was 'ordinary'
 */
export function keepBack(verdict: MailVerdict, { code, text }: Reason): MailVerdict {
  const score = Math.max(WARNED, verdict.score);
  return {
    ...verdict,
    verdict: verdict.verdict === 'ordinary' ? 'suspicious' : verdict.verdict,
    score,
    held: verdict.held ?? { code, text, letterScore: verdict.score },
  };
}
