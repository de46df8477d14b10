import type { HttpTransport } from '../http.ts';
import type { HashSigner, SigningIdentity } from '../signer/hash-signer.ts';
import type { RemoteSettings } from './settings.ts';

/** Why a key the service lists cannot sign now. */
export interface Unusable {
  code: 'not_yet_valid' | 'expired' | 'suspended' | 'revoked' | 'key_disabled';
  /** Vietnamese. */
  text: string;
}

/**
 * A key at a service. `id` is the SHA-256 of its certificate in hex, as with every signer: a renewed certificate under the same
 * name at the service is another identity, so nobody signs with a certificate the office has not taken into its register.
 */
export interface RemoteIdentity extends SigningIdentity {
  /** What the service calls the key: credential id, serial, phone number. */
  reference: string;
  /** Set when it cannot sign; `begin` refuses it with this text. */
  unusable?: Unusable;
}

/** `identities` lists the keys of one user at one service, unusable ones with the reason. */
export interface RemoteSigner extends HashSigner {
  identities(): Promise<RemoteIdentity[]>;
}

/**
 * What a service may want from the person at this moment; goes into the one request, never anywhere else. `password_otp`: both in
 * one line, password first, a space between, for pages with one field.
 */
export type AskedSecret = 'otp' | 'pin' | 'password' | 'password_otp';

export interface RemoteOptions<Settings extends RemoteSettings = RemoteSettings> {
  settings: Settings;
  /** What `settings.secret` refers to, resolved by the caller. */
  secret: string;
  /** Whose keys: user id or citizen number at the service; for SIM the phone number. */
  user: string;
  /** Carries the client certificate too where the service wants one (`settings.tls` says which). */
  transport: HttpTransport;
  now: () => Date;
  /** Needed only where `settings.consent` is `otp` or `totp`. */
  ask?: (what: AskedSecret) => Promise<string>;
}
