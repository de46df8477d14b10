import type { Facts } from '../facts.ts';
import { isWithin } from '../hosts/host.ts';
import type { Topic } from '../words/topics.ts';
import { actsOf } from './acts.ts';
import { PRESENTED, wordsOf } from './bare.ts';
import { isCitizen } from './claims.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isKnown, isStranger } from './standing.ts';

const ASKS: readonly [Topic, string][] = [
  ['errand', 'việc gấp về tiền, thẻ hay số điện thoại riêng'],
  ['credential', 'mật khẩu hay xác minh tài khoản'],
  ['document', 'mở tài liệu'],
  ['billing', 'thanh toán'],
  ['advance', 'tiền'],
];

const COMPANY = / (?:cong ty|cty|ctcp|tnhh|hop dong|bao gia|cua hang|dai ly|truong|benh vien|vien|trung tam)(?= )/;

function nameParts(name: string): string {
  return name
    .split(' ')
    .filter((part) => part !== '')
    .toSorted()
    .join(' ');
}

const BORROWED: ReadonlySet<string> = new Set([
  'act_secret',
  'act_identity',
  'act_staff',
  'act_pay',
  'act_new_account',
  'act_cards',
  'act_secrecy',
  'act_office_account',
  'act_errand',
]);

/** Said by everybody who writes from home, also that the account of the office does not open there. */
const MILD: ReadonlySet<string> = new Set(['act_errand', 'act_secrecy', 'act_office_account']);

/** What is asked under a borrowed name, as the reader is told. */
function askedOf(facts: Facts): string | undefined {
  // Citizens have the same names, and ask for papers.
  if (isCitizen(facts)) {
    return undefined;
  }
  // He may write from home for years: then only what nobody should be asked counts.
  const hasWritten = isKnown(facts);
  const isAsked = (sign: string): boolean => BORROWED.has(sign) && !(hasWritten && MILD.has(sign));
  const act = actsOf(facts).find(({ act: { sign } }) => isAsked(sign))?.act.name;
  return hasWritten ? act : (ASKS.find(([topic]) => facts.topics.has(topic))?.[1] ?? act);
}

const FEW_WORDS = 25;

/** A name of the directory may be that of a citizen too; with a free mailbox and hardly a word it opens an errand. */
function nameOnly(facts: Facts): Seen[] {
  const isBare = wordsOf(facts.body) <= FEW_WORDS && !PRESENTED.test(facts.body) && !isCitizen(facts);
  if (!facts.fromFree || !isBare) {
    return [{ sign: 'directory_name' }];
  }
  const text = `Tên "${quote(facts.from.name)}" có trong danh bạ nhưng thư đến từ ${quote(facts.from.address)}, chỉ vài chữ: cách mở đầu của thư mạo danh nhờ việc.`;
  return [
    { sign: 'directory_name' },
    { sign: 'directory_bare', finding: finding('BRAND_NAME', 'strong', text, facts.from.name) },
  ];
}

/** Somebody of the directory, from an address that is not the office's: a block when he asks for something. */
export const impersonate: Rule = (facts) => {
  const { display, from, fromDomain, context, isOwnSender } = facts;
  const shown = nameParts(display);
  if (shown === '' || isOwnSender || context.protectedNames.some(({ domain }) => isWithin(fromDomain, domain))) {
    return [];
  }
  const address = from.address.toLowerCase();
  const person = context.people.find(({ name }) => {
    const parts = nameParts(foldName(name));
    return parts.includes(' ') && (parts === shown || display.includes(` ${foldName(name)} `));
  });
  if (person === undefined || person.address.toLowerCase() === address) {
    return [];
  }
  const asked = askedOf(facts);
  if (asked === undefined) {
    return isStranger(facts) ? nameOnly(facts) : [];
  }
  // Somebody of the same name who writes for his company, from its proved domain.
  if (
    !facts.fromFree &&
    context.auth?.dmarc === 'pass' &&
    shown === nameParts(foldName(person.name)) &&
    COMPANY.test(facts.body)
  ) {
    return [{ sign: 'directory_name' }];
  }
  const text = `Tên "${quote(from.name)}" nhưng địa chỉ ${quote(from.address)} không phải thư công vụ, lại yêu cầu ${asked}.`;
  return [{ finding: finding('IMPERSONATE', 'block', text, from.name) }];
};

function foldName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
