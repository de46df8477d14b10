import { z } from 'zod';
import { Id, Instant, text } from './common.ts';

const base64Url = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[\w-]+$/);
/** What the browser is asked with; made and read by the WebAuthn libraries on both sides (W3C WebAuthn level 3 §5.1). */
export const PasskeyOptions = z.object({ options: z.record(z.string(), z.unknown()) });
export type PasskeyOptions = z.infer<typeof PasskeyOptions>;

/** A new passkey as the browser answers it (RegistrationResponseJSON); everything else it adds is left out. */
const PasskeyCreated = z.object({
  id: base64Url(1_400),
  rawId: base64Url(1_400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64Url(8_000),
    attestationObject: base64Url(40_000),
    transports: z.array(z.string().max(30)).max(10).optional(),
  }),
  clientExtensionResults: z.object({}).default({}),
});
/** A proof by a passkey as the browser answers it (AuthenticationResponseJSON). */
export const PasskeyProof = z.object({
  id: base64Url(1_400),
  rawId: base64Url(1_400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64Url(8_000),
    authenticatorData: base64Url(8_000),
    signature: base64Url(12_000),
    userHandle: base64Url(200).optional(),
  }),
  clientExtensionResults: z.object({}).default({}),
});
export type PasskeyProof = z.infer<typeof PasskeyProof>;

export const AddPasskey = z.object({ name: text(80, 2), credential: PasskeyCreated });
export type AddPasskey = z.infer<typeof AddPasskey>;
export const PasskeyParams = z.object({ id: Id });
export const SignInPasskey = z.object({ credential: PasskeyProof });
/** The second step with a passkey: first the options for the ticket, then the proof. */
export const PasskeyForTicket = z.object({ ticket: base64Url(43) });
export const SignInTicketPasskey = z.object({ ticket: base64Url(43), credential: PasskeyProof });
export type SignInTicketPasskey = z.infer<typeof SignInTicketPasskey>;

export const PasskeyView = z.object({
  id: Id,
  name: z.string(),
  /** Kept on several devices of the person by the maker of the device. */
  synced: z.boolean(),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
});
export type PasskeyView = z.infer<typeof PasskeyView>;
/** `recoveryCodes` only when this is the first second factor of the account: shown once. */
export const PasskeyAdded = z.object({ passkeys: z.array(PasskeyView), recoveryCodes: z.array(z.string()) });
export type PasskeyAdded = z.infer<typeof PasskeyAdded>;
export const PasskeyList = z.object({ passkeys: z.array(PasskeyView) });
export type PasskeyList = z.infer<typeof PasskeyList>;

/** What a proof of oneself may be given with; `proved` = the last one still counts. */
export const StepUpState = z.object({
  proved: z.boolean(),
  minutes: z.int(),
  userName: z.string(),
  needsCode: z.boolean(),
  /** Of an authenticator application; without one the code is one of the recovery sheet. */
  application: z.boolean(),
  certificate: z.boolean(),
  passkey: z.boolean(),
});
export type StepUpState = z.infer<typeof StepUpState>;
export const StepUp = z.object({ password: z.string().min(1).max(256), code: z.string().max(20).optional() });
export type StepUp = z.infer<typeof StepUp>;
export const StepUpPasskey = z.object({ credential: PasskeyProof });

export const SecurityEventKind = z.enum([
  'new_device',
  'password_changed',
  'second_factor_on',
  'second_factor_off',
  'recovery_codes_renewed',
  'recovery_code_used',
  'passkey_added',
  'passkey_removed',
  'certificate_on',
  'certificate_off',
  'app_password_added',
  'app_password_removed',
  'locked',
  'sessions_ended',
  'account_reset',
  'disabled_unused',
]);
export type SecurityEventKind = z.infer<typeof SecurityEventKind>;
export const SecurityEventView = z.object({
  id: Id,
  kind: SecurityEventKind,
  text: z.string(),
  at: Instant,
  device: z.string(),
  ip: z.string(),
  /** The person said it was not him. */
  denied: z.boolean(),
});
export type SecurityEventView = z.infer<typeof SecurityEventView>;
export const SecurityEventParams = z.object({ id: Id });
/** "Không phải tôi": the other sessions are over, a new password is due. */
export const EventDenied = z.object({ sessionsEnded: z.int() });
