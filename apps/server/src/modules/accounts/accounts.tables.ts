import type { Db, Tx } from '../../platform/db.ts';

export type AccountState = 'requested' | 'active' | 'suspended' | 'revoke_requested' | 'revoked';
export type AccountType = 'business' | 'administration' | 'operation' | 'technical' | 'service';

export type AccountTables = {
  account: {
    agency_id: string;
    id: string;
    name: string;
    name_key: string;
    type: AccountType;
    person_id: string | null;
    user_id: string | null;
    holder_name: string;
    search_name: string;
    sort_name: string;
    position_title: string;
    unit_name: string;
    phone: string;
    state: AccountState;
    /** `sign_in`: stands here because the person signs in here; an import or a request may give it another name. */
    source: 'sign_in' | 'import' | 'request';
    left_on: string | null;
    left_reason: string | null;
    duplicate: boolean;
    kept_reason: string | null;
    kept_until: string | null;
    activated_on: string | null;
    disabled_on: string | null;
    last_sign_in_at: Date | null;
    last_action_at: Date | null;
    /** Day of the last use; of the activation, or of the entry here, where it was never used. */
    used_on: string;
    mobile_editing_from: string | null;
    mobile_editing_to: string | null;
    /** Revoked, but the sign-in is open until nothing would be orphaned. */
    shut_waits_since: Date | null;
    shut_reason: string | null;
    source_request_id: string | null;
    updated_at: Date;
  };
  account_history: {
    agency_id: string;
    id: string;
    account_id: string;
    at: Date;
    who: string;
    text: string;
    link: string | null;
  };
  account_tariff: { valid_from: string; amount_vnd: number; payer: string; basis: string };
  account_idle_rule: { valid_from: string; days: number; basis: string };
  account_attestation: {
    agency_id: string;
    id: string;
    /** `2021-Q1` */
    quarter: string;
    asked_by_agency_id: string;
    asked_at: Date;
    due_on: string;
    state: 'waiting' | 'attested' | 'escalated';
    /** Accounts without use on the day of asking: each gets an answer. */
    account_ids: string[];
    reminded_at: Date | null;
    escalated_at: Date | null;
    attested_at: Date | null;
    attested_by: string | null;
    attested_by_name: string | null;
    answers: AttestationRowAnswer[];
  };
};

export interface AttestationRowAnswer {
  accountId: string;
  answer: 'needed' | 'revoke' | 'keep';
  reason: string;
  until: string | null;
}

export type AccountRow = AccountTables['account'];
export type AttestationRow = AccountTables['account_attestation'];

export function accountTables(db: Db | Tx) {
  return db.withTables<AccountTables>();
}
