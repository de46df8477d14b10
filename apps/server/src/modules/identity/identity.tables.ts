import type { SecurityEventKind } from '@congvu/contracts';
import type { Db, Tx } from '../../platform/db.ts';

export type SecondFactorRule = 'optional' | 'administrators' | 'everyone';
export type LinkKind = 'setup' | 'new_user' | 'reset';

export type IdentityTables = {
  identity_user: {
    agency_id: string;
    id: string;
    person_id: string;
    user_name: string;
    password_hash: string | null;
    password_changed_at: Date | null;
    must_change_password: boolean;
    totp_secret: Buffer | null;
    totp_enabled_at: Date | null;
    totp_last_step: number;
    passkey_count: number;
    certificate_since: Date | null;
    reopened_at: Date | null;
    failed_count: number;
    locked_until: Date | null;
    disabled_at: Date | null;
    disabled_reason: string | null;
    last_position_id: string | null;
    last_sign_in_at: Date | null;
    created_at: Date;
    demo: boolean;
  };
  identity_recovery_code: { agency_id: string; user_id: string; code_hash: Buffer; salt: Buffer; used_at: Date | null };
  identity_session: {
    agency_id: string;
    id: string;
    user_id: string;
    token_hash: Buffer;
    acting_position_id: string;
    second_factor: boolean;
    ip: string;
    user_agent: string;
    started_at: Date;
    last_seen_at: Date;
    absolute_until: Date;
    ended_at: Date | null;
    ended_reason: string | null;
    proved_at: Date | null;
    logout_url: string | null;
  };
  identity_device: {
    agency_id: string;
    user_id: string;
    token_hash: Buffer;
    failed_count: number;
    created_at: Date;
    last_used_at: Date;
  };
  identity_ticket: {
    agency_id: string;
    token_hash: Buffer;
    user_id: string;
    password_hash: string;
    failed_count: number;
    expires_at: Date;
    used_at: Date | null;
  };
  identity_link: {
    agency_id: string;
    token_hash: Buffer;
    kind: LinkKind;
    user_id: string | null;
    expires_at: Date;
    used_at: Date | null;
    created_at: Date;
  };
  identity_policy: {
    agency_id: string;
    idle_minutes: number;
    admin_idle_minutes: number;
    absolute_hours: number;
    lock_after: number;
    lock_hours: number;
    second_factor: SecondFactorRule;
    step_up_minutes: number;
  };
  identity_passkey: {
    agency_id: string;
    id: string;
    user_id: string;
    credential_id: Buffer;
    public_key: Buffer;
    counter: number;
    transports: string[];
    name: string;
    synced: boolean;
    created_at: Date;
    last_used_at: Date | null;
  };
  identity_sso: {
    agency_id: string;
    name: string;
    issuer: string;
    client_id: string;
    client_secret: Buffer;
    match: 'identity_number' | 'email';
    claim: string;
    second_factor_values: string[];
    enabled: boolean;
  };
  identity_sso_subject: { agency_id: string; user_id: string; issuer: string; subject: string; linked_at: Date };
  identity_review: {
    agency_id: string;
    id: string;
    seen_until: Date;
    at: Date;
    by_name: string;
    accounts: number;
    changes: number;
    note: string;
  };
  identity_used_challenge: { challenge_hash: Buffer; expires_at: Date };
  identity_security_event: {
    agency_id: string;
    id: string;
    user_id: string;
    kind: SecurityEventKind;
    at: Date;
    device: string;
    ip: string;
    what: string;
    denied_at: Date | null;
  };
};

export type User = IdentityTables['identity_user'];
export type Session = IdentityTables['identity_session'];

export type Passkey = IdentityTables['identity_passkey'];

/** What stands beside the password. */
export type Factors = Pick<User, 'totp_enabled_at' | 'passkey_count' | 'certificate_since'>;

/** An authenticator application, a passkey or the certificate on the token: any of them satisfies the rule of the agency. */
export function hasSecondFactor(user: Factors): boolean {
  return user.totp_enabled_at !== null || user.passkey_count > 0 || user.certificate_since !== null;
}

/** Columns of an account without an authenticator application. */
export const NO_TOTP: Partial<User> = { totp_secret: null, totp_enabled_at: null, totp_last_step: 0 };

export function identityTables(db: Db | Tx) {
  return db.withTables<IdentityTables>();
}
