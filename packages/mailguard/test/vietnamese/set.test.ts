import { describe, expect, test } from 'vitest';
import { readMail } from '../../src/index.ts';
import { likeness, wordsOf } from './likeness.ts';
import { hashOfSet, readFreshSet, readVietnameseSet } from './set.ts';

/** A changed mail is another set: figures measured before are void, and the change says why. */
const FROZEN = 'e1e3f6e20c376da25f7890e8a2752a2ebf5d14f9a677967ca7352d33cdd88e36';
const FROZEN_FRESH = '3aa2d3fef54993f14bb81fbcbf8f4c5d404a312eb9e995055eb645e7e38d36aa';

const mails = readVietnameseSet();

describe('the Vietnamese set', () => {
  test('is frozen, and a changed letter is noticed', () => {
    expect(hashOfSet(mails)).toBe(FROZEN);
    const changed = mails.map((mail, at) =>
      at === 5 ? { ...mail, raw: mail.raw.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) } : mail,
    );
    expect(hashOfSet(changed)).not.toBe(FROZEN);
  });

  test('the fresh set is frozen as well, holds both kinds and nothing of the first', () => {
    const fresh = readFreshSet();
    expect(hashOfSet(fresh)).toBe(FROZEN_FRESH);
    expect(fresh.filter(({ kind }) => kind === 'phishing').length).toBeGreaterThanOrEqual(60);
    expect(fresh.filter(({ kind }) => kind === 'ordinary').length).toBeGreaterThanOrEqual(120);
    const subjects = new Set(mails.map(({ raw }) => /^Subject: (.+)$/m.exec(Buffer.from(raw).toString('utf8'))?.[1]));
    const doubled = fresh.filter(({ raw }) =>
      subjects.has(/^Subject: (.+)$/m.exec(Buffer.from(raw).toString('utf8'))?.[1]),
    );
    expect(doubled).toEqual([]);
  });

  test('holds enough of both kinds, in two halves', () => {
    const count = (kind: string, half: string): number =>
      mails.filter((mail) => mail.kind === kind && mail.half === half).length;
    expect(count('phishing', 'tune') + count('phishing', 'test')).toBeGreaterThanOrEqual(200);
    expect(count('ordinary', 'tune') + count('ordinary', 'test')).toBeGreaterThanOrEqual(520);
    expect(count('phishing', 'test')).toBeGreaterThan(80);
    expect(count('ordinary', 'test')).toBeGreaterThan(220);
    expect(new Set(mails.map(({ id }) => id)).size).toBe(mails.length);
  });

  test('reads as it was written, attachments too', async () => {
    for (const mail of mails) {
      const read = await readMail(mail.raw);
      expect(read.from.length, mail.id).toBe(1);
      expect(read.subject.length, mail.id).toBeGreaterThan(3);
      expect((read.text + read.html).length, mail.id).toBeGreaterThan(20);
      for (const file of read.attachments) {
        expect(file.size, `${mail.id} ${file.name}`).toBeGreaterThan(10);
      }
    }
  });

  test('no two forged mails are the same mail with other names', async () => {
    const read = await Promise.all(mails.map(({ raw }) => readMail(raw)));
    const words = read.map(({ subject, text, html }) => wordsOf(`${subject} ${text === '' ? html : text}`));
    const alike: string[] = [];
    for (const [at, first] of words.entries()) {
      for (const [other, second] of words.entries()) {
        const quotes = mails[at]?.family !== mails[other]?.family;
        if (other > at && !quotes && first.size > 14 && second.size > 14 && likeness(first, second) > 0.75) {
          alike.push(`${mails[at]?.id} ${mails[other]?.id}`);
        }
      }
    }
    expect(alike).toEqual([]);
  });
});
