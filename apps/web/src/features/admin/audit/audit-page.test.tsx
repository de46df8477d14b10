import type { AuditLine, AuditLogView, AuditPage as Page } from '@congvu/contracts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { me, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { setOfficeClock } from '../../../shared/text/dates.ts';
import { ADMINISTRATOR, id } from '../admin.fixture.ts';
import { AuditPage } from './audit-page.tsx';

const AUDITOR = me({ title: 'Thanh tra', roles: ['auditor'], agencyId: id(1) });

const LINE: AuditLine = {
  id: id(50),
  at: '2021-03-22T02:05:00.000Z',
  action: 'outgoing.issued',
  actorName: 'Đặng Thị Hường',
  ip: '10.0.0.7',
  objectKind: 'document',
  objectId: id(60),
  objectName: '12/UBND-VP: Về việc rà soát',
  detail: { receivers: 26 },
  leafHash: 'ab'.repeat(32),
  seq: 41,
};

function log(part: Partial<AuditLogView> = {}): AuditLogView {
  return {
    origin: 'localhost/nhat-ky-1a2b3c4d',
    logKey: 'localhost/nhat-ky-1a2b3c4d+00000000+AQ==',
    witnessKey: 'localhost/nhat-ky-1a2b3c4d+00000001+BA==',
    witnessUrl: 'http://localhost/api/audit/witness',
    keys: [],
    size: 1_234,
    waiting: 0,
    checkpoint: { size: 1_230, shortRoot: 'AB12 CD34 EF56 0000', at: '2021-03-22T02:00:00.000Z', note: 'x' },
    witnesses: [
      {
        id: id(70),
        url: 'https://tinh.example',
        name: 'tinh.example/nhat-ky',
        signedSize: 1_200,
        signedAt: '2021-03-22T02:00:00.000Z',
        trouble: '',
        mine: true,
      },
    ],
    watched: [],
    mayRead: true,
    mayConfigure: 'Chỉ quản trị đặt nơi làm chứng.',
    ...part,
  };
}

beforeEach(() => setOfficeClock('2021-03-22T03:00:00Z'));

describe('AuditPage', () => {
  useBrowser();

  it('says who did what when in Vietnamese words, and asks for a reason before it shows personal data', async () => {
    const page: Page = { items: [LINE], nextCursor: null, masked: true };
    const calls = serve({ 'GET /api/audit/log': () => log(), 'GET /api/audit/entries': () => page });
    await stage(<AuditPage />, { who: AUDITOR });
    expect(await screen.findByText('Phát hành văn bản đi')).toBeTruthy();
    expect(screen.getByText('Đặng Thị Hường')).toBeTruthy();
    expect(screen.getByText('22/3/2021 09:05')).toBeTruthy();
    expect(screen.getByText(/12\/UBND-VP/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Hiện dữ liệu cá nhân' }));
    fireEvent.change(await screen.findByLabelText('Lý do'), { target: { value: 'Xác minh đơn số 5' } });
    fireEvent.click(screen.getByRole('button', { name: 'Ghi lý do và hiện' }));
    await waitFor(() => expect(calls.some(({ path }) => path.includes('reason='))).toBe(true));
    expect(await screen.findByText(/Lý do đã ghi vào nhật ký: Xác minh đơn số 5/)).toBeTruthy();
  });

  it('searches when told to, not at every letter', async () => {
    const calls = serve({
      'GET /api/audit/log': () => log(),
      'GET /api/audit/entries': (): Page => ({ items: [], nextCursor: null, masked: true }),
    });
    await stage(<AuditPage />, { who: AUDITOR });
    expect(await screen.findByText('Không có dòng nào khớp')).toBeTruthy();
    const before = calls.length;
    fireEvent.change(screen.getByLabelText('Người'), { target: { value: 'huong' } });
    expect(calls.length).toBe(before);
    fireEvent.click(screen.getByRole('button', { name: 'Tìm' }));
    await waitFor(() => expect(calls.some(({ path }) => path.includes('person=huong'))).toBe(true));
  });

  it('shows the administrator how the log is kept and none of its lines; a fork stands at the top', async () => {
    const trouble = { ...(log().witnesses[0] as AuditLogView['witnesses'][number]), trouble: 'ahead' };
    const calls = serve({
      'GET /api/audit/log': () =>
        log({ mayRead: 'Quản trị hệ thống không đọc nhật ký.', mayConfigure: true, witnesses: [trouble] }),
    });
    await stage(<AuditPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText('Nhật ký không nối tiếp điểm đã làm chứng')).toBeTruthy();
    expect(screen.getByText('AB12 CD34 EF56 0000')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Đổi khóa nhật ký' })).toBeTruthy();
    expect(calls.some(({ path }) => path.includes('/entries'))).toBe(false);
  });
});
