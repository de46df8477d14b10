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
  stranger_asks: 2.2,
  stranger_leads: 1.2,
  office_name: 3.1,
  // Links.
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
  // Attachments.
  page_attached: 2.4,
  locked_zip: 1,
  macro: 2.6,
  thin_with_file: 0.6,
  archive_with_lure: 1.5,
  // In favour.
  consistent: -0.7,
  trusted: -2.5,
  vouched: -2,
  conversation: -1,
} as const;

export type Sign = keyof typeof WEIGHTS;

/** Log-odds of a mail without any sign. */
const BIAS = -4.3;

/** From here on a mail is shown with a warning, or is kept back. */
export const THRESHOLDS = { suspicious: 0.55, phishing: 0.75 } as const;

/** Probability by the signs; a sure finding is judged outside. */
export function scoreOf(signs: Iterable<Sign>): number {
  let sum = BIAS;
  for (const sign of signs) {
    sum += WEIGHTS[sign];
  }
  return 1 / (1 + Math.exp(-sum));
}
