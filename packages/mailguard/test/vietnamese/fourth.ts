import { buildRaw } from './build-raw.ts';
import { contextOf, filesOf, type VietnameseKind, type VietnameseMail } from './set.ts';
import { traceOf } from './third.ts';
import { readWrittenMails } from './written-mail.ts';

const paragraphs = (html: string, open: string, close: string): string =>
  html.replaceAll('<p>', open).replaceAll('</p>', close);
const wrapped = (html: string, before: string, after: string): string =>
  html.replace('<html><body>', before).replace('</body></html>', after);

/** HTML as programs write it: Word's paragraphs of Outlook, the one box of Zimbra, Thunderbird's head, the plain boxes of the rest. */
const DRESSES: Record<string, (html: string) => string> = {
  Outlook: (html) =>
    wrapped(
      paragraphs(html, '<p class="MsoNormal"><span lang="VI">', '<o:p></o:p></span></p>'),
      '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40"><head><meta name="Generator" content="Microsoft Word 15 (filtered medium)"><style><!-- p.MsoNormal {margin:0in; font-size:11.0pt; font-family:"Calibri",sans-serif;} --></style></head><body lang="EN-US" link="#0563C1" vlink="#954F72"><div class="WordSection1">',
      '</div></body></html>',
    ),
  Zimbra: (html) =>
    wrapped(
      paragraphs(html, '<div>', '<br></div>'),
      '<html><body><div style="font-family: times new roman, new york, times, serif; font-size: 12pt; color: #000000">',
      '</div></body></html>',
    ),
  Thunderbird: (html) =>
    wrapped(
      html,
      '<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=UTF-8"></head><body>',
      '</body></html>',
    ),
  iPhone: (html) => wrapped(paragraphs(html, '<div>', '</div>'), '<html><body dir="auto">', '</body></html>'),
};

function dressOf(trace: readonly string[]): (html: string) => string {
  const program = Object.keys(DRESSES).find((name) => trace.at(-1)?.includes(name));
  const box = (html: string): string => paragraphs(html, '<div dir="ltr">', '</div>');
  return DRESSES[program ?? ''] ?? box;
}

/** Sets that are dressed so, and where they lie. */
const PLACES = {
  fourth: 'fourth',
  fifth: 'fifth',
  sixth: 'sixth',
  seventh: 'seventh',
  eighth: 'eighth',
  ninth: 'ninth',
  foreign: 'foreign',
  'hand-a': 'hands/a',
  'hand-b': 'hands/b',
  'hand-c': 'hands/c',
  'hand-d': 'hands/d',
  'hand-e': 'hands/e',
  'foreign-a': 'hands/foreign-a',
  'foreign-b': 'hands/foreign-b',
  'foreign-c': 'hands/foreign-c',
} as const;

export type DressedSet = keyof typeof PLACES;

function mailsOf(half: DressedSet, kind: VietnameseKind): VietnameseMail[] {
  return filesOf(`${PLACES[half]}/${kind}`).flatMap(({ family, text }) =>
    readWrittenMails(text).map((mail, index) => {
      const id = `${half}-${kind === 'phishing' ? 'p' : 'o'}-${family}-${String(index + 1).padStart(2, '0')}`;
      const trace = traceOf(id, mail);
      const raw = buildRaw(id, mail, trace, dressOf(trace));
      return { id, kind, family, half, raw, context: contextOf(kind, mail) };
    }),
  );
}

/** A set that is dressed as programs write, the forged letters first. */
export function readDressedSet(half: DressedSet): VietnameseMail[] {
  return [...mailsOf(half, 'phishing'), ...mailsOf(half, 'ordinary')];
}

/** The fourth set: written by a further hand that has read no rule; only measured until it was opened (its README says when). */
export function readFourthSet(): VietnameseMail[] {
  return readDressedSet('fourth');
}
