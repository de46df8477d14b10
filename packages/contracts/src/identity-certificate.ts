import { z } from 'zod';

/** A nonce of the office; the agent signs it behind a prefix and the address of the page (`loginChallenge`), never alone. */
export const CertificateChallenge = z.object({ challenge: z.string() });
export type CertificateChallenge = z.infer<typeof CertificateChallenge>;

export const SignInCertificate = z.object({
  challenge: z
    .string()
    .max(200)
    .regex(/^[\w-]{22,}$/),
  certificateSha256: z.string().regex(/^[0-9a-f]{64}$/),
  algorithm: z.enum(['RSA-PKCS1-SHA256', 'RSA-PSS-SHA256', 'ECDSA-SHA256']),
  /** Base64 of the signature over the text, as the agent answers it. */
  signature: z.base64().max(2_000),
});
export type SignInCertificate = z.infer<typeof SignInCertificate>;
