import type { ConnectionList, ConnectionView, PeerList, PeerView } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../../../shared/testing/stage.tsx';
import { ADMINISTRATOR, id } from '../../admin.fixture.ts';
import { ConnectionsPage } from '../connections-page.tsx';
import { usualCodes } from './code-picks.tsx';

const OURS = '1111 2222 3333 4444 5555 6666 7777 8888';
const THEIRS = 'AB12 CD34 EF56 0718 293A 4B5C 6D7E 8F90';

const MAY = {
  'peers.look': true,
  'peers.confirm': true,
  'peers.accept_codes': true,
  'peers.show_certificate': true,
} as const;

function peer(part: Partial<PeerView> = {}): PeerView {
  return {
    id: id(5),
    name: 'Sở Thông tin và Truyền thông',
    title: 'Sở Thông tin và Truyền thông',
    endpoint: 'https://vanban.so.gov.vn',
    state: 'proposed',
    stateLabel: 'Chờ xác nhận',
    advice: 'Gọi điện cho quản trị bên kia.',
    fingerprint: THEIRS,
    offeredFingerprint: null,
    confirmedThere: false,
    confirmedBy: '',
    confirmedAt: null,
    agencies: [
      { code: 'H35.1', name: 'Sở Thông tin', accepted: false, listed: true, problem: '' },
      { code: 'H35.9', name: 'UBND huyện', accepted: false, listed: true, problem: 'Mã này là của cơ quan mình.' },
    ],
    clock: 'Đồng hồ hai bên khớp nhau.',
    clockIsWrong: false,
    lookedAt: null,
    refusal: '',
    certificateSavedAt: null,
    abilities: MAY,
    ...part,
  };
}

const CONNECTION: ConnectionView = {
  id: id(5),
  kind: 'peer',
  kindLabel: 'Hệ thống Công Vụ khác, trực tiếp',
  name: 'Sở Thông tin và Truyền thông',
  enabled: false,
  operator: { id: id(1), name: 'UBND huyện Tam Đường' },
  share: 'all',
  agencies: [],
  codes: [],
  host: 'vanban.so.gov.vn:443',
  settings: { endpoint: 'https://vanban.so.gov.vn' },
  secretSavedAt: null,
  health: {
    state: 'off',
    stateLabel: 'Đang tắt',
    sentence: '',
    lastListedAt: null,
    lastReceivedAt: null,
    lastSentAt: null,
    today: { sent: 0, received: 0, failed: 0 },
    waiting: 0,
    troubles: 0,
    lastError: null,
    restingUntil: null,
  },
  steps: ['address'],
  abilities: { 'carriers.change': true, 'carriers.receive': 'Tự nhận.' },
};

const LIST: ConnectionList = {
  items: [CONNECTION],
  agencies: [],
  mayShareWithAll: true,
  abilities: { 'carriers.add': true },
};

function office(peers: Partial<PeerList>, more: Parameters<typeof serve>[0] = {}) {
  return serve({
    'GET /api/connections': () => LIST,
    'GET /api/connections/choices': () => ({ items: [], options: [], abilities: {} }),
    'GET /api/connections/troubles': () => ({ items: [], nextCursor: null }),
    'GET /api/connections/peers': () => ({
      own: { title: 'UBND huyện Tam Đường', fingerprint: OURS, endpoint: 'https://vanban.tamduong.gov.vn' },
      peers: [peer()],
      asked: [],
      abilities: { 'peers.propose': true },
      ...peers,
    }),
    ...more,
  });
}

it('what nobody else speaks for is ticked at first, later what was accepted', () => {
  expect([...usualCodes(peer().agencies, true)]).toEqual(['H35.1']);
  expect([...usualCodes(peer().agencies, false)]).toEqual([]);
});

describe('pairing', () => {
  useBrowser();

  it('a peer that waits says so, and is confirmed only with what was heard', async () => {
    const calls = office({}, { [`POST /api/connections/peers/${id(5)}/confirm`]: () => ({ id: id(5) }) });
    await stage(<ConnectionsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Đối chiếu và xác nhận' }));
    const drawer = within(await screen.findByRole('dialog'));
    fireEvent.click(drawer.getByRole('button', { name: /xác nhận ghép nối/ }));
    expect(await drawer.findByText('Nhập đủ bốn nhóm, mỗi nhóm 4 ký tự.')).toBeTruthy();
    expect(calls.filter(({ method }) => method === 'POST')).toEqual([]);
    fireEvent.change(drawer.getByLabelText('Bốn nhóm cuối nghe bên kia đọc'), {
      target: { value: '293a 4b5c 6d7e 8f90' },
    });
    fireEvent.click(drawer.getByRole('button', { name: /xác nhận ghép nối/ }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
        heard: '293a 4b5c 6d7e 8f90',
        codes: ['H35.1'],
      }),
    );
  });

  it('the refusal of a wrong print stands at its field', async () => {
    office(
      {},
      {
        [`POST /api/connections/peers/${id(5)}/confirm`]: () =>
          refuse(422, 'carriers.peer_fingerprint_differs', 'Bốn nhóm cuối không khớp.', [
            { path: 'heard', message: 'Không khớp dấu vân tay.' },
          ]),
      },
    );
    await stage(<ConnectionsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Ghép nối' }));
    const drawer = within(await screen.findByRole('dialog'));
    fireEvent.change(drawer.getByLabelText('Bốn nhóm cuối nghe bên kia đọc'), {
      target: { value: '0000000000000000' },
    });
    fireEvent.click(drawer.getByRole('button', { name: /xác nhận ghép nối/ }));
    expect(await drawer.findByText('Không khớp dấu vân tay.')).toBeTruthy();
  });

  it('who asks to be paired is looked at by its address', async () => {
    const asked = {
      keyId: 'k'.repeat(43),
      title: 'UBND xã Bản Bo',
      endpoint: 'https://banbo.gov.vn',
      fingerprint: THEIRS,
      askedAt: '2021-03-22T01:00:00Z',
    };
    const calls = office({ peers: [], asked: [asked] }, { 'POST /api/connections/peers': () => ({ id: id(6) }) });
    await stage(<ConnectionsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Xem và ghép nối' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect((dialog.getByLabelText('Địa chỉ hệ thống bên kia') as HTMLInputElement).value).toBe('https://banbo.gov.vn');
    fireEvent.click(dialog.getByRole('button', { name: 'Hỏi xem là ai' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toMatchObject({
        endpoint: 'https://banbo.gov.vn',
        share: 'all',
      }),
    );
  });

  it('a changed key is an alarm with both ways out in words', async () => {
    office({
      peers: [peer({ state: 'stopped', stateLabel: 'Dừng: khóa bên kia thay đổi', offeredFingerprint: OURS })],
    });
    await stage(<ConnectionsPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText(/khóa bên kia thay đổi/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Đối chiếu và xác nhận' }));
    const drawer = within(await screen.findByRole('dialog'));
    expect(drawer.getByText('Bốn nhóm cuối nghe bên kia đọc')).toBeTruthy();
  });
});
