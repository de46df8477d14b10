import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameMail, type MailSigns } from './same-mail.ts';

const base: MailSigns = { fromDomain: 'campus.example', hosts: ['nangcap.example'], fingerprint: '00000000000000ff' };

describe('one cluster for the mails of one forger', () => {
  it.each<[string, Partial<MailSigns>, boolean]>([
    ['the same mail', {}, true],
    ['another sender', { fromDomain: 'other.example' }, false],
    ['a name and a date differ', { fingerprint: '00000000000000fc' }, true],
    ['other words, another goal', { fingerprint: 'ffffffff000000ff', hosts: ['khac.example'] }, false],
    ['much the same words, the same goal', { fingerprint: '000000000000ffff' }, true],
    ['much the same words, another goal', { fingerprint: '000000000000ffff', hosts: [] }, false],
    ['quite other words, though the same goal', { fingerprint: 'ffffffff000000ff' }, false],
    ['no words, the same goal', { fingerprint: '' }, true],
    ['no words and no goal', { fingerprint: '', hosts: [] }, false],
  ])('%s', (_name, change, same) => {
    expect(isSameMail(base, { ...base, ...change })).toBe(same);
  });

  it('says the same from both sides', () => {
    const signs = fc.record({
      fromDomain: fc.constantFrom('a.example', 'b.example'),
      hosts: fc.array(fc.constantFrom('x.example', 'y.example', 'z.example'), { maxLength: 2 }),
      fingerprint: fc.oneof(
        fc.constant(''),
        fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map((value) => value.toString(16).padStart(16, '0')),
      ),
    });
    fc.assert(fc.property(signs, signs, (one, other) => isSameMail(one, other) === isSameMail(other, one)));
  });
});
