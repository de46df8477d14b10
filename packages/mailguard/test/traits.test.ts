import { expect, test } from 'vitest';
import { gatherFacts } from '../src/facts.ts';
import { type GuardContext, readMail } from '../src/index.ts';
import { traits, traitsOf } from '../src/rules/traits.ts';
import { TRAIT_WEIGHTS } from '../src/score/model-table.ts';
import type { TraitSign } from '../src/score/weights.ts';
import { buildMail, type Draft, OFFICE } from './build-mail.ts';

const NEW: GuardContext = { ...OFFICE, knownSenders: () => false, auth: { spf: 'pass', dkim: 'pass', dmarc: 'pass' } };
const KNOWN: GuardContext = { ...NEW, knownSenders: () => true };
const FIRM = 'Trần Thu Thủy <thuy@congty.example>';

const text = (words: string): Draft => ({ text: words });
const link = (url: string): Draft => ({ html: `<p>Kính gửi đồng chí</p><a href="${url}">Xem</a>` });
const file = (name: string): Draft => ({ text: 'Gửi kèm.', files: [{ name, bytes: new TextEncoder().encode('x') }] });

async function factsOf(draft: Draft, context: GuardContext) {
  return gatherFacts(await readMail(buildMail({ from: FIRM, ...draft })), context, []);
}

/** Each fact: a letter that has it, and one as near as can be that has not. */
const PAIRS: readonly [TraitSign, Draft, Draft, GuardContext?][] = [
  ['sender_made_up', { from: 'A <a@ho-tro-tai-lieu.example>', text: 'Chào.' }, text('Chào.')],
  ['leads_away', link('https://nguoila.example/a'), link('https://congty.example/a')],
  ['leads_made_up', link('https://tai-lieu-hop.example/a'), link('https://tailieu.example/a')],
  ['leads_only_unknown', link('https://nguoila.example/a'), link('https://dichvucong.gov.vn/a')],
  [
    'names_account',
    text('Chuyển vào số TK 19038 7765 4401 ngân hàng Techcombank.'),
    text('Hợp đồng số 19038 ký ngày 4 tháng 4.'),
  ],
  [
    'changes_account',
    text('Tài khoản công ty đang bị ngân hàng rà soát, chị chuyển vào số khác giúp em.'),
    text('Tài khoản công ty vẫn như trong hợp đồng.'),
  ],
  [
    'changes_account',
    text('Công ty đổi tài khoản nhận tiền từ tháng 8.'),
    text('Công ty đổi tài khoản nhận tiền từ tháng 8, chị gọi số trong hợp đồng để kiểm tra.'),
  ],
  ['asks_crypto', text('Gửi 0,015 BTC vào ví trong năm ngày.'), text('Gửi 0,015 tấn giống vào kho trong năm ngày.')],
  ['shuns_calls', text('Đừng gọi, chị đang họp.'), text('Chị gọi lại cho em nhé.')],
  [
    'wants_prepaid',
    text('Kindly remit the refundable seat deposit of USD 85.'),
    text('There is no charge for these seats.'),
  ],
  ['wants_papers', text('Gửi ảnh chụp căn cước hai mặt.'), text('Gửi ảnh chụp hội nghị hôm qua.')],
  ['known_leads_made_up', link('https://tai-lieu-hop.example/a'), link('https://tailieu.example/a'), KNOWN],
  [
    'away_from_office',
    text('Please reply from a private address, as servers keep copies.'),
    text('Please reply to this address.'),
  ],
  ['reply_away', { ...text('Chào.'), replyTo: 'a@nguoila.example' }, { ...text('Chào.'), replyTo: 'a@congty.example' }],
];

test.each(PAIRS)('%s: seen, and not in the letter beside it', async (sign, seen, near, context = NEW) => {
  expect(new Map(traitsOf(await factsOf(seen, context))).get(sign)).toBe(1);
  expect(new Map(traitsOf(await factsOf(near, context))).get(sign)).toBe(0);
});

test('each fact counts what is fitted, and its sentence says a value of the letter', async () => {
  const seen = traits(await factsOf(link('https://tai-lieu-hop.example/a'), NEW));
  expect(seen.find(({ sign }) => sign === 'leads_made_up')?.weight).toBe(TRAIT_WEIGHTS.leads_made_up);
  expect(seen.flatMap(({ aside }) => aside?.text ?? []).join(' ')).toContain('tai-lieu-hop.example');
  expect(seen.find(({ sign }) => sign === 'leads_in_file')).toBeUndefined();
});

test('a link out of a file is told with the file', async () => {
  const bytes = Buffer.from(
    '%PDF-1.5\n4 0 obj<</Type/Annot/Subtype/Link/A<</S/URI/URI(https://nguoila.example/a)>>>>endobj\n%%EOF\n',
  );
  const facts = await factsOf({ text: 'Gửi kèm.', files: [{ name: 'UNC.pdf', bytes }] }, NEW);
  expect(new Map(traitsOf(facts)).get('leads_in_file')).toBe(1);
  expect(new Map(traitsOf(await factsOf(file('UNC.pdf'), NEW))).get('leads_in_file')).toBe(0);
  expect(JSON.stringify(traits(facts).map(({ aside }) => aside))).toContain('UNC.pdf');
});
