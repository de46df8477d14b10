import type { RequestSettings } from '@congvu/contracts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/api/errors.ts';
import { me, refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { ADMINISTRATOR } from '../admin.fixture.ts';
import { RequestSettingsPage } from './request-settings-page.tsx';

const DISTRICT = '01900000-0000-7000-8000-000000000001';
const AUTHORITY = '01900000-0000-7000-8000-000000000002';
const DEPARTMENT = '01900000-0000-7000-8000-000000000003';

const SETTINGS: RequestSettings = {
  agencyId: DISTRICT,
  agencyName: 'UBND huyện Tam Đường',
  consolidator: null,
  usualConsolidator: { id: DISTRICT, name: 'UBND huyện Tam Đường', hosted: true, ended: false },
  certificateDestination: { id: AUTHORITY, name: 'Cục Chứng thực số', hosted: false, ended: false },
  accountDestination: null,
  mailboxDomain: '',
  unitSlug: '',
  scanRetentionDays: 365,
};

const OPTION = {
  agencyId: DEPARTMENT,
  name: 'Sở Thông tin và Truyền thông',
  shortName: 'Sở TTTT',
  code: 'H35.12',
  parentName: null,
  kind: 'department',
  tier: 'province',
  group: null,
  hosted: true,
};

const READ = {
  'GET /api/request-settings': () => SETTINGS,
  'GET /api/org/agencies': () => ({ items: [OPTION] }),
  'GET /api/request-templates': () => ({ items: [] }),
};
const SAVE = { name: 'Lưu nơi gửi' };

describe('RequestSettingsPage', () => {
  useBrowser();

  it('shows what is set by name before anything is searched, and what holds where nothing is', async () => {
    serve(READ);
    await stage(<RequestSettingsPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText('Cục Chứng thực số')).toBeTruthy();
    expect(screen.getByText('Chính cơ quan này')).toBeTruthy();
    expect(screen.queryByText(AUTHORITY)).toBeNull();
  });

  it('picks where lists go and saves everything at once', async () => {
    const calls = serve({
      ...READ,
      'PUT /api/request-settings': () => ({ ...SETTINGS, mailboxDomain: 'laichau.gov.vn', unitSlug: 'tamduong' }),
    });
    await stage(<RequestSettingsPage />, { who: ADMINISTRATOR });
    await userEvent.type(await screen.findByLabelText('Nơi nhận danh sách tài khoản và thư điện tử'), 'thong tin');
    await userEvent.click(await screen.findByText('Sở Thông tin và Truyền thông'));
    fireEvent.change(screen.getByLabelText('Tên miền thư'), { target: { value: '@LaiChau.gov.vn' } });
    fireEvent.change(screen.getByLabelText('Số ngày giữ bản chụp'), { target: { value: '90' } });
    expect(screen.getByText(/toannv\.tamduong@laichau\.gov\.vn/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', SAVE));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
        consolidatorId: null,
        certificateDestinationId: AUTHORITY,
        accountDestinationId: DEPARTMENT,
        mailboxDomain: '@LaiChau.gov.vn',
        unitSlug: '',
        scanRetentionDays: 90,
      }),
    );
    // As the server wrote it.
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Tên miền thư').value).toBe('laichau.gov.vn'));
  });

  it.each(['29', '3651', '', 'một năm'])('holds back %j days of retention', async (typed) => {
    const calls = serve(READ);
    await stage(<RequestSettingsPage />, { who: ADMINISTRATOR });
    fireEvent.change(await screen.findByLabelText('Số ngày giữ bản chụp'), { target: { value: typed } });
    fireEvent.click(screen.getByRole('button', SAVE));
    expect(screen.getByText('Nhập số ngày từ 30 đến 3650.')).toBeTruthy();
    expect(calls.some(({ method }) => method === 'PUT')).toBe(false);
  });

  it('puts the refusal of the server at its field', async () => {
    const message = 'Cơ quan không tự gửi danh sách cho mình.';
    serve({
      ...READ,
      'PUT /api/request-settings': () =>
        refuse(422, 'requests.destination_itself', message, [{ path: 'certificateDestinationId', message }]),
    });
    await stage(<RequestSettingsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', SAVE));
    await screen.findByRole('alert');
    const field = screen.getByLabelText('Nơi nhận danh sách chứng thư số').closest('.field');
    expect(field?.textContent).toContain(message);
  });

  it('an agency that closed must be chosen anew', async () => {
    const ended = { id: AUTHORITY, name: 'Cục Chứng thực số', hosted: false, ended: true };
    serve({ ...READ, 'GET /api/request-settings': () => ({ ...SETTINGS, certificateDestination: ended }) });
    await stage(<RequestSettingsPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText(/đã ngừng hoạt động/)).toBeTruthy();
  });

  it('leaders and focal people find this part alone among those of the administrator', async () => {
    serve(READ);
    await stage(<RequestSettingsPage />, { who: me({ roles: ['focal'] }) });
    expect(await screen.findByRole('link', { name: 'Đề nghị, nơi gửi' })).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Mức phí, hạn không dùng' })).toBeNull();
  });

  it('a list without a destination leads here', async () => {
    const error = new ApiError(422, 'requests.destination_missing', 'Chưa đặt nơi nhận danh sách.', [], '');
    await stage(<ErrorNote title="Chưa tổng hợp được" error={error} />);
    expect(screen.getByRole('link', { name: 'Chọn nơi nhận' }).getAttribute('href')).toBe('/quan-tri/de-nghi');
  });
});
