import {
  type Certificate,
  checkRevocation,
  PkiError,
  parseCertificate,
  type RevocationEvidence,
  type RevocationStatus,
  type TrustAnchorEntry,
} from '@congvu/pki';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { printDay } from '../../../platform/print-dates.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import { assertUsable } from '../queries/find-usable-certificate.ts';
import { findTrustedPath } from '../trust/trusted-path.ts';
import { listEvidence, revocationSourceFor } from './sources.ts';

type Needed = Pick<Services, 'db' | 'clock' | 'config'>;

export const APPLY_JOB = 'certificates.apply_revocation';

/** A person waits at the review list; whoever does not answer in time is noted as silent. */
const PATIENCE_MS = 3_000;

interface Pair {
  certificate: Certificate;
  issuer: Certificate;
}

function pairsOf(chain: readonly Certificate[]): Pair[] {
  return chain.slice(0, -1).flatMap((certificate, index) => {
    const issuer = chain[index + 1];
    return issuer === undefined ? [] : [{ certificate, issuer }];
  });
}

interface Asking {
  services: Needed;
  anchor: TrustAnchorEntry;
  evidence: readonly RevocationEvidence[];
}

/** The lists at hand first; OCSP always for the signer's own certificate, since a list may be a day old. */
async function statusOf(
  { services, anchor, evidence }: Asking,
  pair: Pair,
  isLeaf: boolean,
): Promise<RevocationStatus> {
  const at = services.clock.now();
  const byList = checkRevocation({ ...pair, evidence, at });
  if (byList.state === 'revoked' || (byList.state === 'good' && !(isLeaf && anchor.ocspUrls.length > 0))) {
    return byList;
  }
  try {
    const source = revocationSourceFor(services, { timeoutMs: PATIENCE_MS })(anchor);
    const found = await source.find(pair.certificate, pair.issuer);
    return checkRevocation({ ...pair, evidence: [...evidence, found], at });
  } catch (error) {
    if (error instanceof PkiError || error instanceof AppError) {
      return byList;
    }
    throw error;
  }
}

/** Everywhere at once is the work of a job: here somebody only waits for an answer. */
async function spread(services: Needed, row: CertificateRow, { since, reasonText }: RevocationStatus): Promise<void> {
  await services.db.transaction().execute((tx) =>
    enqueue(
      tx,
      APPLY_JOB,
      {
        agencyId: row.agency_id,
        certificateId: row.id,
        at: (since ?? services.clock.now()).toISOString(),
        reason: reasonText ?? '',
      },
      { key: `${APPLY_JOB}:${row.id}` },
    ),
  );
}

/** Never returns: the subscriber's own revocation also ends what waits elsewhere. */
async function refuseRevoked(
  services: Needed,
  row: CertificateRow,
  status: RevocationStatus,
  isLeaf: boolean,
): Promise<never> {
  const since = status.since === undefined ? '' : ` từ ${printDay(vietnamDate(status.since))}`;
  if (!isLeaf) {
    throw new AppError('certificates.untrusted', 422, `Nơi cấp chứng thư này đã bị thu hồi${since} nên không ký được.`);
  }
  await spread(services, row, status);
  throw new AppError(
    'certificates.revoked',
    422,
    `Chứng thư số ${row.serial} của ${row.subject_name} đã bị thu hồi${since} (${status.reasonText ?? 'không nêu lý do'}) nên không ký được. Đề nghị cấp chứng thư số mới.`,
  );
}

function noteOf(silent: readonly string[]): string | undefined {
  return silent.length === 0
    ? undefined
    : `Chưa kiểm tra được tình trạng thu hồi của ${silent.join(' và ')}: dịch vụ của nơi cấp chưa được cấu hình hoặc không trả lời. Vẫn ký được; hệ thống kiểm tra lại sau.`;
}

async function check(services: Needed, row: CertificateRow): Promise<{ note: string | undefined }> {
  assertUsable(row, services.clock.now());
  const [leaf = Buffer.alloc(0), ...pool] = row.chain;
  const { chain, anchor } = await findTrustedPath(
    services,
    parseCertificate(leaf),
    pool.map((der) => parseCertificate(der)),
  );
  const asking = { services, anchor, evidence: await listEvidence(services) };
  const silent: string[] = [];
  for (const [index, pair] of pairsOf(chain).entries()) {
    const isLeaf = index === 0;
    const status = await statusOf(asking, pair, isLeaf);
    if (status.state === 'revoked') {
      await refuseRevoked(services, row, status, isLeaf);
    } else if (status.state === 'unknown') {
      silent.push(isLeaf ? 'chứng thư của người ký' : 'nơi cấp chứng thư');
    }
  }
  return { note: noteOf(silent) };
}

/**
 * Refuses before anything is asked of a device (Circular 22/2020 Art. 5: validity and revocation at the time of signing). When
 * nobody answers about revocation it does not refuse: `revocationNote` says so.
 * @throws AppError `certificates.expired` · `none_usable` · `frozen` · `revoked` · `pin_locked` · `usage` · `untrusted`
 */
export async function assertMaySignNow(services: Needed, row: CertificateRow): Promise<void> {
  await check(services, row);
}

/**
 * What the review list says when nobody answers whether the certificate was revoked; undefined when that is known.
 * @throws as `assertMaySignNow`
 */
export async function revocationNote(services: Needed, row: CertificateRow): Promise<string | undefined> {
  const { note } = await check(services, row);
  return note;
}
