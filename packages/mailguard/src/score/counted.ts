import { type Sign, WEIGHTS } from './weights.ts';

/**
 * Signs of mail from anywhere: their values are rates that were published of received mail, or set beside those. Nothing that an office knows is
 * needed for them, and nothing among them that is added for nothing speaks for a letter.
 */
export const OF_ANYWHERE: ReadonlySet<string> = new Set(
  `credential threat mailbox signin urgency delivery billing callback prize crypto advance extortion document errand tax offer greeting
  state opening install contact topic_in_subject credential_and_urgency credential_and_threat mailbox_and_credential money_repeated
  extortion_repeated errand_repeated callback_number obfuscated brand_name brand_subject brand_body service_name service_name_account
  name_other_address name_other_domain recipient_as_sender reply_free reply_elsewhere free_sender_business free_office sender_hosted
  sender_bad_ending sender_random sender_tenant auth_fail forged_name office_name directory_name free_host form_builder shortener
  bad_ending ip_link user_link look_alike_link odd_host brand_in_host recipient_in_link broken_into link_lies_brand redirected
  lure_elsewhere lure_hosted thin_hosted call_to_action qr_host page_attached locked_zip lure_inside macro thin_with_file
  archive_with_lure trusted vouched inside office_plain`
    .trim()
    .split(/\s+/),
);

/** Log-odds of a mail from anywhere without any sign. */
const BIAS = -4.3;
const MOST = 9;

/** Log-odds by the published rates alone: each sign counts what it is worth by itself, and nothing is fitted. */
export function countedOf(signs: Iterable<readonly [Sign, number]>): number {
  let sum = BIAS;
  for (const [sign] of signs) {
    sum += OF_ANYWHERE.has(sign) ? WEIGHTS[sign] : 0;
  }
  return Math.max(-MOST, Math.min(MOST, sum));
}
