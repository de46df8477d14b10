export type ActSign =
  | 'act_secret'
  | 'act_identity'
  | 'act_staff'
  | 'act_pay'
  | 'act_amount'
  | 'act_new_account'
  | 'act_cards'
  | 'act_secrecy'
  | 'act_install'
  | 'act_bypass'
  | 'act_program'
  | 'act_sign_in'
  | 'act_office_account'
  | 'act_reply_here'
  | 'act_channel'
  | 'act_errand'
  | 'act_advance'
  | 'act_loss'
  | 'act_gain';

export interface Act {
  sign: ActSign;
  say: RegExp;
  of?: RegExp;
  /** The second group may stand in any sentence of the letter. */
  isWide?: boolean;
  /** Words that make the sentence harmless. */
  unless?: RegExp;
  /** What it asks, for the reader. */
  name: string;
}

/** Any of the lines or alternatives, as whole folded words. */
export const words = (list: string): RegExp => new RegExp(` (?:${list.trim().replace(/\s*\n\s*/g, '|')})(?= )`);
