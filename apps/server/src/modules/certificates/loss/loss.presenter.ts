import type { LossReport } from '@congvu/contracts';
import type { Subject } from '../../../platform/authorise.ts';
import { lossPolicies } from '../certificates.policy.ts';
import { presentCertificate } from '../certificates.presenter.ts';
import type { CertificateRow, LossRow } from '../certificates.tables.ts';
import type { SignedDocument } from '../ports.ts';

const STATES: Record<LossRow['state'], string> = {
  open: 'Đang phong tỏa, chờ nơi cấp thu hồi',
  revoked: 'Đã thu hồi',
  withdrawn: 'Đã rút: tìm lại được thiết bị',
};

const DEVICE: Record<CertificateRow['key_kind'], string> = {
  demo_software: 'khóa thử nghiệm',
  token: 'thiết bị lưu khóa bí mật',
  sim: 'SIM ký số',
  remote: 'tài khoản ký số từ xa',
  hsm: 'khóa trong máy chủ lưu khóa',
};

const ON_THE_PHONE: Partial<Record<CertificateRow['key_kind'], string>> = {
  sim: 'Gọi nhà mạng khóa SIM ngay.',
  remote: 'Gọi đơn vị cung cấp dịch vụ ký số khóa tài khoản ngay.',
};

/** In the order in which it is to be done. Which form: Mẫu 04 revokes; Mẫu 05 restores a device that was found but is locked. */
function nextSteps(loss: LossRow, certificate: CertificateRow, signed: number): string[] {
  if (loss.state === 'revoked') {
    return ['Lập đề nghị cấp chứng thư số mới cho người dùng (Mẫu 01) hoặc cơ quan (Mẫu 02).'];
  }
  if (loss.state === 'withdrawn') {
    return certificate.key_kind === 'token'
      ? ['Nếu thiết bị đã bị khóa mật khẩu, lập đề nghị khôi phục thiết bị lưu khóa bí mật (Mẫu 05).']
      : [];
  }
  const first = ON_THE_PHONE[certificate.key_kind];
  return [
    ...(first === undefined ? [] : [first]),
    `Ký và gửi đề nghị thu hồi chứng thư số (Mẫu 04), lý do: mất ${DEVICE[certificate.key_kind]}; trong ngày.`,
    ...(signed === 0
      ? []
      : [
          `Xem lại ${signed} văn bản đã ký từ lúc nghi mất; văn bản nào không do chính chủ ký thì báo lãnh đạo và nơi nhận.`,
        ]),
    'Khi nơi cấp báo đã thu hồi, ghi kết quả vào việc báo mất này cùng thời điểm thu hồi.',
    'Nếu tìm lại được và chắc chắn không ai dùng, nhờ người khác (không phải người báo) rút báo mất.',
  ];
}

export interface LossParts {
  loss: LossRow;
  certificate: CertificateRow;
  signed: readonly SignedDocument[];
}

export function presentLoss({ loss, certificate, signed }: LossParts, subject: Subject, now: Date): LossReport {
  return {
    id: loss.id,
    certificate: presentCertificate(certificate, now, subject),
    state: loss.state,
    stateLabel: STATES[loss.state],
    reportedAt: loss.reported_at.toISOString(),
    reportedBy: loss.reporter_name,
    note: loss.note,
    lostSince: loss.lost_since.toISOString(),
    stoppedSessions: loss.stopped_sessions,
    signedSince: signed.map(({ documentId, title, numberSymbol, signedAt, provenAt }) => ({
      documentId,
      title,
      numberSymbol,
      signedAt: signedAt.toISOString(),
      provenAt: provenAt?.toISOString() ?? null,
    })),
    nextSteps: nextSteps(loss, certificate, signed.length),
    abilities: lossPolicies.abilities(subject, loss),
  };
}
