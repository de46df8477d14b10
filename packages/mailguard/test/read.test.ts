import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectMail, judgeMail, MAIL_LIMITS, MailGuardError, readMail } from '../src/index.ts';
import { buildMail, OFFICE } from './build-mail.ts';

/** Bytes as they come: each character is one. */
function raw(text: string): Uint8Array {
  return Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');
}

const TCVN3 = 'Céng hßa x· héi chñ nghÜa ViÖt Nam';
const NATION = 'Cộng hòa xã hội chủ nghĩa Việt Nam';
const UTF8 = Buffer.from(NATION).toString('latin1');
/** windows-1258: base letters and combining marks. */
const CP1258 = 'C\xf4\xf2ng h\xf2a x\xe3 h\xf4\xf2i ch\xfb ngh\xeea Vi\xea\xf2t Nam';

describe('Vietnamese text in whatever encoding', () => {
  test.each([
    ['TCVN3 that says ISO 8859-1', 'text/plain; charset=iso-8859-1', TCVN3],
    ['TCVN3 that says windows-1252', 'text/plain; charset=windows-1252', TCVN3],
    ['TCVN3 by its name', 'text/plain; charset=x-viet-tcvn5712', TCVN3],
    ['TCVN3 without a word', 'text/plain', TCVN3],
    ['raw UTF-8 without a word', 'text/plain', UTF8],
    ['UTF-8 that says us-ascii', 'text/plain; charset=us-ascii', UTF8],
  ])('%s', async (_, type, body) => {
    const mail = await readMail(
      raw(`From: a@b.vn\nContent-Type: ${type}\nContent-Transfer-Encoding: 8bit\n\n${body}\n`),
    );
    expect(mail.text.trim()).toBe(NATION);
  });

  test('windows-1258 gives letters in NFC', async () => {
    const mail = await readMail(raw(`From: a@b.vn\nContent-Type: text/plain; charset=windows-1258\n\n${CP1258}\n`));
    expect(mail.text).toBe(mail.text.normalize('NFC'));
    expect(mail.text).toContain('Cộng');
  });

  test('French stays French', async () => {
    const mail = await readMail(
      raw(
        'From: a@b.fr\nContent-Type: text/plain; charset=iso-8859-1\n\nVeuillez trouver ci-joint le procès-verbal de la réunion déjà signé à Orléans.\n',
      ),
    );
    expect(mail.text).toContain('procès-verbal de la réunion déjà signé à');
  });

  test('a raw subject in TCVN3, and an encoded word that lies', async () => {
    const first = await readMail(raw(`From: a@b.vn\nSubject: ${TCVN3}\n\nx\n`));
    expect(first.subject).toBe(NATION);
    expect(first.warnings.map(({ code }) => code)).toContain('charset_repaired');
    const second = await readMail(
      raw(`From: a@b.vn\nSubject: =?iso-8859-1?B?${Buffer.from(TCVN3, 'latin1').toString('base64')}?=\n\nx\n`),
    );
    expect(second.subject).toBe(NATION);
  });
});

test('all parts of a letter', async () => {
  const bytes = new TextEncoder().encode('%PDF-1.7 x');
  const mail = await readMail(
    buildMail({
      from: 'Nguyễn Văn An <AnNV@laichau.gov.vn>',
      replyTo: 'b@c.vn',
      html: '<p>Xin chào</p>',
      text: 'Xin chào',
      files: [{ name: 'Công văn.pdf', bytes, type: 'text/plain' }],
      headers: ['In-Reply-To: <0@x.vn>', 'References: <a@x.vn> <0@x.vn>'],
    }),
  );
  expect(mail).toMatchObject({
    from: [{ name: 'Nguyễn Văn An', address: 'AnNV@laichau.gov.vn' }],
    replyTo: [{ address: 'b@c.vn' }],
    messageId: '1@sonoivu.laichau.gov.vn',
    inReplyTo: '0@x.vn',
    references: ['a@x.vn', '0@x.vn'],
  });
  expect(mail.attachments).toMatchObject([
    { name: 'Công văn.pdf', declaredType: 'text/plain', type: 'application/pdf', size: bytes.length, inline: false },
  ]);
  expect(mail.attachments[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
});

async function refusal(bytes: Uint8Array): Promise<string> {
  const error: unknown = await readMail(bytes).catch((cause: unknown) => cause);
  return error instanceof MailGuardError ? error.code : 'read';
}

const HEAD = 'From: a@b.vn\nContent-Type: multipart/mixed; boundary=b\n\n';

describe('beyond a limit a mail is refused', () => {
  test('ten thousand parts, and a thousand', async () => {
    expect(await refusal(raw(`${HEAD}${'--b\n\nx\n'.repeat(10_000)}--b--\n`))).toBe('mailguard.too_many_parts');
    expect(await refusal(raw(`${HEAD}${'--b\n\nx\n'.repeat(MAIL_LIMITS.maxParts)}--b--\n`))).toBe('read');
  });

  test('parts in parts in parts', async () => {
    const nest = (depth: number): string =>
      depth === 0
        ? 'x\n'
        : `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n${nest(depth - 1)}\n--b${depth}--\n`;
    expect(await refusal(raw(`From: a@b.vn\n${nest(40)}`))).toBe('mailguard.too_deep');
    expect(await refusal(raw(`From: a@b.vn\n${nest(5)}`))).toBe('read');
  });

  test('a header of 300 kB, a mail of 31 MB', async () => {
    expect(await refusal(raw(`From: a@b.vn\nX-A: ${'a'.repeat(300_000)}\n\nx\n`))).toBe('mailguard.header_too_large');
    expect(await refusal(new Uint8Array(31 * 1024 * 1024))).toBe('mailguard.too_large');
  });
});

/** What may blow up a pattern, a stack or a table: 5 MB on one line, tags without end, words without end. */
const HOSTILE: readonly [string, string, string][] = [
  ['one line', 'text/plain', 'a'.repeat(5_000_000)],
  ['open tags', 'text/html', '<div><a href=x>'.repeat(200_000)],
  ['closing tags of nothing', 'text/html', `${'<div>'.repeat(30_000)}${'</b>'.repeat(60_000)}`],
  ['blanks', 'text/html', `<a href="https://x.vn">${' '.repeat(1_000_000)}</a>`],
  ['spaced letters', 'text/plain', 'a '.repeat(500_000)],
  ['signs of addresses', 'text/plain', `https://${'a.'.repeat(200_000)} ${'@'.repeat(200_000)}`],
  [
    'one attribute',
    'text/html',
    `<a href="https://x.vn/${'%2'.repeat(500_000)}" style="${'display:'.repeat(100_000)}">x</a>`,
  ],
  ['mixed scripts', 'text/plain', 'pаypаl'.repeat(100_000)],
  ['a greeting without end', 'text/plain', 'verify your '.repeat(200_000)],
  ['marks', 'text/plain', `a${'\\u0301'.repeat(300_000)}`],
];

test.each(HOSTILE)('hostile: %s ends', async (_, type, body) => {
  const bytes = Buffer.from(
    `From: "${'x'.repeat(2_000)}" <a@b.example>\r\nTo: c@d.vn\r\nSubject: ${'Re: '.repeat(5_000)}\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${body}`,
  );
  const before = process.cpuUsage();
  const { score } = await inspectMail({ raw: bytes }, OFFICE);
  const { user } = process.cpuUsage(before);
  expect(score).toBeLessThanOrEqual(1);
  // Processor time, which other programs do not change: a pattern that runs away takes minutes.
  expect(user / 1_000).toBeLessThan(4_000);
});

test('a text that grows tenfold costs about tenfold, never its square', async () => {
  const cost = async (count: number): Promise<number> => {
    const mail = await readMail(
      Buffer.from(
        `From: a@b.example\r\nContent-Type: text/html\r\n\r\n${'<p>verify <b>your</b> a c c o u n t p@ss www.x.vn '.repeat(count)}`,
      ),
    );
    const before = process.cpuUsage();
    judgeMail(mail, OFFICE);
    return process.cpuUsage(before).user;
  };
  await cost(500);
  const [small, large] = [await cost(300), await cost(3_000)];
  expect(large).toBeLessThan(Math.max(small, 5_000) * 60);
});

test('whatever bytes come, a verdict or MailGuardError', async () => {
  const structured = fc.record({
    type: fc.constantFrom('text/html', 'text/plain', 'multipart/mixed; boundary=b', 'message/rfc822'),
    body: fc.string({ maxLength: 600 }),
    subject: fc.string({ maxLength: 80, unit: 'binary' }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 2_000 }),
        structured.map(
          ({ type, body, subject }) =>
            new Uint8Array(
              Buffer.from(
                `From: ${subject} <a@b.vn>\r\nSubject: ${subject}\r\nContent-Type: ${type}\r\n\r\n${body}\r\n--b\r\n\r\n<a href="${body}">${subject}</a>`,
              ),
            ),
        ),
      ),
      async (bytes) => {
        const end: unknown = await inspectMail({ raw: bytes }, OFFICE).catch((cause: unknown) => cause);
        expect(end instanceof MailGuardError || typeof end === 'object').toBe(true);
        if (end instanceof Error) {
          expect(end).toBeInstanceOf(MailGuardError);
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('the same bytes are judged the same, twice', async () => {
  const bytes = buildMail({ from: 'a@congty.example', html: '<a href="https://bit.ly/x">Xác minh tài khoản</a>' });
  expect(await inspectMail({ raw: bytes }, OFFICE)).toEqual(await inspectMail({ raw: bytes }, OFFICE));
});
