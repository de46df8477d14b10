import type { Sign } from './weights.ts';

/** Kinds of evidence. What the signs of one kind count is summed, bounded, and counts as one voice among the others. */
export type Group = 'topic' | 'act' | 'sender' | 'link' | 'file' | 'bare' | 'known' | 'favour' | 'wording';

const list = (words: string): string[] => words.trim().split(/\s+/);

const MEMBERS: Readonly<Record<Group, readonly string[]>> = {
  topic: list(`
    credential threat mailbox signin urgency delivery billing callback prize crypto advance extortion document errand tax offer greeting
    state opening install contact topic_in_subject credential_and_urgency credential_and_threat mailbox_and_credential money_repeated
    extortion_repeated errand_repeated callback_number service_callback obfuscated brand_subject brand_body call_to_action lure_inside
    windfall ransom hushed_errand`),
  act: list(`
    act_secret act_identity act_staff act_pay act_amount act_new_account act_cards act_secrecy act_install act_bypass act_program
    act_sign_in act_office_account act_reply_here act_channel act_errand act_gain act_advance act_loss acts_many account_away pay_person
    ask_at_form account_free staff_free`),
  sender: list(`
    brand_name service_name service_name_account name_other_address name_other_domain recipient_as_sender reply_free reply_elsewhere
    free_sender_business free_office sender_hosted sender_bad_ending sender_random sender_tenant auth_fail forged_name first_time
    stranger_asks stranger_leads office_name claim_in_host rank_free guard_name claims_colleague claim_and_ask claim_and_link
    free_claim_ask directory_bare colleague_named directory_name quoted_elsewhere thread_elsewhere`),
  link: list(`
    ask_and_link link_program link_gate link_as_file reader_in_link stranger_link_away stranger_one_link short_open bait_in_host
    theme_file theme_meeting theme_warning theme_money theme_gain theme_name hyphen_host free_host form_builder shortener bad_ending
    ip_link user_link look_alike_link odd_host brand_in_host recipient_in_link broken_into link_lies_brand redirected lure_elsewhere
    lure_hosted thin_hosted single_target qr_host published_page form_as_file`),
  file: list(`
    bare_archive file_leads file_leads_away file_points page_attached locked_zip stranger_archive archive_with_password macro
    thin_with_file archive_with_lure linked_password`),
  bare: list('bare_link only_link bare_errand bare_desk bare_share secret_channel false_answer false_continuation'),
  known: list(`
    known_secret known_to_him known_money known_hosted known_bait known_new_account known_vague known_page known_file_page known_hushed known_form known_madeup`),
  favour: list(`
    consistent trusted acquainted vouched inside conversation namesake unsubscribe office_plain`),
  wording: list('wording_lure wording_plain'),
};

const OF = new Map(
  Object.entries(MEMBERS).flatMap(
    ([group, signs]) => signs.map((sign): [string, Group] => [sign, group as Group]), // keys of a constant object
  ),
);

/** Every group, in one order. */
export const GROUPS = Object.keys(MEMBERS) as Group[]; // keys of a constant object

/** None for a plain fact, which is fitted by itself. */
export function groupOf(sign: Sign): Group | undefined {
  return OF.get(sign);
}
