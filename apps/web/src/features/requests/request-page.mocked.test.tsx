import type { RequestView } from '@congvu/contracts';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { RequestPage } from './request-page.tsx';
import { REQUEST_ID, view } from './requests.fixture.ts';
import type { SignAsk } from './sign-ask.ts';

vi.mock('../../shared/paper/paper-view.tsx', () => ({
  PaperView: ({ file }: { file: { url: string } }) => <p>Trang {file.url}</p>,
}));

const READ = `GET /api/requests/${REQUEST_ID}`;

/** The page knows its request by the address alone. */
function Page({ sign }: { sign: (ask: SignAsk) => React.ReactNode }) {
  const rootRoute = createRootRoute();
  const route = createRoute({
    getParentRoute: () => rootRoute,
    path: '/de-nghi/$id',
    component: () => <RequestPage sign={sign} />,
  });
  const history = createMemoryHistory({ initialEntries: [`/de-nghi/${REQUEST_ID}`] });
  return <RouterProvider router={createRouter({ routeTree: rootRoute.addChildren([route]), history })} />;
}

async function open(answers: Parameters<typeof serve>[0]) {
  const calls = serve({ 'GET /api/certificates/mine': () => ({ person: [], organisation: [] }), ...answers });
  const asked: SignAsk[] = [];
  await stage(
    <Page
      sign={(ask) => {
        asked.push(ask);
        return <p>Cửa sổ ký {ask.purpose}</p>;
      }}
    />,
  );
  return { calls, asked };
}

function sentView(part: Partial<RequestView>): RequestView {
  return { ...view('M01'), abilities: {}, state: 'awaiting_head', stateLabel: 'Chờ thủ trưởng duyệt', ...part };
}

describe('a request that has left the draft', () => {
  useBrowser();

  it('asks the declarant for his signature at once when he has sent it himself', async () => {
    const declared = sentView({
      state: 'awaiting_declarant',
      abilities: { 'requests.declare': true },
      declareModes: ['digital'],
    });
    let state: RequestView = view('M01');
    const { asked } = await open({
      [READ]: () => state,
      [`POST /api/requests/${REQUEST_ID}/send`]: () => {
        state = declared;
        return declared;
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: /Chuyển Lò Thị Hương ký/ }));
    expect(await screen.findByText('Cửa sổ ký requests.declare')).toBeTruthy();
    expect(asked[0]?.ids).toEqual([REQUEST_ID]);
  });

  it('offers the ways of signing the server allows, the first as the act', async () => {
    const { asked } = await open({
      [READ]: () => sentView({ abilities: { 'requests.approve': true }, approveModes: ['attested', 'wet_scan'] }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Duyệt' }));
    expect(await screen.findByLabelText('Mật khẩu đăng nhập của tôi')).toBeTruthy();
    expect(asked).toHaveLength(0);
  });

  it('shows where and why it came back, and opens it again for correction', async () => {
    let state = sentView({
      state: 'returned',
      stateLabel: 'Trả lại',
      abilities: { 'requests.correct': true },
      returned: {
        reason: 'Sửa rồi gửi lại',
        by: 'Phòng Văn hóa và Thông tin',
        at: '2021-03-25T01:00:00Z',
        fields: [{ field: 'mobile', row: null, reason: 'Số này không liên lạc được' }],
      },
    });
    const { calls } = await open({
      [READ]: () => state,
      [`POST /api/requests/${REQUEST_ID}/correct`]: () => {
        state = view('M01', { revision: 2, returned: state.returned });
        return {};
      },
    });
    expect(await screen.findByText('Số điện thoại di động')).toBeTruthy();
    expect(screen.getByText(/Số này không liên lạc được/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Sửa và gửi lại' }));
    expect(await screen.findByText('Phòng Văn hóa và Thông tin trả lại để sửa')).toBeTruthy();
    expect(calls.some((call) => call.path.endsWith('/correct'))).toBe(true);
  });

  it('shows who refused and why', async () => {
    await open({
      [READ]: () =>
        sentView({
          state: 'refused',
          stateLabel: 'Từ chối',
          returned: {
            reason: 'Hộp thư còn dùng chung của đơn vị',
            by: 'Hoàng Minh Tuấn',
            at: '2021-03-25T01:00:00Z',
            fields: [],
          },
        }),
    });
    expect(await screen.findByText('Hoàng Minh Tuấn từ chối')).toBeTruthy();
    expect(screen.getByText('Hộp thư còn dùng chung của đơn vị')).toBeTruthy();
  });

  it('gives back with a reason', async () => {
    const { calls } = await open({
      [READ]: () => sentView({ abilities: { 'requests.give_back': true } }),
      [`POST /api/requests/${REQUEST_ID}/give-back`]: () => ({}),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Trả về' }));
    await userEvent.type(await screen.findByLabelText('Lý do'), 'Thiếu số điện thoại');
    fireEvent.click(screen.getAllByRole('button', { name: 'Trả về' }).at(-1) as HTMLElement);
    await waitFor(() =>
      expect(calls.find((call) => call.path.endsWith('/give-back'))?.body).toEqual({ reason: 'Thiếu số điện thoại' }),
    );
  });

  it('lets the head answer for a warning', async () => {
    const { calls } = await open({
      [READ]: () =>
        sentView({
          abilities: { 'requests.approve': true, 'requests.override': true },
          approveModes: ['digital'],
          findings: [
            {
              code: 'requests.age',
              severity: 'warning',
              field: 'bornOn',
              row: null,
              label: 'Ngày sinh',
              message: 'Người đề nghị dưới 18 tuổi.',
              rule: '',
            },
          ],
        }),
      [`POST /api/requests/${REQUEST_ID}/override`]: () => ({}),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Chấp nhận, nêu lý do' }));
    await userEvent.type(await screen.findByLabelText('Lý do'), 'Đúng hồ sơ');
    fireEvent.click(screen.getByRole('button', { name: 'Chấp nhận' }));
    await waitFor(() =>
      expect(calls.find((call) => call.path.endsWith('/override'))?.body).toEqual({
        code: 'requests.age',
        field: 'bornOn',
        row: null,
        reason: 'Đúng hồ sơ',
      }),
    );
  });

  it('tells what became of each line of a list', async () => {
    const list = view('M07');
    await open({
      [READ]: () => ({
        ...list,
        abilities: {},
        state: 'resulted',
        stateLabel: 'Có kết quả',
        items: [
          {
            id: '01900000-0000-7000-8000-000000000711',
            no: 1,
            part: null,
            values: { fullName: 'Sùng A Dế', account: 'desa.khunha' },
            state: 'recorded',
            stateLabel: 'Đã ghi sổ',
            reason: '',
            result: 'Thu hồi ngày 05/4/2021',
            recordedAt: null,
          },
        ],
      }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Từng dòng' }));
    expect(screen.getByText('Thu hồi ngày 05/4/2021')).toBeTruthy();
    expect(screen.getByText('desa.khunha')).toBeTruthy();
  });
});
