import type { Facts } from '../facts.ts';
import { isListed } from '../hosts/host.ts';
import { FORM_BUILDERS } from '../hosts/lists.ts';
import type { Sign } from '../score/weights.ts';
import { isCitizen } from './claims.ts';
import { PERSONAL } from './known.ts';
import type { Seen } from './rule.ts';
import { isStranger, isUnknownHost } from './standing.ts';

const CLAIMS: readonly Sign[] = [
  'office_name',
  'brand_name',
  'guard_name',
  'claim_in_host',
  'rank_free',
  'free_office',
];
const ASKS: readonly Sign[] = [
  'act_secret',
  'act_identity',
  'act_staff',
  'act_pay',
  'act_new_account',
  'act_install',
  'act_bypass',
  'act_program',
  'act_sign_in',
  'act_office_account',
  'act_secrecy',
  'act_errand',
  'act_loss',
  'act_gain',
  'act_advance',
  'act_channel',
  'act_reply_here',
];

/** A number to pay into beside the name of a bank. */
const ACCOUNT =
  / (?:tai khoan|stk|tk|so tk|account|iban|vietcombank|vcb|bidv|agribank|vietinbank|techcombank|mbbank|acb|vpbank|tpbank|sacombank)(?: [^ ]+){0,5} (?:[0-9]{6,20}|[0-9]{3,6} (?:[0-9]{3,6}|x{2,8})(?: [0-9x]+)?|[0-9]{3,}x{2,})(?= )/;

/** An office that writes from a mailbox that anybody may have, and wants something soon or apart. */
const FREE_CLAIMS: readonly Sign[] = ['free_office', 'rank_free', 'directory_name'];
const PRESSES: readonly Sign[] = [...ASKS, 'act_amount', 'urgency', 'contact', 'threat', 'tax', 'extortion'];

/** What no honest form asks for. */
const SECRETS: readonly Sign[] = ['act_secret', 'act_office_account', 'act_cards'];

/** What only together makes a lure: somebody new who claims to be somebody, asks, or does either in front of a link of his own. */
export function together(facts: Facts, seen: readonly Seen[]): Seen[] {
  if (!isStranger(facts)) {
    return [];
  }
  const signs = new Set(seen.map(({ sign }) => sign));
  const [isClaimed, isAsked] = [CLAIMS.some((sign) => signs.has(sign)), ASKS.some((sign) => signs.has(sign))];
  const isLed = facts.links.some(({ realHost }) => isUnknownHost(realHost, facts));
  const isAtForm = facts.links.some(({ realHost }) => isListed(realHost, FORM_BUILDERS));
  const found: [boolean, Sign][] = [
    [isClaimed && isAsked, 'claim_and_ask'],
    [FREE_CLAIMS.some((sign) => signs.has(sign)) && PRESSES.some((sign) => signs.has(sign)), 'free_claim_ask'],
    [isClaimed && isLed, 'claim_and_link'],
    [isAsked && isLed, 'ask_and_link'],
    [isLed && (signs.has('act_office_account') || signs.has('act_secret')), 'account_away'],
    [signs.has('act_pay') && PERSONAL.test(facts.body), 'pay_person'],
    [facts.fromFree && !signs.has('act_pay') && ACCOUNT.test(facts.body) && !isCitizen(facts), 'account_free'],
    [facts.fromFree && signs.has('act_staff'), 'staff_free'],
    [isAtForm && SECRETS.some((sign) => signs.has(sign)), 'ask_at_form'],
  ];
  return found.filter(([isFound]) => isFound).map(([, sign]) => ({ sign }));
}
