import type { AgentClient, AgentIdentity } from '@congvu/pki/agent';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { agentClient } from '../../shared/agent/agent.ts';
import { me, refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { certificate, KEY_ID, LOSS_ID, lossReport, prepared } from './keys.fixture.ts';
import { KeysPage } from './keys-page.tsx';

vi.mock('../../shared/agent/agent.ts', () => ({
  agentClient: vi.fn(),
  openAgentWindow: () => ({ show: () => undefined, close: () => undefined }),
}));

const SPECIALIST = me({ roles: ['specialist'] });
const mine = (part = {}) => ({
  person: [certificate({ keyKind: 'demo_software' })],
  organisation: [],
  demo: true,
  remoteServices: [],
  ...part,
});

const IDENTITY: AgentIdentity = {
  certificateSha256: 'ab',
  certificate: 'LEAF',
  chain: ['ABOVE'],
  algorithms: ['RSA-PKCS1-SHA256'],
  holder: 'Hoàng Thị Lan - Văn phòng',
  organisation: 'UBND xã Bình Lư',
  notBefore: '2020-08-14T00:00:00Z',
  notAfter: '2025-08-14T00:00:00Z',
  tokenLabel: 'VGCA',
  tokenSerial: '4F-2081',
  isDemo: false,
};

function program(part: Partial<AgentClient>): void {
  vi.mocked(agentClient).mockReturnValue({
    find: async () => ({ program: 'congvu-signer', protocol: 1, version: '1', instance: 'i', now: '' }),
    isPaired: async () => true,
    ...part,
  } as AgentClient); // Only what a test says may be called.
}

describe('a lost key', () => {
  useBrowser();

  it('dies with two taps, and the person sees what died, what it signed and what to do', async () => {
    const calls = serve({
      'GET /api/certificates/mine': () => mine(),
      [`POST /api/certificates/${KEY_ID}/loss`]: () => lossReport(),
      'GET /api/proposals': () => prepared(),
    });
    await stage(<KeysPage />, { who: SPECIALIST });
    fireEvent.click(await screen.findByRole('button', { name: 'Báo mất khóa' }));
    fireEvent.click(screen.getByRole('button', { name: 'Khóa ngay chứng thư này' }));
    expect(await screen.findByText('Đã khóa chứng thư')).toBeTruthy();
    expect(screen.getByText(/3 lượt ký đang chờ đã bị hủy/)).toBeTruthy();
    expect((await screen.findByRole('link', { name: 'Ký và gửi Mẫu 04' })).getAttribute('href')).toBe('/de-nghi/r1');
    expect(screen.getByText('Công văn gửi nơi cấp đã soạn, nằm ở đơn vị đầu mối.')).toBeTruthy();
    expect(screen.getByRole('timer')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Kế hoạch tuyên truyền' })).toBeTruthy();
    expect(screen.getByText('Giờ ký tự khai')).toBeTruthy();
    expect(screen.getByText('Lập đề nghị thu hồi chứng thư số (Mẫu 04).')).toBeTruthy();
    const report = calls.find(({ path }) => path.endsWith('/loss'));
    expect(report?.body).toEqual({});
  });

  it('tells from when on it may have been in other hands, in the day of Vietnam', async () => {
    const calls = serve({
      'GET /api/certificates/mine': () => mine(),
      [`POST /api/certificates/${KEY_ID}/loss`]: () => refuse(409, 'certificates.frozen', 'Đã được báo mất.'),
    });
    await stage(<KeysPage />, { who: SPECIALIST });
    fireEvent.click(await screen.findByRole('button', { name: 'Báo mất khóa' }));
    const since = screen.getByLabelText('Chắc chắn còn giữ đến ngày');
    fireEvent.change(since, { target: { value: '15/3/2021' } });
    fireEvent.blur(since);
    fireEvent.click(screen.getByRole('button', { name: 'Khóa ngay chứng thư này' }));
    expect(await screen.findByText('Đã được báo mất.')).toBeTruthy();
    expect(calls.find(({ path }) => path.endsWith('/loss'))?.body).toEqual({ lostSince: '2021-03-15T00:00:00+07:00' });
  });

  it('is asked about at once for who comes for that, one tap from the end', async () => {
    const calls = serve({
      'GET /api/certificates/mine': () => mine(),
      'GET /api/proposals': () => prepared(),
      [`POST /api/certificates/${KEY_ID}/loss`]: () => lossReport(),
    });
    await stage(<KeysPage />, { who: SPECIALIST, path: '/?mat=1' });
    fireEvent.click(await screen.findByRole('button', { name: 'Khóa ngay chứng thư này' }));
    expect(await screen.findByText('Đã khóa chứng thư')).toBeTruthy();
    expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('of several, the one that is gone is chosen with the second tap', async () => {
    const other = '01900000-0000-7000-8000-0000000000c2';
    const calls = serve({
      'GET /api/certificates/mine': () =>
        mine({
          organisation: [certificate({ id: other, kind: 'organisation', serial: '99', deviceLabel: 'USB dấu' })],
        }),
      'GET /api/proposals': () => prepared(),
      [`POST /api/certificates/${other}/loss`]: () => lossReport(),
    });
    await stage(<KeysPage />, { who: SPECIALIST });
    fireEvent.click(await screen.findByRole('button', { name: 'Mất thiết bị ký: khóa ngay' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Khóa ngay khóa của cơ quan (USB dấu)' }));
    expect(await screen.findByText('Đã khóa chứng thư')).toBeTruthy();
    expect(calls.some(({ path }) => path.includes(other))).toBe(true);
  });

  it('with a key of another system leads to Mẫu 04 of that certificate', async () => {
    serve({ 'GET /api/certificates/mine': () => mine({ person: [] }) });
    await stage(<KeysPage />, { who: SPECIALIST, path: '/?mat=5B7E&chung-thu=e1' });
    const form = await screen.findByRole('link', { name: 'Lập Mẫu 04' });
    expect(form.getAttribute('href')).toBe('/de-nghi/moi/cert.revoke?chung-thu=e1');
  });

  it('offers nothing to those who may not, and hides the losses from them', async () => {
    const calls = serve({
      'GET /api/certificates/mine': () =>
        mine({ person: [certificate({ abilities: { 'certificates.report_loss': 'Đã báo mất.' } })] }),
    });
    program({ find: async () => undefined });
    await stage(<KeysPage />, { who: SPECIALIST });
    expect(await screen.findByText('USB số 4F-2081')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Báo mất khóa' })).toBeNull();
    expect(screen.queryByRole('tab')).toBeNull();
    expect(calls.some(({ path }) => path.includes('loss-reports'))).toBe(false);
  });

  it('is closed by the clerk with what the authority said, and taken back only by another person', async () => {
    const reports = [
      lossReport({
        abilities: {
          'certificates.close_loss': true,
          'certificates.withdraw_loss': 'Người báo mất không tự rút được.',
        },
      }),
    ];
    const calls = serve({
      'GET /api/certificates/mine': () => mine(),
      'GET /api/certificates/loss-reports': () => ({ reports }),
      'GET /api/certificates': () => ({ certificates: [], nextCursor: null, abilities: {} }),
      [`POST /api/certificates/loss-reports/${LOSS_ID}/close`]: () => lossReport({ state: 'revoked' }),
    });
    await stage(<KeysPage />, { path: '/?phan=bao-mat' });
    expect(await screen.findByRole('tab', { name: /^Báo mất\s?1$/ })).toBeTruthy();
    const withdraw = await screen.findByRole('button', { name: 'Rút báo mất' });
    fireEvent.click(withdraw);
    expect(screen.queryByText('Rút báo mất: đã tìm lại được')).toBeNull();
    expect(withdraw.getAttribute('title')).toBe('Người báo mất không tự rút được.');
    fireEvent.click(screen.getByRole('button', { name: 'Nơi cấp đã thu hồi' }));
    fireEvent.click(screen.getByRole('button', { name: 'Ghi đã thu hồi' }));
    expect(screen.getByText(/Chưa ghi căn cứ/)).toBeTruthy();
    await userEvent.type(screen.getByLabelText('Văn bản hoặc thông báo của nơi cấp'), 'Thông báo 12');
    fireEvent.click(screen.getByRole('button', { name: 'Ghi đã thu hồi' }));
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith('/close'))).toBe(true));
    expect(calls.find(({ path }) => path.endsWith('/close'))?.body).toEqual({
      outcome: 'revoked',
      note: 'Thông báo 12',
    });
  });
});

describe('an own token', () => {
  useBrowser();
  beforeEach(() => vi.stubGlobal('isSecureContext', true));

  it('is taken into the register only after its other name was read and confirmed', async () => {
    program({ identities: async () => [IDENTITY] });
    const calls = serve({
      'GET /api/certificates/mine': () => mine({ person: [] }),
      'POST /api/certificates/mine': () => certificate(),
    });
    await stage(<KeysPage />, { who: SPECIALIST });
    expect(await screen.findByText('Chưa có chứng thư nào')).toBeTruthy();
    fireEvent.click(screen.getAllByRole('button', { name: 'Thêm chứng thư' })[0] as HTMLElement);
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(await dialog.findByRole('radio', { name: /Hoàng Thị Lan - Văn phòng/ }));
    expect(dialog.getByLabelText('Tên thiết bị')).toHaveProperty('value', 'VGCA số 4F-2081');
    fireEvent.click(dialog.getByRole('button', { name: 'Thêm chứng thư' }));
    expect(dialog.getByText('Đọc tên trong chứng thư rồi xác nhận.')).toBeTruthy();
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    fireEvent.click(dialog.getByLabelText('Đúng là chứng thư của tôi'));
    fireEvent.click(dialog.getByRole('button', { name: 'Thêm chứng thư' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      kind: 'person',
      chain: ['LEAF', 'ABOVE'],
      keyKind: 'token',
      deviceLabel: 'VGCA số 4F-2081',
      confirmedName: 'Hoàng Thị Lan - Văn phòng',
    });
  });

  it('tells in plain words what the token lacks', async () => {
    program({
      health: async () => ({
        version: '1',
        now: '',
        isReady: false,
        sentence: 'Chưa ký được: mã PIN bị khóa.',
        faults: [
          {
            code: 'pin_locked',
            isBlocking: true,
            title: 'Mã PIN bị khóa',
            advice: ['Lập đề nghị khôi phục (Mẫu 05).'],
          },
        ],
        drivers: [],
        tokens: [{ label: 'VGCA', serial: '4F', model: '', driver: '', pin: 'locked', certificates: 1, isDemo: false }],
      }),
    });
    serve({ 'GET /api/certificates/mine': () => mine({ person: [certificate()] }) });
    await stage(<KeysPage />, { who: SPECIALIST });
    expect(await screen.findByText('Chưa ký được: mã PIN bị khóa.')).toBeTruthy();
    expect(screen.getByText('Lập đề nghị khôi phục (Mẫu 05).')).toBeTruthy();
    expect(screen.getByText('Cần xử lý')).toBeTruthy();
  });

  it('nothing is looked for on the computer of somebody whose key is elsewhere', async () => {
    const find = vi.fn(async () => undefined);
    program({ find });
    serve({ 'GET /api/certificates/mine': () => mine() });
    await stage(<KeysPage />, { who: SPECIALIST });
    fireEvent.click(await screen.findByRole('button', { name: 'Kiểm tra chương trình ký số' }));
    expect(await screen.findByText(/Không thấy chương trình ký số/)).toBeTruthy();
    expect(find).toHaveBeenCalledOnce();
  });
});
