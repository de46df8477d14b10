import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readMail, readQrCodes } from '../../src/index.ts';
import { readFourthSet } from './fourth.ts';
import { hashOfSet } from './set.ts';

/** A changed mail is another set: figures measured before are void, and the change says why. */
const FROZEN = '02f0151eb95045429c79c31ebf51353eb0b8efd0f4637990df03ee5bad38e249';

const mails = readFourthSet();
const folder = fileURLToPath(new URL('fourth/', import.meta.url));
const listed = readFileSync(`${folder}SHA256SUMS`, 'utf8').trim();

function sums(): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(txt|json)$/.test(name));
  const lines = names.sort().map(
    (name) =>
      `${createHash('sha256')
        .update(readFileSync(`${folder}${name}`))
        .digest('hex')}  ${name}`,
  );
  return lines.join('\n');
}

describe('the fourth set', () => {
  test('is frozen as letters and as files', () => {
    expect(hashOfSet(mails)).toBe(FROZEN);
    expect(sums()).toBe(listed);
    expect(hashOfSet(mails.slice(1))).not.toBe(FROZEN);
  });

  test('holds 70 forged and 160 ordinary letters, each once, in one part that is only measured', () => {
    const count = (kind: string) => mails.filter((mail) => mail.kind === kind).length;
    expect(count('phishing')).toBe(70);
    expect(count('ordinary')).toBe(160);
    expect(new Set(mails.map(({ id }) => id)).size).toBe(mails.length);
    expect(new Set(mails.map(({ half }) => half))).toEqual(new Set(['fourth']));
  });

  test('reads as it was written, with the way it came and its attachments', async () => {
    for (const mail of mails) {
      const read = await readMail(mail.raw);
      expect(read.from.length, mail.id).toBe(1);
      expect(read.subject.length, mail.id).toBeGreaterThan(1);
      expect((read.text + read.html).length, mail.id).toBeGreaterThan(1);
      expect(read.text + read.html, mail.id).not.toMatch(/\[\[|\{\{/);
      expect(
        Buffer.from(mail.raw)
          .toString('latin1')
          .match(/^Received: /gm)?.length,
        mail.id,
      ).toBe(3);
      for (const file of read.attachments) {
        expect(file.size, `${mail.id} ${file.name}`).toBeGreaterThan(10);
      }
    }
  });

  test('shows its QR codes to whoever reads pictures', async () => {
    const shown = await Promise.all(mails.map(async ({ raw }) => readQrCodes(await readMail(raw))));
    const written = Object.keys(JSON.parse(readFileSync(`${folder}qr-codes.json`, 'utf8')) as Record<string, string>);
    const found = JSON.stringify(shown);
    expect(written.length).toBe(4);
    for (const name of written) {
      expect(found).toContain(name.replace('pdf ', ''));
    }
  });
});
