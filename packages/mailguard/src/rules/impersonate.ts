import type { Facts } from '../facts.ts';
import { isWithin } from '../hosts/host.ts';
import type { Topic } from '../words/topics.ts';
import { actsOf } from './acts.ts';
import { isCitizen } from './claims.ts';
import { finding, quote, type Rule } from './rule.ts';
import { isStranger } from './standing.ts';

const ASKS: readonly [Topic, string][] = [
  ['errand', 'việc gấp về tiền, thẻ hay số điện thoại riêng'],
  ['credential', 'mật khẩu hay xác minh tài khoản'],
  ['document', 'mở tài liệu'],
  ['billing', 'thanh toán'],
  ['advance', 'tiền'],
];

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
  'act_pay',
  'act_new_account',
  'act_cards',
  'act_secrecy',
  'act_office_account',
  'act_errand',
]);

/** What is asked under a borrowed name, as the reader is told. */
function askedOf(facts: Facts): string | undefined {
  const asked = ASKS.find(([topic]) => facts.topics.has(topic))?.[1];
  return asked ?? (isCitizen(facts) ? undefined : actsOf(facts).find(({ act }) => BORROWED.has(act.sign))?.act.name);
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
    return isStranger(facts) ? [{ sign: 'directory_name' }] : [];
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
