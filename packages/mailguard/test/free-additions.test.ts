import { describe, expect, test } from 'vitest';
import { type GuardContext, judgeMail, type ReadMail, readMail, THRESHOLDS } from '../src/index.ts';
import { withoutCourtesy } from '../src/read/courtesy.ts';
import { TRAIT_WEIGHTS } from '../src/score/model-table.ts';
import { weightOf } from '../src/score/weights.ts';
import { readDressedSet } from './vietnamese/fourth.ts';
import { readFreshSet, readMoreSet, readVietnameseSet, type VietnameseMail } from './vietnamese/set.ts';
import { readThirdSet } from './vietnamese/third.ts';

/** Forged letters that are open to whoever writes rules. */
const FORGED: readonly VietnameseMail[] = [
  ...readVietnameseSet().filter(({ half }) => half === 'tune'),
  ...readFreshSet(),
  ...readMoreSet(),
  ...readThirdSet(),
  ...(
    ['fourth', 'hand-a', 'hand-b', 'hand-c', 'hand-d', 'hand-e', 'foreign-a', 'foreign-b', 'foreign-c'] as const
  ).flatMap(readDressedSet),
].filter(({ kind }) => kind === 'phishing');

function withFile(mail: ReadMail, name: string, declaredType: string, head: string): ReadMail {
  const bytes = Buffer.from(head, 'latin1');
  const file = {
    name,
    declaredType,
    type: declaredType,
    size: bytes.length,
    sha256: '0'.repeat(64),
    inline: false,
    bytes,
  };
  return { ...mail, attachments: [...mail.attachments, file] };
}

function withLine(mail: ReadMail, line: string): ReadMail {
  return {
    ...mail,
    text: mail.text === '' ? '' : `${mail.text.trimEnd()}\n\n${line}\n`,
    html: mail.html === '' ? '' : mail.html.replace(/(?:<\/body>|$)/, () => `<p>${line}</p></body>`),
  };
}

const homeOf = ({ from }: ReadMail): string => from[0]?.address.split('@')[1] ?? 'x.example';

/** What costs a forger nothing. */
const ADDITIONS: Readonly<Record<string, (mail: ReadMail) => ReadMail>> = {
  'a clean PDF': (mail) => withFile(mail, 'Ke hoach.pdf', 'application/pdf', '%PDF-1.4\n%%EOF\n'),
  'a clean document': (mail) => withFile(mail, 'Bao cao.docx', 'application/zip', 'PK\x05\x06'.padEnd(22, '\0')),
  'a picture': (mail) => withFile(mail, 'anh.jpg', 'image/jpeg', '\xff\xd8\xff\xe0\0\x10JFIF'),
  'a date': (mail) => withLine(mail, 'Lai Châu, ngày 12 tháng 5 năm 2026'),
  'a polite closing': (mail) => withLine(mail, 'Xin trân trọng cảm ơn và kính chúc sức khỏe.'),
  'a footer of the own domain': (mail) => withLine(mail, `Website: https://www.${homeOf(mail)}/`),
};
const ALL = (mail: ReadMail): ReadMail => Object.values(ADDITIONS).reduce((given, add) => add(given), mail);

/** By the letter alone: a file that is kept back would hide what the additions do. */
function isWarned(mail: ReadMail, context: GuardContext): boolean {
  const { score, held } = judgeMail(mail, context);
  return (held?.letterScore ?? score) >= THRESHOLDS.suspicious;
}

describe('what a forger adds for nothing', () => {
  test('turns no warning into none, of any forged letter: all together, and each in its turn', async () => {
    const turned: string[] = [];
    let [warned, believed] = [0, 0];
    const each = Object.entries(ADDITIONS);
    for (const [at, { id, raw, context }] of FORGED.entries()) {
      const mail = await readMail(raw);
      if (!isWarned(mail, context)) {
        continue;
      }
      warned += 1;
      const added = [...each.slice(at % each.length, (at % each.length) + 1), ['all', ALL] as const];
      turned.push(...added.filter(([, add]) => !isWarned(add(mail), context)).map(([name]) => `${id}: ${name}`));
      // What he cannot add: an address that wrote before. The same comparison shows that it counts.
      believed += Number(!isWarned(mail, { ...context, knownSenders: () => true, auth: { dmarc: 'pass' } }));
    }
    expect(turned).toEqual([]);
    expect(warned).toBeGreaterThan(800);
    expect(believed).toBeGreaterThan(100);
  }, 480_000);

  test('has no value below 0: no plain fact, and of a stranger no sign of favour but proof', () => {
    expect(Object.entries(TRAIT_WEIGHTS).filter(([, weight]) => weight < 0)).toEqual([]);
    expect((['namesake', 'unsubscribe', 'conversation'] as const).map((sign) => weightOf(sign, 'stranger'))).toEqual([
      0, 0, 0,
    ]);
    expect(weightOf('namesake', 'other')).toBeLessThan(0);
  });
});

describe('courtesy', () => {
  test.each([
    'Trân trọng.',
    'Xin chân thành cảm ơn!',
    'Best regards,',
    'Lai Châu, ngày 12 tháng 5 năm 2026',
    'Điện thoại: 0213 xxx 990',
    'Website: https://congty.example/',
  ])('%s is not read', (line) => {
    expect(withoutCourtesy(`Họp lúc 8h.\n${line}`)).toBe('Họp lúc 8h.');
  });

  test.each([
    'Xin cảm ơn, anh chị bấm vào liên kết dưới đây.',
    'Trân trọng đề nghị gửi lại mật khẩu.',
    'Email: trả lời thư này kèm mật khẩu.',
    'Họp ngày 12 tháng 5 năm 2026 tại hội trường.',
  ])('%s asks or tells something and is read', (line) => {
    expect(withoutCourtesy(`Họp lúc 8h.\n${line}`)).toContain(line);
  });

  test('a letter of nothing else keeps its words', () => {
    expect(withoutCourtesy('Trân trọng.')).toBe('Trân trọng.');
  });
});
