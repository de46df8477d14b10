import type { VerdictView } from '@congvu/contracts';
import { judgePdf } from '#modules/signing';

type Judge = typeof judgePdf;

/**
 * Signatures this office has just made. Each key was asked about before it signed; an authority that is silent, or whose list is
 * not at hand yet, stops neither number nor issue (spec signatures.md §2). What is known to be revoked does.
 */
export function judgeOwn(
  services: Parameters<Judge>[0],
  input: Pick<Parameters<Judge>[1], 'agencyId' | 'bytes'>,
): Promise<VerdictView> {
  return judgePdf(services, { ...input, revocation: 'optional' });
}
