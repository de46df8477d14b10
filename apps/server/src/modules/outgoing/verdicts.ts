import { judgePdf, listSigners } from '#modules/signing';
import { keepByDigest } from './kept-by-digest.ts';

/** The verdict to show beside the page. */
export const showVerdict = keepByDigest(async (services, agencyId, sha256) =>
  judgePdf(services, { agencyId, bytes: await services.blobs.readBytes(sha256) }),
);

/** The verdict for people without an account. */
export const showSigners = keepByDigest(async (services, agencyId, sha256) =>
  listSigners(services, { agencyId, bytes: await services.blobs.readBytes(sha256) }),
);
