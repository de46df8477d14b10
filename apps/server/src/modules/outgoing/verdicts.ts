import { listSigners } from '#modules/signing';
import { judgeOwn } from './judge-own.ts';
import { keepByDigest } from './kept-by-digest.ts';

/** The verdict to show beside the page. */
export const showVerdict = keepByDigest(async (services, agencyId, sha256) =>
  judgeOwn(services, { agencyId, bytes: await services.blobs.readBytes(sha256) }),
);

/** The verdict for people without an account. */
export const showSigners = keepByDigest(async (services, agencyId, sha256) =>
  listSigners(services, { agencyId, bytes: await services.blobs.readBytes(sha256) }),
);
