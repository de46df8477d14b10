import { createHash } from 'node:crypto';
import type { CrlImport } from '@congvu/contracts';
import { displayName } from '@congvu/pki';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { registerPolicies } from '../certificates.policy.ts';
import { presentCertificate } from '../certificates.presenter.ts';
import type { LossPorts } from '../ports.ts';
import { readUpload } from '../read-upload.ts';
import { readCrl } from './read-crl.ts';
import { storeList } from './store-list.ts';

/** The largest list of a public authority in Vietnam is a few MB. */
const UPLOAD = { code: 'certificates.crl_unreadable', what: 'danh sách thu hồi', maxBytes: 64 * 1024 * 1024 };

/**
 * A list brought on a stick, for offices without a way to the authority.
 * @throws AppError `certificates.crl_unreadable` · `certificates.crl_untrusted` · `certificates.crl_old`
 */
export async function importCrl(
  ports: LossPorts,
  context: ActingContext,
  files: AsyncIterable<UploadedFile>,
): Promise<CrlImport> {
  const { subject, clock } = context;
  registerPolicies.authorize('certificates.import_crl', subject, null);
  const proven = await readCrl(context, await readUpload(files, UPLOAD));
  const { list } = proven;
  const issuerName = displayName(list.issuer).normalize('NFC');
  return command(context, async (tx) => {
    const news = await storeList(tx, context, ports, { proven, source: 'tệp nhập tay' });
    if (news === undefined) {
      throw conflict(
        'certificates.crl_old',
        `Danh sách của "${issuerName}" đang dùng mới bằng hoặc mới hơn tệp này. Không cần nhập.`,
      );
    }
    await record(tx, context, {
      action: 'certificates.crl_imported',
      agencyId: subject.agencyId,
      objectKind: 'certificate_crl',
      objectId: createHash('sha256').update(list.raw).digest('hex'),
      detail: {
        issuer: issuerName,
        thisUpdate: list.thisUpdate.toISOString(),
        revoked: list.entries.count,
        news: news.length,
      },
    });
    return {
      issuerName,
      thisUpdate: list.thisUpdate.toISOString(),
      nextUpdate: list.nextUpdate?.toISOString() ?? null,
      revokedCount: list.entries.count,
      newlyRevoked: news
        .filter((row) => row.agency_id === subject.agencyId)
        .map((row) => presentCertificate(row, clock.now(), subject)),
    };
  });
}
