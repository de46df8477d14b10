import type { RevocationEvidence, RevocationSource, TrustAnchorEntry } from '@congvu/pki';

/** One night asks about the same few authorities a thousand times: each answer serves the whole run. */
export function memoSource(
  source: (anchor: TrustAnchorEntry) => RevocationSource,
): (anchor: TrustAnchorEntry) => RevocationSource {
  const answers = new Map<string, Promise<RevocationEvidence>>();
  return (anchor) => {
    const asked = source(anchor);
    return {
      find: (certificate, issuer) => {
        const key = [certificate, issuer, { raw: anchor.certificate }]
          .map(({ raw }) => Buffer.from(raw).toString('base64'))
          .join('.');
        const known = answers.get(key);
        if (known !== undefined) {
          return known;
        }
        const answer = asked.find(certificate, issuer);
        answers.set(key, answer);
        // Nothing learned: the next document asks again.
        answer.catch(() => answers.delete(key));
        return answer;
      },
    };
  };
}
