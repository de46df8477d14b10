import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { judgeMail, readMail, THRESHOLDS } from '../../src/index.ts';
import { ANYWHERE, rawOf, readWorld, type WorldHand } from './read-world.ts';

/** A changed mail is another set: figures measured before are void, and the change says why. */
const HANDS: Readonly<Record<WorldHand, { forged: number; ordinary: number; frozen: string }>> = {
  a: { forged: 79, ordinary: 94, frozen: '027db86e83598a2e86c6c874a40b5269c26a9ea3deb6489839ffa62811a138ab' },
  b: { forged: 95, ordinary: 106, frozen: '3e7e1ca438ee5ba997d851069ac75ecf3004e5269b5443a51354ff798e87a655' },
  c: { forged: 69, ordinary: 87, frozen: '970a574e6a91a4138906aa7c58de52cba0475a1c3f13fa0a8e44127426830146' },
  d: { forged: 67, ordinary: 87, frozen: 'c045edaa9dd3c7213ba4cd64731c6db99850b92a25754704c7bd664ae4608946' },
};

function sumOf(hand: string): string {
  const folder = fileURLToPath(new URL(`${hand}/`, import.meta.url));
  const hash = createHash('sha256');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (file.endsWith('.txt')) {
      hash.update(file).update(readFileSync(`${folder}${file}`));
    }
  }
  return hash.digest('hex');
}

describe.each(Object.entries(HANDS))('mail from anywhere, hand %s', (name, { forged, ordinary, frozen }) => {
  // Keys of the table above.
  const mails = readWorld(name as WorldHand);

  test('is frozen, each mail once', () => {
    expect(sumOf(name)).toBe(frozen);
    expect(mails.filter(({ kind }) => kind === 'phishing').length).toBe(forged);
    expect(mails.filter(({ kind }) => kind === 'ordinary').length).toBe(ordinary);
    expect(new Set(mails.map(({ raw }) => Buffer.from(raw).toString('base64'))).size).toBe(mails.length);
  });

  test('reads as it was written: who sends, the subject, the words', async () => {
    for (const { id, raw } of mails) {
      const { from, subject, text, html, attachments } = await readMail(raw);
      expect(from.length, id).toBeLessThanOrEqual(1);
      expect(subject, id).not.toMatch(/=\?utf-8|�/);
      expect((text + html).length + attachments.length, id).toBeGreaterThan(0);
      expect(text + html, id).not.toContain('�');
    }
  });
});

test('a mail that is packed is the mail that was written', async () => {
  const subject = 'Ihr Paket wartet: bestätigen Sie die Lieferadresse noch heute, 3,99 € fällig ✅';
  const body = `<p>Grüße = ${'ä'.repeat(90)}</p>\n<p>Zeile zwei</p>`;
  const written = `From: "Post & Söhne, Büro" <buero@post.example>\nTo: a@b.example\nSubject: ${subject}\nX-Attach: Rechnung März.pdf\n\n${body}`;
  for (const id of ['one', 'two', 'three', 'four']) {
    const mail = await readMail(rawOf(id, written));
    expect(mail.subject).toBe(subject);
    expect(mail.from).toEqual([{ name: 'Post & Söhne, Büro', address: 'buero@post.example' }]);
    expect(mail.html.replaceAll('\r\n', '\n').trim()).toBe(body);
    expect(mail.attachments.map(({ name }) => name)).toEqual(['Rechnung März.pdf']);
  }
});

/** Fitted on, so it only guards against steps back. Of the hand that is only measured nothing is asked here. */
test.each(['a', 'c', 'd'] as const)(
  'hand %s: forged mails found, ordinary ones left alone, by a reader who knows nothing of the sender',
  async (hand) => {
    const judged = await Promise.all(
      readWorld(hand).map(async ({ kind, raw }) => {
        const { score, held, reasons } = judgeMail(await readMail(raw), ANYWHERE);
        return { kind, isWarned: (held?.letterScore ?? score) >= THRESHOLDS.suspicious, reasons };
      }),
    );
    const shareWarned = (wanted: string): number => {
      const of = judged.filter(({ kind }) => kind === wanted);
      return of.filter(({ isWarned }) => isWarned).length / of.length;
    };
    expect(shareWarned('phishing')).toBeGreaterThanOrEqual(0.84);
    expect(shareWarned('ordinary')).toBeLessThanOrEqual(0.03);
    expect(judged.filter(({ isWarned, reasons }) => isWarned && reasons.length === 0)).toEqual([]);
  },
);
