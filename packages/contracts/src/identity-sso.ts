import { z } from 'zod';
import { Id, text } from './common.ts';

/** Sign-in by the common account of the province (OpenID Connect): how the office knows the provider, and people of it. */
const SsoFacts = z.object({
  name: text(80, 2),
  /** As the provider names itself; https, and http only on the own computer in tests. */
  issuer: z.url().max(300),
  clientId: z.string().trim().min(1).max(200),
  /** What of a person the claim holds. People are never made by it: it leads to those the office has. */
  match: z.enum(['identity_number', 'email']),
  claim: z
    .string()
    .trim()
    .regex(/^[\w.:/-]{1,80}$/),
  /** Values of `acr` or `amr` that count as two factors; whoever comes without is asked for his own second one. */
  secondFactorValues: z.array(z.string().trim().min(1).max(100)).max(20),
  enabled: z.boolean(),
});
export const SsoSettings = SsoFacts.extend({ hasSecret: z.boolean() });
export type SsoSettings = z.infer<typeof SsoSettings>;
export const SsoSettingsAnswer = z.object({ settings: SsoSettings.nullable(), redirectUri: z.string() });
export type SsoSettingsAnswer = z.infer<typeof SsoSettingsAnswer>;
/** The secret goes in and never comes out; left out = the stored one stays. */
export const SaveSso = SsoFacts.extend({ clientSecret: z.string().min(1).max(500).optional() });
export type SaveSso = z.infer<typeof SaveSso>;

/** For the sign-in page. */
export const SsoList = z.object({ items: z.array(z.object({ id: Id, name: z.string() })) });
export type SsoList = z.infer<typeof SsoList>;
export const BeginSso = z.object({ id: Id, next: z.string().max(500).default('/') });
export const SsoBegun = z.object({ url: z.string() });
export type SsoBegun = z.infer<typeof SsoBegun>;
/** The query the provider sent the browser back with. */
export const FinishSso = z.object({ query: z.string().max(4_000) });
