import { z } from 'zod';
import { DateOnly, Id, Instant, PageQuery, text } from './common.ts';
import { PasskeyView, SecurityEventView } from './identity-passkeys.ts';
import { AgencyFacts } from './org-admin.ts';

/** A password as typed: never trimmed or normalised away, only bounded. */
export const Password = z.string().min(1).max(256);
/** As typed; the server folds accents an input method left behind. */
export const UserName = z.string().min(1).max(100);
/** 256 random bits in base64url: the secret of a one-time link or of an unfinished sign-in. */
const Secret = z.string().regex(/^[\w-]{43}$/);

export const SignIn = z.object({ userName: UserName, password: Password });
export type SignIn = z.infer<typeof SignIn>;

/** `hint` tells that accents were dropped from the user name ("Đang bật bộ gõ tiếng Việt, đã bỏ dấu giúp."). */
export const SignInAnswer = z.discriminatedUnion('step', [
  z.object({ step: z.literal('done'), hint: z.string().nullable() }),
  /** Signed in, but nothing else opens before the password is changed (POST /api/me/password). */
  z.object({ step: z.literal('change_password'), hint: z.string().nullable() }),
  /** Signed in, but the office asks for a second factor first (POST /api/me/second-factor/begin). */
  z.object({ step: z.literal('set_up_second_factor'), hint: z.string().nullable() }),
  /** Not signed in yet: send the ticket with a code to POST /api/sign-in/second-factor. */
  z.object({
    step: z.literal('totp'),
    ticket: Secret,
    expiresAt: Instant,
    /** An authenticator application shows codes; without one a code is one of the recovery sheet. */
    application: z.boolean(),
    /** Signing in by the certificate on the token needs neither password nor code. */
    certificate: z.boolean(),
    /** A passkey of the account may stand for the code (POST /api/sign-in/second-factor/passkey). */
    passkey: z.boolean(),
    hint: z.string().nullable(),
  }),
]);
export type SignInAnswer = z.infer<typeof SignInAnswer>;

/** `code`: six digits of the device, or one recovery code (`xxxxx-xxxxx`). */
export const SignInSecondFactor = z.object({ ticket: Secret, code: z.string().min(6).max(20) });
export type SignInSecondFactor = z.infer<typeof SignInSecondFactor>;

/** `logoutUrl`: where the browser goes to sign out at the common account of the province, too. */
export const SignedOut = z.object({ signedOut: z.literal(true), logoutUrl: z.string().nullable() });

export const ActingView = z.object({
  positionId: Id,
  title: z.string(),
  unitName: z.string(),
  agencyId: Id,
  agencyName: z.string(),
  roles: z.array(z.string()),
});
export type ActingView = z.infer<typeof ActingView>;

export const MeView = z.object({
  user: z.object({ id: Id, userName: z.string(), displayName: z.string() }),
  acting: ActingView,
  positions: z.array(ActingView),
  /** What waits for this person, by key of the rail (`incoming`, `drafting`, `notifications`…). */
  counts: z.record(z.string(), z.int()),
  demo: z.boolean(),
  mustChangePassword: z.boolean(),
  mustSetUpSecondFactor: z.boolean(),
  /** The clock of the office. */
  now: Instant,
  /** Minutes without an act after which the session closes; the screen locks a little earlier. */
  idleMinutes: z.int(),
});
export type MeView = z.infer<typeof MeView>;

export const SwitchActing = z.object({ positionId: Id });
export const ChangePassword = z.object({ currentPassword: Password, newPassword: Password });
export type ChangePassword = z.infer<typeof ChangePassword>;

export const SessionView = z.object({
  id: Id,
  current: z.boolean(),
  device: z.string(),
  ip: z.string(),
  startedAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
  secondFactor: z.boolean(),
  actingTitle: z.string(),
});
export type SessionView = z.infer<typeof SessionView>;
export const SessionList = z.object({ items: z.array(SessionView) });
export const SessionParams = z.object({ id: Id });

export const PasswordRule = z.object({ minLength: z.int(), sentences: z.array(z.string()) });
export type PasswordRule = z.infer<typeof PasswordRule>;

/** Page "Bảo mật của tôi". */
export const MySecurity = z.object({
  userName: z.string(),
  passwordChangedAt: Instant.nullable(),
  passwordRule: PasswordRule,
  secondFactor: z.object({ enabled: z.boolean(), since: Instant.nullable(), recoveryCodesLeft: z.int() }),
  /** Since when the certificate on the token stands beside the password. */
  certificateSince: Instant.nullable(),
  passkeys: z.array(PasskeyView),
  /** Passkeys belong to a name: an office that is reached by a bare number has none. */
  passkeysPossible: z.boolean(),
  sessions: z.array(SessionView),
  /** Of the last 90 days, newest first. */
  events: z.array(SecurityEventView),
});
export type MySecurity = z.infer<typeof MySecurity>;

export const BeginSecondFactor = z.object({ password: Password });
export const SecondFactorOffer = z.object({ secret: z.string(), url: z.string(), qr: z.string() });
export type SecondFactorOffer = z.infer<typeof SecondFactorOffer>;
export const ConfirmSecondFactor = z.object({ code: z.string().min(6).max(10) });
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
/** Turning the second factor off: password and a fresh code of the device. */
export const ProveSecondFactor = z.object({ password: Password, code: z.string().min(6).max(20) });

export const LinkParams = z.object({ token: Secret });
/** What a one-time link opens: a first password for a new account, or a new one after a reset. */
export const OneTimeLinkView = z.object({
  kind: z.enum(['new_user', 'reset']),
  userName: z.string(),
  displayName: z.string(),
  agencyName: z.string(),
  expiresAt: Instant,
  passwordRule: PasswordRule,
});
export type OneTimeLinkView = z.infer<typeof OneTimeLinkView>;
export const UseOneTimeLink = z.object({ password: Password });
/** The password is chosen; nobody is signed in by it. */
export const LinkUsed = z.object({ userName: z.string() });

export const SetupView = z.object({ expiresAt: Instant, passwordRule: PasswordRule });
export type SetupView = z.infer<typeof SetupView>;
/** First start: the first agency, its administrator and the administrator's own password, in one step. */
export const Setup = z.object({
  agency: AgencyFacts,
  unitName: text(200, 2).default('Văn phòng'),
  person: z.object({
    fullName: text(100, 2),
    title: text(150, 2).default('Quản trị hệ thống'),
    email: text(200).default(''),
  }),
  userName: UserName,
  password: Password,
});
export type Setup = z.infer<typeof Setup>;

export const AccountState = z.enum(['invited', 'active', 'locked', 'disabled']);
export const AccountView = z.object({
  userId: Id,
  userName: z.string(),
  personId: Id,
  fullName: z.string(),
  title: z.string(),
  unitName: z.string(),
  agencyId: Id,
  agencyName: z.string(),
  state: AccountState,
  stateLabel: z.string(),
  secondFactor: z.boolean(),
  /** Known at the provider of the single sign-on by its own subject. */
  ssoLinked: z.boolean(),
  mustChangePassword: z.boolean(),
  openSessions: z.int(),
  lastSignInAt: Instant.nullable(),
  createdAt: Instant,
});
export type AccountView = z.infer<typeof AccountView>;
export const AccountQuery = PageQuery.extend({
  agencyId: Id.optional(),
  personId: Id.optional(),
  q: z.string().max(200).optional(),
  state: AccountState.optional(),
});
export type AccountQuery = z.infer<typeof AccountQuery>;
export const AccountPage = z.object({ items: z.array(AccountView), nextCursor: z.string().nullable() });
export type AccountPage = z.infer<typeof AccountPage>;
/** Open accounts per agency, for the tree of the administrator. */
export const AccountCounts = z.object({ total: z.int(), agencies: z.record(z.string(), z.int()) });
export type AccountCounts = z.infer<typeof AccountCounts>;

export const CreateAccount = z.object({ personId: Id, userName: UserName.optional() });
export type CreateAccount = z.infer<typeof CreateAccount>;
/** Shown once: hand it to the person; nobody else ever sees or sets the password. */
export const OneTimeLink = z.object({ userId: Id, userName: z.string(), link: z.string(), expiresAt: Instant });
export type OneTimeLink = z.infer<typeof OneTimeLink>;
export const AccountParams = z.object({ id: Id });
export const AccountReason = z.object({ reason: text(1_000, 3) });
export const ResetAccount = z.object({ reason: text(1_000, 3), clearSecondFactor: z.boolean().default(false) });
export type ResetAccount = z.infer<typeof ResetAccount>;

export const SecuritySettings = z.object({
  /** Minutes; QCVN 12:2026 3.6.2.1.8 allows 15 for business software and 5 for administrators. */
  idleMinutes: z.int().min(1).max(15),
  adminIdleMinutes: z.int().min(1).max(5),
  absoluteHours: z.int().min(1).max(12),
  lockAfter: z.int().min(3).max(5),
  lockHours: z.int().min(12).max(720),
  secondFactor: z.enum(['optional', 'administrators', 'everyone']),
  /** Minutes a proof of oneself counts for acts that ask for one (security.md §2.2). */
  stepUpMinutes: z.int().min(1).max(15).default(5),
});
export type SecuritySettings = z.infer<typeof SecuritySettings>;

/** Who can sign in as whom, in demo mode only. */
export const DemoPeople = z.object({
  password: z.string(),
  agencies: z.array(
    z.object({
      agencyId: Id,
      agencyName: z.string(),
      people: z.array(
        z.object({
          userName: z.string(),
          displayName: z.string(),
          title: z.string(),
          unitName: z.string(),
          agencyName: z.string(),
          roles: z.array(z.string()),
          pin: z.string(),
        }),
      ),
    }),
  ),
  today: DateOnly,
});
export type DemoPeople = z.infer<typeof DemoPeople>;

export type IdentityErrorCode =
  | 'identity.sign_in_required'
  | 'identity.wrong_credentials'
  | 'identity.too_many_attempts'
  | 'identity.no_position'
  | 'identity.ticket_over'
  | 'identity.wrong_code'
  | 'identity.password_change_required'
  | 'identity.second_factor_required'
  | 'identity.password_weak'
  | 'identity.wrong_password'
  | 'identity.second_factor_on'
  | 'identity.second_factor_off'
  | 'identity.offer_over'
  | 'identity.link_over'
  | 'identity.setup_over'
  | 'identity.account_exists'
  | 'identity.user_name_taken'
  | 'identity.user_name_invalid'
  | 'identity.account_not_found'
  | 'identity.session_not_found'
  | 'identity.wrong_state'
  | 'identity.position_not_yours'
  | 'identity.step_up_required'
  | 'identity.sso_refused'
  | 'identity.sso_unreachable'
  | 'identity.sso_secret_missing'
  | 'identity.sso_not_linked'
  | 'identity.rule_too_weak'
  | 'identity.review_stale'
  | 'identity.agency_not_found'
  | 'identity.certificate_refused'
  | 'identity.passkey_refused'
  | 'identity.passkey_not_found'
  | 'identity.factor_last'
  | 'identity.certificate_off'
  | 'identity.passkey_impossible'
  | 'identity.event_not_found'
  | 'identity.administer.forbidden';
