import type { AmendmentKind } from '@congvu/contracts';
import { printDay } from '../../platform/print-dates.ts';

/** "Công văn 367/UBND-VHTT ngày 22/3/2021": how one document names another. */
export function nameWithDay(document: { name: string; issuedOn: string | null }): string {
  return document.issuedOn === null ? document.name : `${document.name} ngày ${printDay(document.issuedOn)}`;
}

/** The ground as registers, banners and the public check print it. */
export function freezeText(kind: AmendmentKind, by: string): string {
  return kind === 'replace' ? `Được thay thế bởi ${by}` : `Thu hồi theo ${by}`;
}

export function takeBackText(day: string, reason: string): string {
  return `Lấy lại ngày ${printDay(day)}: ${reason}`;
}

const VERBS: Record<AmendmentKind, string> = {
  take_back: 'lấy lại',
  recall: 'thu hồi',
  replace: 'thay thế',
  correct: 'đính chính',
  update: 'cập nhật',
};

export function verbOf(kind: AmendmentKind): string {
  return VERBS[kind];
}

/** Inside a sentence: without "V/v" and "về việc", the first letter small unless a name begins there. */
export function bareAbstract(abstract: string): string {
  const bare = abstract.replace(/^(?:V\/v|về việc)[:\s]+/iu, '').trim();
  return bare.replace(/^\p{Lu}(?=\p{Ll}*\s\p{Ll})/u, (letter) => letter.toLocaleLowerCase('vi'));
}

/** What an answer is about; the standard has no place for it. */
export type AnswerSubject = 'recall' | 'update' | 'replace';

const SUBJECTS: Record<AnswerSubject, string> = { recall: 'Thu hồi', update: 'Cập nhật', replace: 'Thay thế' };

/** It goes in front of the description, readable by people and by us: "Thu hồi. Đã hủy 2 tệp". */
export function writeAnswer(kind: AmendmentKind, note: string): string {
  const subject = kind === 'update' || kind === 'replace' ? kind : 'recall';
  return note === '' ? `${SUBJECTS[subject]}.` : `${SUBJECTS[subject]}. ${note}`;
}

/** A description written by {@link writeAnswer}, or any other text, which is about nothing in particular. */
export function readAnswer(text: string): { about: AnswerSubject | undefined; note: string } {
  for (const about of ['recall', 'update', 'replace'] as const) {
    const start = `${SUBJECTS[about]}.`;
    if (text === start || text.startsWith(`${start} `)) {
      return { about, note: text.slice(start.length).trim() };
    }
  }
  return { about: undefined, note: text };
}
