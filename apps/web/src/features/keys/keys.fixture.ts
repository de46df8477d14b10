import type { CertificateView, LossReport, ProposalPage } from '@congvu/contracts';
import type { z } from 'zod';

export const KEY_ID = '01900000-0000-7000-8000-0000000000c1';
export const LOSS_ID = '01900000-0000-7000-8000-0000000000f1';

export function certificate(part: Partial<CertificateView> = {}): CertificateView {
  return {
    id: KEY_ID,
    kind: 'person',
    subjectName: 'Hoàng Thị Lan',
    organisationName: 'UBND xã Bình Lư',
    issuerName: 'Cục Chứng thực số và Bảo mật thông tin',
    serial: '54:01:0A:7F',
    validFrom: '2020-08-14T00:00:00Z',
    validTo: '2099-08-14T00:00:00Z',
    revokedAt: null,
    frozenAt: null,
    keyKind: 'token',
    deviceLabel: 'USB số 4F-2081',
    state: 'usable',
    stateLabel: 'Đang hiệu lực',
    pinAttemptsLeft: null,
    imageUrl: null,
    abilities: { 'certificates.report_loss': true, 'certificates.set_image': true },
    ...part,
  };
}

export function lossReport(part: Partial<LossReport> = {}): LossReport {
  return {
    id: LOSS_ID,
    certificate: certificate({ state: 'frozen', stateLabel: 'Đã báo mất, đang phong tỏa', abilities: {} }),
    state: 'open',
    stateLabel: 'Đang phong tỏa, chờ nơi cấp thu hồi',
    reportedAt: '2021-03-22T03:00:00Z',
    reportedBy: 'Hoàng Thị Lan',
    note: '',
    lostSince: '2021-03-01T00:00:00Z',
    stoppedSessions: 3,
    signedSince: [
      {
        documentId: '01900000-0000-7000-8000-0000000000e1',
        title: 'Kế hoạch tuyên truyền',
        numberSymbol: '367/KH-UBND',
        signedAt: '2021-03-15T03:00:00Z',
        provenAt: null,
      },
    ],
    nextSteps: ['Lập đề nghị thu hồi chứng thư số (Mẫu 04).'],
    abilities: { 'certificates.close_loss': true, 'certificates.withdraw_loss': true },
    ...part,
  };
}

/** What the report above has prepared. */
export function prepared(): z.infer<typeof ProposalPage> {
  return {
    items: [
      {
        id: '01900000-0000-7000-8000-0000000000f2',
        kind: 'lost_token',
        kindLabel: 'Mất thiết bị lưu khóa',
        sentence: 'Mất thiết bị lưu khóa bí mật của Hoàng Thị Lan.',
        reason: 'Còn mở đến khi nơi cấp xác nhận thu hồi.',
        dueOn: '2021-03-22',
        tone: 'red',
        prepares: [
          {
            kind: 'cert.revoke',
            form: 'M04',
            label: 'Mẫu 04',
            requestId: '01900000-0000-7000-8000-0000000000f3',
            link: '/de-nghi/r1',
          },
        ],
        state: 'open',
        loss: { reportId: LOSS_ID, letterDrafted: true },
        createdAt: '2021-03-22T03:00:00Z',
        abilities: {},
      },
    ],
    nextCursor: null,
    counts: { lost_token: 1 },
  };
}
