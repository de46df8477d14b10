import type { MyThings, RequestListItem } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { me, refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { listItem } from '../requests.fixture.ts';
import type { SignAsk } from '../sign-ask.ts';
import { RequestsPage } from './requests-page.tsx';

// jsdom draws no PDF.
vi.mock('../../../shared/paper/paper-view.tsx', () => ({
  PaperView: ({ file }: { file: { url: string } }) => <p>Trang {file.url}</p>,
}));

const NOTHING: MyThings = { certificates: [], tokens: [], account: null, mailbox: null, requests: [] };

const START = [
  { kind: 'cert.issue.person', form: 'M01', formLabel: 'Mẫu 01', title: '', hint: '' },
  { kind: 'account.revoke', form: 'M07', formLabel: 'Mẫu số 07', title: '', hint: '' },
];

function waiting(no: number, subject: string): RequestListItem {
  return listItem({
    id: `01900000-0000-7000-8000-00000000080${no}`,
    subject,
    state: 'awaiting_head',
    stateLabel: 'Chờ thủ trưởng duyệt',
    abilities: { 'requests.approve': true },
  });
}

const USABLE = { person: [{ state: 'usable' }], organisation: [] };
const NO_KEY = { person: [], organisation: [] };

interface Office {
  roles: string[];
  items?: RequestListItem[];
  counts?: Record<string, number>;
  keys?: unknown;
  mine?: MyThings;
  more?: Parameters<typeof serve>[0];
  path?: string;
}

async function open({ roles, items = [], counts = {}, keys = NO_KEY, mine = NOTHING, more = {}, path }: Office) {
  const calls = serve({
    'GET /api/requests': () => ({ items, nextCursor: null, counts, mayStart: START }),
    'GET /api/requests/mine': () => mine,
    'GET /api/certificates/mine': () => keys,
    ...more,
  });
  const asked: SignAsk[] = [];
  const sign = (ask: SignAsk) => {
    asked.push(ask);
    return <p>Cửa sổ ký {ask.purpose}</p>;
  };
  const shown = await stage(<RequestsPage sign={sign} />, {
    who: me({ roles }, { now: '2021-03-24T03:00:00Z' }),
    path: path ?? '/de-nghi',
  });
  return { ...shown, calls, asked };
}

describe('what is mine', () => {
  useBrowser();

  it('says what I hold in sentences, with what can be asked for', async () => {
    const mine: MyThings = {
      ...NOTHING,
      certificates: [
        {
          id: '01900000-0000-7000-8000-000000000901',
          name: 'Lò Thị Hương',
          serial: '5A3F',
          validTo: '2021-07-14',
          stateLabel: 'Còn hiệu lực',
          tone: 'green',
          daysLeft: 112,
          offers: [{ kind: 'cert.renew_change', label: 'Gia hạn' }],
        },
      ],
    };
    await open({ roles: ['specialist'], mine });
    const held = within(await screen.findByRole('region', { name: 'Tôi đang giữ' }));
    expect(held.getByRole('link', { name: 'Gia hạn' }).getAttribute('href')).toBe(
      '/de-nghi/moi/cert.renew_change?chung-thu=01900000-0000-7000-8000-000000000901',
    );
    expect(held.getByText(/còn 112 ngày/)).toBeTruthy();
    expect(held.getByRole('link', { name: 'Xin cấp thư công vụ' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Cơ quan' })).toBeNull();
  });

  it('asks what is wanted, in words, and offers only what may be started', async () => {
    await open({ roles: ['specialist'] });
    await screen.findByRole('region', { name: 'Tôi đang giữ' });
    await userEvent.keyboard('{F4}');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('link', { name: /Xin cấp chứng thư số cho cá nhân/ }).getAttribute('href')).toBe(
      '/de-nghi/moi/cert.issue.person',
    );
    expect(dialog.getByText('Mẫu số 07')).toBeTruthy();
    expect(dialog.queryByText(/Xin cấp thư công vụ/)).toBeNull();
    expect(dialog.getByRole('link', { name: /Mất thiết bị ký/ }).getAttribute('href')).toBe('/chung-thu-so?mat=1');
  });
});

describe('what waits for the head', () => {
  useBrowser();

  const items = [waiting(1, 'Lò Thị Hương'), waiting(2, 'Giàng A Páo'), waiting(3, 'Tẩn Thị Mẩy')];
  const head = { roles: ['leader'], items, counts: { to_approve: 3 } };

  it('opens on it and signs what is left chosen, all with one window', async () => {
    const { asked } = await open({ ...head, keys: USABLE });
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Chọn Mẫu 01, Giàng A Páo' }));
    fireEvent.click(screen.getByRole('button', { name: 'Duyệt 2 đề nghị' }));
    expect(await screen.findByText('Cửa sổ ký requests.approve')).toBeTruthy();
    expect(asked[0]?.ids).toEqual([items[0]?.id, items[2]?.id]);
  });

  it('confirms with a password where the head has no certificate, and tells what became of each', async () => {
    const { calls } = await open({
      ...head,
      more: {
        'POST /api/requests/attest-approve': () => ({
          done: 2,
          items: [
            { id: items[0]?.id, ok: true, code: null, message: 'Đã duyệt.' },
            { id: items[1]?.id, ok: false, code: 'requests.override_needed', message: 'Còn cảnh báo chưa chấp nhận.' },
            { id: items[2]?.id, ok: true, code: null, message: 'Đã duyệt.' },
          ],
        }),
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Duyệt 3 đề nghị' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name: /^Mẫu 01, Giàng A Páo/ }));
    expect(dialog.getByText(`Trang /api/requests/${items[1]?.id}/print?format=pdf`)).toBeTruthy();
    await userEvent.type(dialog.getByLabelText('Mật khẩu đăng nhập của tôi'), 'mat-khau{Enter}');
    expect(await screen.findByText('Còn cảnh báo chưa chấp nhận.')).toBeTruthy();
    const sent = calls.find((call) => call.path === '/api/requests/attest-approve');
    expect(sent?.body).toEqual({ ids: items.map(({ id }) => id), password: 'mat-khau' });
  });

  it('forgets the password when it was wrong', async () => {
    await open({
      ...head,
      more: {
        'POST /api/requests/attest-approve': () => refuse(422, 'identity.wrong_password', 'Mật khẩu không đúng.'),
      },
    });
    fireEvent.click((await screen.findAllByRole('button', { name: 'Duyệt' }))[0] as HTMLElement);
    const password = await screen.findByLabelText('Mật khẩu đăng nhập của tôi');
    await userEvent.type(password, 'sai{Enter}');
    expect(await screen.findByText('Mật khẩu không đúng.')).toBeTruthy();
    expect(password).toHaveProperty('value', '');
  });

  it('filters the requests of the agency', async () => {
    const { calls } = await open({ roles: ['clerk'], items, path: '/de-nghi?ben=co-quan&ngan=agency' });
    fireEvent.change(await screen.findByLabelText('Trạng thái'), { target: { value: 'returned' } });
    await waitFor(() => expect(calls.at(-1)?.path).toContain('state=returned'));
    await userEvent.type(screen.getByLabelText('Tìm trong đề nghị'), 'huong');
    await waitFor(() => expect(calls.at(-1)?.path).toContain('q=huong'));
  });
});

describe('on a phone', () => {
  useBrowser({ phone: true });

  it('takes two taps: the form is shown, one confirms', async () => {
    const items = [waiting(1, 'Lò Thị Hương')];
    const { calls } = await open({
      roles: ['leader'],
      items,
      counts: { to_approve: 1 },
      more: {
        'POST /api/requests/attest-approve': () => ({
          done: 1,
          items: [{ id: items[0]?.id, ok: true, code: null, message: '' }],
        }),
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Duyệt' }));
    expect(await screen.findByText(`Trang /api/requests/${items[0]?.id}/print?format=pdf`)).toBeTruthy();
    await userEvent.type(screen.getByLabelText('Mật khẩu đăng nhập của tôi'), 'mat-khau');
    fireEvent.click(screen.getByRole('button', { name: 'Duyệt đề nghị này' }));
    await waitFor(() => expect(calls.some((call) => call.path === '/api/requests/attest-approve')).toBe(true));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});
