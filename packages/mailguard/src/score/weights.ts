import { OF_KNOWN, OF_STRANGERS } from './weights-by-sender.ts';

/**
 * What each sign counts: log-odds where a rate is published (ln of its share among lures over its share among ordinary mail, the
 * higher of discussion lists and newsletters), set by hand otherwise. Signs that are common in ordinary mail of today (trackers,
 * HTML only, pictures, hidden preview text, emoji) have no weight at all. Only what speaks in favour is negative.
 */
export const WEIGHTS = {
  // Words.
  credential: 1.9,
  threat: 1.5,
  mailbox: 1.7,
  signin: 1.3,
  urgency: 0.7,
  delivery: 1.3,
  billing: 0.9,
  callback: 0.8,
  prize: 0.9,
  crypto: 1.6,
  advance: 1.2,
  extortion: 1,
  document: 0.9,
  errand: 1.4,
  tax: 1,
  offer: 0.9,
  greeting: 1.1,
  state: 0.2,
  opening: 0.1,
  install: 1.8,
  contact: 0.6,
  topic_in_subject: 1,
  credential_and_urgency: 1.6,
  credential_and_threat: 1,
  mailbox_and_credential: 1,
  money_repeated: 2,
  extortion_repeated: 2.8,
  errand_repeated: 2.4,
  callback_number: 1.8,
  obfuscated: 2.2,
  // Sender.
  brand_name: 3.9,
  brand_subject: 1.5,
  brand_body: 1.2,
  service_name: 1.1,
  service_name_account: 1.5,
  name_other_address: 1.4,
  name_other_domain: 1.2,
  recipient_as_sender: 1.3,
  reply_free: 2.4,
  reply_elsewhere: 0.5,
  free_sender_business: 1.3,
  free_office: 1.5,
  sender_hosted: 2.4,
  sender_bad_ending: 2.4,
  sender_random: 1.4,
  sender_tenant: 1.2,
  auth_fail: 1.4,
  forged_name: 3.6,
  first_time: 0.8,
  stranger_asks: 0.3,
  stranger_leads: 1.5,
  office_name: 3.1,
  claim_in_host: 0.7,
  rank_free: 2.5,
  guard_name: 1.4,
  claims_colleague: 1.8,
  false_answer: 1.5,
  // What a stranger asks.
  act_secret: 1.8,
  act_identity: 2.6,
  act_staff: 1.6,
  act_pay: 2.5,
  act_amount: 0.6,
  act_new_account: 3.4,
  act_cards: 2.6,
  act_secrecy: 2,
  act_install: 1,
  act_bypass: 2.6,
  act_program: 2.2,
  act_sign_in: 0.1,
  act_office_account: 2.2,
  act_reply_here: 1,
  act_channel: 0.9,
  act_errand: 1.7,
  act_gain: 1.8,
  act_advance: 2.4,
  act_loss: 0.2,
  claim_and_ask: 0.2,
  claim_and_link: 1.4,
  ask_and_link: 0.9,
  acts_many: 1.5,
  account_away: 1.3,
  pay_person: 1,
  account_free: 0.6,
  free_claim_ask: 1.2,
  staff_free: 1,
  directory_bare: 2.6,
  // Links.
  link_program: 2.4,
  link_gate: 0.4,
  link_as_file: 3.3,
  reader_in_link: 1.6,
  stranger_link_away: 0,
  stranger_one_link: 0.4,
  short_open: 0.1,
  bait_in_host: 1.3,
  theme_file: 1.1,
  theme_meeting: 0.8,
  theme_warning: 0.3,
  theme_money: 0,
  theme_gain: 0.6,
  theme_name: 0.9,
  bare_link: 2,
  bare_errand: 2.2,
  bare_desk: 1.5,
  bare_share: 1.4,
  only_link: 1.6,
  bare_archive: 2.2,
  published_page: 1.2,
  linked_password: 1.6,
  secret_channel: 1.4,
  quoted_elsewhere: 3,
  thread_elsewhere: 3,
  hyphen_host: 1.2,
  colleague_named: 1.2,
  file_leads: 1,
  file_leads_away: 2,
  file_points: 2.2,
  false_continuation: 1.5,
  ask_at_form: 2.2,
  form_as_file: 2.2,
  directory_name: 2,
  free_host: 2.6,
  form_builder: 1.6,
  shortener: 2,
  bad_ending: 2.3,
  ip_link: 0.9,
  user_link: 2.2,
  look_alike_link: 2,
  odd_host: 1.4,
  brand_in_host: 1.6,
  recipient_in_link: 1.5,
  broken_into: 1.8,
  link_lies_brand: 2.2,
  redirected: 0.8,
  lure_elsewhere: 1.3,
  lure_hosted: 1.5,
  thin_hosted: 2.5,
  single_target: 0.5,
  call_to_action: 0.8,
  qr_host: 1.5,
  // Somebody known whose account may be taken.
  known_secret: 4.6,
  known_money: 4.6,
  known_hosted: 2.6,
  known_bait: 3,
  known_new_account: 2.6,
  known_vague: 2.6,
  known_page: 2.2,
  known_hushed: 2.4,
  known_form: 4.6,
  known_madeup: 4.6,
  // Attachments.
  page_attached: 2.4,
  locked_zip: 1,
  stranger_archive: 0.7,
  lure_inside: 3.2,
  archive_with_password: 3.2,
  macro: 2.6,
  thin_with_file: 0.6,
  archive_with_lure: 1.5,
  // How a stranger writes; the value is that of the letter (see ../rules/likeness.ts), here the most it may be.
  wording_lure: 2,
  wording_plain: -2,
  // In favour.
  consistent: -0.7,
  trusted: -2.5,
  acquainted: -1.8,
  vouched: -2,
  inside: -3,
  conversation: -1,
  namesake: -1.3,
  citizen: -2.2,
  unsubscribe: -0.8,
  home_only: -1.2,
  reachable: -0.4,
  named_account: -1.2,
  office_plain: -1.5,
} as const;

export type Sign = keyof typeof WEIGHTS;

/** Somebody who never wrote before; somebody who did and is proved; an agency, a colleague, or nobody knows. */
export type SenderKind = 'stranger' | 'known' | 'other';

const TABLES: Readonly<Record<SenderKind, Partial<Record<Sign, number>>>> = {
  stranger: OF_STRANGERS,
  known: OF_KNOWN,
  other: {},
};

export function weightOf(sign: Sign, kind: SenderKind): number {
  return TABLES[kind][sign] ?? WEIGHTS[sign];
}

/** Log-odds of a mail without any sign. */
const BIAS = -4.3;

/** From here on a mail is shown with a warning, or is kept back. */
export const THRESHOLDS = { suspicious: 0.5, phishing: 0.75 } as const;

/** Probability by the signs; a sure finding is judged outside. */
export function scoreOf(weighed: Iterable<number>): number {
  let sum = BIAS;
  for (const weight of weighed) {
    sum += weight;
  }
  return 1 / (1 + Math.exp(-sum));
}
