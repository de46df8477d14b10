import { domainToASCII } from 'node:url';
import { FREE_MAIL_DOMAINS } from '@congvu/vntext';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithin } from '../src/hosts/host.ts';
import { openedHost } from '../src/hosts/unwrap.ts';
import { hostOf, isFreeMail, lookAlike } from '../src/index.ts';

const NAMES = [
  'laichau.gov.vn',
  'tamduong.laichau.gov.vn',
  'dichvucong.gov.vn',
  'chinhphu.vn',
  'bocongan.gov.vn',
  'thuedientu.gdt.gov.vn',
  'mailcongvu.vn',
  'sotaichinh.laichau.gov.vn',
].map((domain) => ({ name: domain, domain }));
const DRAWN: Readonly<Record<string, string[]>> = {
  a: ['а', 'ạ', 'ɑ', 'α'],
  b: ['Ь'],
  c: ['с', 'ϲ'],
  d: ['ԁ', 'đ'],
  e: ['е', 'ẹ'],
  g: ['ɡ'],
  h: ['һ'],
  i: ['і', 'ı', 'ί'],
  l: ['ӏ'],
  m: ['м'],
  n: ['ո', 'ń'],
  o: ['о', 'ο', 'ơ'],
  t: ['τ', 'т'],
  u: ['υ', 'ư'],
  v: ['ν'],
  p: ['р'],
  s: ['ѕ'],
};

function own(domain: string): string {
  return domain.split('.')[0] ?? '';
}

/** Every single letter of the name drawn in another way, as it comes over the wire. */
const homoglyphs = NAMES.flatMap(({ domain }) => {
  const word = own(domain);
  return [...word].flatMap((letter, at) =>
    (DRAWN[letter] ?? []).flatMap((other) => {
      const drawn = word.slice(0, at) + other + word.slice(at + 1);
      return [domain.replace(word, drawn), `${drawn}.com`, `${drawn}.vn`].map((host) => domainToASCII(host));
    }),
  );
});
const endings = NAMES.flatMap(({ domain }) =>
  ['co', 'com', 'org', 'top', 'vn.com', 'com.vn.co'].map((ending) => `${domain}.${ending}`),
);
const subdomains = NAMES.flatMap(({ domain }) => [
  `${domain}.dang-nhap.xyz`,
  `mail.${domain}.f8s.co`,
  `www.${domain}.secure.pages.dev`,
  `${own(domain)}.gov.vn.a-b.click`,
  `${own(domain)}.evil.com`,
]);
const hyphens = NAMES.flatMap(({ domain }) => {
  const word = own(domain);
  return [
    `${domain.replaceAll('.', '-')}.com`,
    `${word}-gov.vn`,
    `${word}-gov-vn.com`,
    `mail-${word}.com`,
    `${word}-dangnhap.net`,
    `${word.slice(0, 3)}-${word.slice(3)}.com`,
    `${word.slice(0, 3)}-${word.slice(3)}.gov-vn.org`,
  ];
});

describe('tricks on names of six letters and more are found, all of them', () => {
  test.each([
    ['letters of other scripts', homoglyphs],
    ['another ending', endings],
    ['the name inside another host', subdomains],
    ['hyphens', hyphens],
  ])('%s', (_, hosts) => {
    expect(hosts.length).toBeGreaterThan(30);
    expect(hosts.filter((host) => lookAlike(host, NAMES) === undefined)).toEqual([]);
  });

  test.each([
    'gplx-gov.vn',
    'cucgplxgov.vn',
    'movgov-vn.wixsite.com',
    'vietnamvisa.govt.vn',
    'dichvucongbaohiemxahoi.com',
    'vneid.com',
    'haugiang.gov-vn.com',
    'laichao.gov.vn',
  ])('%s', (host) => {
    expect(lookAlike(host, NAMES)).toBeDefined();
  });
});

describe('real names are clean', () => {
  const real =
    'laichau.gov.vn mail.tamduong.laichau.gov.vn hagiang.gov.vn haugiang.gov.vn laocai.gov.vn baochinhphu.vn laichau.edu.vn baolaichau.vn vnptlaichau.vn vnexpress.net tuoitre.vn thanhnien.vn vietcombank.com.vn google.com microsoft.com govdelivery.com gov.uk congdoan.vn chinhphu.vn xaydungchinhsach.chinhphu.vn evn.com.vn vnpt.vn viettel.com.vn agribank.com.vn zalo.me quochoi.vn dangcongsan.vn nhandan.vn mic.gov.vn binhduong.gov.vn';

  test.each(real.split(' '))('%s', (host) => {
    expect(lookAlike(host, NAMES)).toBeUndefined();
  });

  test('no free mail domain imitates an agency', () => {
    expect(FREE_MAIL_DOMAINS.filter((host) => lookAlike(host, NAMES) !== undefined)).toEqual([]);
  });
});

test('the sentence names both and says what was done', () => {
  expect(lookAlike('laichau.gov.vn.co', NAMES)).toEqual({
    kind: 'inside',
    of: 'laichau.gov.vn',
    text: '"laichau.gov.vn.co" cố ý giống "laichau.gov.vn" (tên thật nằm trong một tên miền khác); đây không phải cơ quan nhà nước.',
  });
});

test.each([
  ['https://mail.laichau.gov.vn@f8s.co/x', 'f8s.co'],
  ['https:\\\\f8s.co\\x', 'f8s.co'],
  ['//f8s.co/x', 'f8s.co'],
  ['HTTPS://F8S.CO.', 'f8s.co'],
  [`https://${domainToASCII('lаichau.com')}`, 'lаichau.com'],
  ['http://0x7f.1/', '127.0.0.1'],
  ['mailto:a@b.vn', undefined],
  ['#muc-2', undefined],
  ['javascript:alert(1)', undefined],
])('the host of %s is %s', (url, host) => {
  expect(hostOf(url)).toBe(host);
});

test.each([
  ['https://www.google.com/url?q=https://f8s.co/a', 'f8s.co'],
  ['https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Ff8s.co%2Fa&data=1', 'f8s.co'],
  ['https://urldefense.com/v3/__https://f8s.co/a__;!!x', 'f8s.co'],
  ['https://urldefense.proofpoint.com/v2/url?u=https-3A__f8s.co_a&d=x', 'f8s.co'],
  ['https://www.google.com/amp/s/f8s.co/a', 'f8s.co'],
  ['https://vidu.vn/?url=https://f8s.co', 'vidu.vn'],
])('%s opens %s in the end', (url, host) => {
  expect(openedHost(url)?.realHost).toBe(host);
});

test.each([
  ['a@gmail.com', true],
  ['A@Yahoo.com.vn', true],
  ['a@hotmail.it', true],
  ['a@hcm.vnn.vn', true],
  ['a@zalo.me', true],
  ['a@gmail.com.laichau.gov.vn', false],
  ['a@laichau.gov.vn', false],
  ['gmail.com', false],
])('%s is free mail: %s', (address, isFree) => {
  expect(isFreeMail(address)).toBe(isFree);
});

test('whatever is given as a host or address ends in an answer', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => {
      lookAlike(text, NAMES);
      hostOf(text);
      hostOf(`https://${text}`);
      isFreeMail(text);
    }),
    { numRuns: 300 },
  );
});

test('bait is told word by word, and a long row of it costs its length', () => {
  expect(lookAlike('laichaudichvucongubndtinh.com', NAMES)?.kind).toBe('inside');
  expect(lookAlike('laichaudichvucongq.com', NAMES)).toBeUndefined();
  // Each word reads in two ways: a pattern that goes back tries 2²⁴ of them.
  expect(lookAlike(`laichau${'dichvucong'.repeat(23)}q.com`, NAMES)).toBeUndefined();
});

test('a host is within a domain when it is the domain or ends with a dot and the domain', () => {
  const label = fc.constantFrom('gov', 'vn', 'v', 'laichau', 'n', '');
  const host = fc.array(label, { maxLength: 5 }).map((labels) => labels.join('.'));
  const within = fc.oneof(
    host,
    fc.tuple(host, host).map((parts) => parts.join('.')),
  );
  fc.assert(
    fc.property(within, host, (given, domain) => {
      expect(isWithin(given, domain)).toBe(given === domain || given.endsWith(`.${domain}`));
    }),
    { numRuns: 2_000 },
  );
  expect(isWithin('laichau.gov.vn', 'gov.vn')).toBe(true);
  expect(isWithin('laichaugov.vn', 'gov.vn')).toBe(false);
});
