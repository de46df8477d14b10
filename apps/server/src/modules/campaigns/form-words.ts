import type { FormCode } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import { findDueDates } from '@congvu/vntext';

const LAST_FORM = 10;
const NUMBER = '\\d{1,2}(?![\\d/])';
const JOINT = '\\s*(?:,|;|và|đến|tới|-|–)\\s*(?:mẫu\\s+)?(?:biểu\\s+)?(?:số\\s+)?';
/** "Mẫu số 06", "Mẫu từ 01 đến 05", "mẫu số 06, 07 và 09", "Mẫu số 06 đến Mẫu số 10"; not "mẫu số 06/2021". */
const FORMS_NAMED = new RegExp(
  `(?<!\\p{L})mẫu\\s+(?:biểu\\s+)?(?:(?:từ\\s+)?(?:số\\s+)?(?:từ\\s+)?)(${NUMBER}(?:${JOINT}${NUMBER})*)`,
  'giu',
);
const RANGE = /(\d{1,2})(?:\s*(?:đến|tới|-|–)\s*(?:mẫu\s+)?(?:biểu\s+)?(?:số\s+)?(\d{1,2}))?/giu;
/** A numbered part of a letter begins here. */
const PART = /^(?:\d{1,2}|[IVX]{1,5})\.\s/u;

function codeOf(number: number): FormCode[] {
  // The pattern of codes is M and two digits; numbers beyond the last form are dropped right here.
  return number >= 1 && number <= LAST_FORM ? [`M${String(number).padStart(2, '0')}` as FormCode] : [];
}

function sorted(codes: readonly FormCode[]): FormCode[] {
  return [...new Set(codes)].sort();
}

/** Forms that the text names by their numbers, ranges spelt out. */
export function formsNamedIn(text: string): FormCode[] {
  const found = [...text.normalize('NFC').matchAll(FORMS_NAMED)].flatMap(([, list = '']) =>
    [...list.matchAll(RANGE)].flatMap(([, from, to]) => {
      const [first, last] = [Number(from), Number(to ?? from)];
      const count = Math.min(LAST_FORM, last) - first + 1;
      return Array.from({ length: Math.max(0, count) }, (_, index) => first + index).flatMap(codeOf);
    }),
  );
  return sorted(found);
}

/** "Lập danh sách thu hồi, cấp mới thư điện tử công vụ theo mẫu": the form is meant, its number is not said. */
const MEANT: readonly { thing: RegExp; act: RegExp; form: FormCode }[] = [
  { thing: /tài khoản/iu, act: /cấp (?:mới|bổ sung)/iu, form: 'M06' },
  { thing: /tài khoản/iu, act: /thu hồi/iu, form: 'M07' },
  { thing: /tài khoản/iu, act: /ipad|điện thoại di động|máy tính bảng/iu, form: 'M08' },
  { thing: /(?:hộp )?thư (?:điện tử|công vụ)/iu, act: /thu hồi/iu, form: 'M09' },
  { thing: /(?:hộp )?thư (?:điện tử|công vụ)/iu, act: /cấp mới/iu, form: 'M10' },
];
const BY_A_FORM = /theo\s+(?:các\s+)?(?:biểu\s+)?mẫu/iu;

function formsMeantBy(paragraph: string): FormCode[] {
  if (!BY_A_FORM.test(paragraph) || formsNamedIn(paragraph).length > 0) {
    return [];
  }
  // A mailbox has an account too; the paragraph is about the rarer word.
  const isMail = /thư (?:điện tử|công vụ)/iu.test(paragraph);
  return MEANT.filter(
    ({ thing, act, form }) =>
      thing.test(paragraph) && act.test(paragraph) && (!isMail || form === 'M09' || form === 'M10'),
  ).map(({ form }) => form);
}

function formsIn(paragraphs: readonly string[]): FormCode[] {
  return sorted(paragraphs.flatMap((paragraph) => [...formsNamedIn(paragraph), ...formsMeantBy(paragraph)]));
}

function partsOf(paragraphs: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const paragraph of paragraphs) {
    if (PART.test(paragraph)) {
      parts.push([]);
    }
    parts.at(-1)?.push(paragraph);
  }
  return parts;
}

export interface AskedForms {
  forms: FormCode[];
  /** The first day that is late; null when the text sets none. */
  dueBefore: string | null;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/**
 * What a letter asks to be collected. Where parts of it set a day, the forms of those parts are meant (the letter of 2021 names
 * Mẫu 01–05 without one); otherwise all it names. Of several days the first counts.
 * @param writtenOn chooses the year of a day written without one
 */
export function readAskedForms(paragraphs: readonly string[], writtenOn: string): AskedForms {
  const texts = paragraphs.map((paragraph) => paragraph.normalize('NFC').replace(/\s+/gu, ' ').trim());
  const dated = partsOf(texts)
    .map((part) => ({ forms: formsIn(part), days: findDueDates(part.join('\n'), writtenOn) }))
    .filter(({ days }) => days.length > 0);
  const withForms = dated.filter(({ forms }) => forms.length > 0);
  const days = (withForms.length > 0 ? withForms : dated).flatMap((part) => part.days.map(({ dueOn }) => dueOn)).sort();
  const [first] = days;
  return {
    forms: withForms.length > 0 ? sorted(withForms.flatMap(({ forms }) => forms)) : formsIn(texts),
    dueBefore: first === undefined ? null : dayAfter(first),
  };
}

function numberOf(code: FormCode): number {
  return Number(code.slice(1));
}

function runsOf(codes: readonly FormCode[]): FormCode[][] {
  const runs: FormCode[][] = [];
  for (const code of sorted(codes)) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && numberOf(code) === numberOf(last) + 1) {
      runs.at(-1)?.push(code);
    } else {
      runs.push([code]);
    }
  }
  return runs;
}

function listOf(codes: readonly FormCode[]): string {
  const pieces = runsOf(codes).flatMap((run) => {
    const [first = '', last = ''] = [run[0]?.slice(1), run.at(-1)?.slice(1)];
    return run.length > 2 ? [`${first} đến ${last}`] : run.map((code) => code.slice(1));
  });
  const end = pieces.pop() ?? '';
  return pieces.length === 0 ? end : `${pieces.join(', ')} và ${end}`;
}

/** "Mẫu số 06 đến 10", "Mẫu 01 và 03": the sheets of 2021 are printed "Mẫu 01", the lists "Mẫu số 06". */
export function formsPhrase(codes: readonly FormCode[]): string {
  const groups = [
    { label: 'Mẫu', codes: codes.filter((code) => numberOf(code) <= 5) },
    { label: 'Mẫu số', codes: codes.filter((code) => numberOf(code) > 5) },
  ];
  return groups
    .filter((group) => group.codes.length > 0)
    .map((group) => `${group.label} ${listOf(group.codes)}`)
    .join(', ');
}

export function formLabels(code: FormCode): { formLabel: string; title: string } {
  const form = formByCode(code);
  return { formLabel: form.label, title: form.shortTitle };
}
