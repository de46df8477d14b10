import type { CertificatesErrorCode, CertificateView } from '@congvu/contracts';
import type { Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { certificateState } from '../certificates.presenter.ts';
import { type KeyOwner, listCertificates } from '../certificates.store.ts';
import type { CertificateRow } from '../certificates.tables.ts';

type Reason = Exclude<CertificateView['state'], 'usable'>;

const REFUSALS: Record<Reason, { code: CertificatesErrorCode; why: string }> = {
  locked: {
    code: 'certificates.pin_locked',
    why: 'bị khóa do nhập sai mã PIN nhiều lần. Đề nghị quản trị mở khóa hoặc khôi phục mật khẩu thiết bị.',
  },
  revoked: { code: 'certificates.revoked', why: 'đã bị thu hồi nên không ký được. Đề nghị cấp chứng thư số mới.' },
  frozen: {
    code: 'certificates.frozen',
    why: 'đã được báo mất nên bị phong tỏa. Đề nghị thu hồi và cấp chứng thư số mới; nếu tìm lại được thiết bị thì nhờ người khác rút báo mất.',
  },
  expired: { code: 'certificates.expired', why: 'đã hết hạn nên không ký được. Đề nghị gia hạn hoặc cấp mới.' },
  not_yet_valid: { code: 'certificates.none_usable', why: 'chưa đến ngày hiệu lực.' },
};

/** What stands nearest to being usable explains best why nothing is. */
const ORDER: Reason[] = ['locked', 'frozen', 'revoked', 'expired', 'not_yet_valid'];

function nameOf(owner: KeyOwner): string {
  return owner.kind === 'person' ? 'Chứng thư số của anh/chị' : 'Chứng thư số của cơ quan';
}

/** @throws AppError when the certificate cannot sign at this moment; the text says why and what to do */
export function assertUsable(row: CertificateRow, now: Date): void {
  const state = certificateState(row, now);
  if (state !== 'usable') {
    const { code, why } = REFUSALS[state];
    throw new AppError(code, 422, `Chứng thư số ${row.serial} của ${row.subject_name} ${why}`);
  }
}

/**
 * The certificate this owner signs with now: not expired, revoked or locked; the one that ends last.
 * @throws AppError `certificates.none_usable` · `certificates.expired` · `certificates.revoked` · `certificates.pin_locked`
 */
export async function findUsableCertificate(
  services: Pick<Services, 'db' | 'clock'>,
  owner: KeyOwner,
): Promise<CertificateRow> {
  const now = services.clock.now();
  const rows = await listCertificates(services.db, owner);
  const usable = rows.find((row) => certificateState(row, now) === 'usable');
  if (usable !== undefined) {
    return usable;
  }
  const states = rows.map((row) => certificateState(row, now));
  const reason = ORDER.find((state) => states.includes(state));
  if (reason === undefined) {
    throw new AppError(
      'certificates.none_usable',
      422,
      owner.kind === 'person'
        ? 'Anh/chị chưa có chứng thư số để ký. Lập đề nghị cấp chứng thư số rồi thử lại.'
        : 'Cơ quan chưa có chứng thư số để ký. Lập đề nghị cấp chứng thư số cho cơ quan rồi thử lại.',
    );
  }
  const { code, why } = REFUSALS[reason];
  throw new AppError(code, 422, `${nameOf(owner)} ${why}`);
}
