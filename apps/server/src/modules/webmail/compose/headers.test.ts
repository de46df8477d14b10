import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertAddresses, assertHeaders, receiversOf } from './headers.ts';

const EMPTY = { fromAddress: 'mai@tamduong.laichau.gov.vn', to: [], cc: [], bcc: [], subject: 'Báo cáo', html: '' };
const person = { name: 'Vàng Thị Mai', address: 'mai@tamduong.laichau.gov.vn' };

test.each(['\r\n', '\n', '\r', '\0', '\u2028', '\u0085'])('refuses %j in every field', (mark) => {
  const dirty = `x${mark}Bcc: a@b.vn`;
  const bad = [
    { ...EMPTY, subject: dirty },
    { ...EMPTY, fromAddress: dirty },
    ...(['to', 'cc', 'bcc'] as const).flatMap((kind) => [
      { ...EMPTY, [kind]: [{ ...person, name: dirty }] },
      { ...EMPTY, [kind]: [{ ...person, address: dirty }] },
    ]),
  ];
  for (const content of bad) {
    expect(() => assertHeaders(content)).toThrow(expect.objectContaining({ code: 'webmail.header_invalid' }));
  }
  expect(() => assertHeaders({ ...EMPTY, to: [person] })).not.toThrow();
});

test.each([
  'a',
  'a@',
  '@b.vn',
  'a b@c.vn',
  'a@b',
  'a@b..vn',
  'a@-b.vn',
  'a@b.vn,c@d.vn',
  'a@b.vn>',
  `${'a'.repeat(65)}@b.vn`,
])('takes %j for no address', (address) => {
  const content = { ...EMPTY, cc: [{ name: '', address }] };
  expect(() => assertAddresses(content)).toThrow(expect.objectContaining({ code: 'webmail.address_invalid' }));
});

test('whatever passes both has no blank, no line end and one @', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.emailAddress()), (address) => {
      const content = { ...EMPTY, to: [{ name: '', address }] };
      try {
        assertHeaders(content);
        assertAddresses(content);
      } catch {
        return;
      }
      expect(address).toMatch(/^[\x21-\x7e]+$/);
      expect(address.split('@')).toHaveLength(2);
    }),
  );
});

test('an address named twice is one receiver', () => {
  const twice = { name: '', address: 'MAI@tamduong.laichau.gov.vn' };
  expect(receiversOf({ ...EMPTY, to: [person], bcc: [twice] })).toMatchObject([{ kind: 'to', key: person.address }]);
});
