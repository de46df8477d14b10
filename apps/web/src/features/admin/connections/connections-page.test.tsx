import type { ChoiceList, ConnectionList, ConnectionTestAnswer, ConnectionView, PeerList } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR, id } from '../admin.fixture.ts';
import { draftOf, freshDraft, listOf, problemsOf, toInput } from './axis-draft.ts';
import { ConnectionsPage, sentenceOf } from './connections-page.tsx';

const MAY = {
  'carriers.change': true,
  'carriers.switch': true,
  'carriers.remove': true,
  'carriers.receive': true,
  'carriers.troubles': true,
  'carriers.retry': true,
} as const;

const HEALTH: ConnectionView['health'] = {
  state: 'ok',
  stateLabel: 'Hoạt động tốt',
  sentence: 'Nhận lần cuối 15:32 · hôm nay gửi được 41, nhận 7, lỗi 2',
  lastListedAt: null,
  lastReceivedAt: null,
  lastSentAt: null,
  today: { sent: 41, received: 7, failed: 2 },
  waiting: 0,
  troubles: 0,
  lastError: null,
  restingUntil: null,
};

function connection(part: Partial<ConnectionView> = {}): ConnectionView {
  return {
    id: id(1),
    kind: 'national',
    kindLabel: 'Trục liên thông văn bản quốc gia',
    name: 'Trục quốc gia',
    enabled: true,
    operator: { id: id(1), name: 'UBND huyện Tam Đường' },
    share: 'own',
    agencies: [{ id: id(1), name: 'UBND huyện Tam Đường', codes: ['H35.9'] }],
    codes: [],
    host: 'truc.example.gov.vn:443',
    settings: { endpoint: 'https://truc.example.gov.vn', systemId: 'h35.9', parallel: 8, prefixes: ['G', 'H'] },
    secretSavedAt: '2021-03-20T01:00:00Z',
    health: HEALTH,
    steps: ['address', 'tls', 'credentials', 'codes', 'list', 'clock'],
    abilities: MAY,
    ...part,
  };
}

const CHOICES: ChoiceList = {
  items: [],
  options: [{ id: id(1), name: 'Trục quốc gia', kind: 'national', kindLabel: 'Trục liên thông văn bản quốc gia' }],
  abilities: { 'carriers.choose': true },
};

function list(items: ConnectionView[]): ConnectionList {
  return {
    items,
    agencies: [{ id: id(1), name: 'UBND huyện Tam Đường', codes: ['H35.9'] }],
    mayShareWithAll: true,
    abilities: { 'carriers.add': true, 'carriers.test': true, 'carriers.choose': true, 'carriers.list': true },
  };
}

const NO_PEERS: PeerList = {
  own: { title: 'UBND huyện Tam Đường', fingerprint: 'AAAA BBBB', endpoint: 'https://tamduong.gov.vn' },
  peers: [],
  asked: [],
  abilities: { 'peers.propose': true },
};

function office(items: ConnectionView[], more: Parameters<typeof serve>[0] = {}) {
  return serve({
    'GET /api/connections': () => list(items),
    'GET /api/connections/choices': () => CHOICES,
    'GET /api/connections/peers': () => NO_PEERS,
    'GET /api/connections/troubles': () => ({ items: [], nextCursor: null }),
    ...more,
  });
}

const passed = (step: string): ConnectionTestAnswer => ({
  ok: true,
  steps: [{ step: step as 'address', label: `Bước ${step}`, outcome: 'ok', text: `${step} tốt` }],
});

describe('what is typed', () => {
  it('a new axis needs its place, its name there and its secret', () => {
    const fresh = freshDraft('provincial', false);
    expect(Object.keys(problemsOf(fresh, false)).sort()).toEqual(
      ['endpoint', 'password', 'secret', 'systemId', 'username'].sort(),
    );
    const filled = {
      ...fresh,
      endpoint: 'https://lgsp.example.gov.vn',
      systemId: 'x',
      username: 'u',
      password: 'p',
      secret: 's',
    };
    expect(problemsOf(filled, false)).toEqual({});
    expect(toInput(filled).secret).toEqual({ password: 'p', secretKey: 's' });
  });

  it.each([
    ['http:// wants a word', { endpoint: 'http://10.0.0.1' }, 'plainHttpConfirmed'],
    ['an address without its beginning', { endpoint: 'truc.gov.vn' }, 'endpoint'],
    ['half a second', { pollSeconds: '60,5' }, 'pollSeconds'],
    ['too many at once', { parallel: '11' }, 'parallel'],
  ])('%s', (_case, part, key) => {
    const draft = { ...draftOf(connection(), 'national'), ...part };
    expect(Object.keys(problemsOf(draft, true))).toEqual([key]);
  });

  it('what is saved comes back as it was, without a secret, and goes out the same', () => {
    const draft = draftOf(connection(), 'national');
    expect(draft).toMatchObject({ secret: '', parallel: '8', prefixes: 'G, H' });
    const input = toInput(draft);
    expect(input.secret).toBeUndefined();
    expect(input.settings).toMatchObject({
      endpoint: 'https://truc.example.gov.vn',
      parallel: 8,
      prefixes: ['G', 'H'],
    });
    expect(listOf(' H35, H35.9;\nG22 H35 ')).toEqual(['H35', 'H35.9', 'G22']);
  });

  it('of two secrets one alone is no secret', () => {
    const draft = { ...draftOf(connection({ kind: 'provincial' }), 'provincial'), username: 'u', password: 'moi' };
    expect(Object.keys(problemsOf(draft, true))).toEqual(['secret']);
  });
});

describe('the page', () => {
  useBrowser();

  it('without connections: what that means and where to begin', async () => {
    office([]);
    await stage(<ConnectionsPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText('Chưa kết nối ra ngoài')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: /Trục liên thông văn bản quốc gia/ }));
    const drawer = within(await screen.findByRole('dialog'));
    expect((drawer.getByLabelText('Tên gọi') as HTMLInputElement).value).toBe('Trục liên thông văn bản quốc gia');
  });

  it('says in one sentence what is ill', () => {
    const resting = connection({ name: 'LGSP', health: { ...HEALTH, state: 'resting' } });
    expect(sentenceOf([connection(), resting])).toContain('LGSP');
    expect(sentenceOf([connection()])).toContain('1 kết nối đang bật');
    expect(sentenceOf([connection({ enabled: false, health: { ...HEALTH, state: 'off' } })])).toContain('tắt');
  });

  it('a test shows each step as it comes and ends where it fails', async () => {
    const calls = office([connection()], {
      'POST /api/connections/test': ({ body }) => {
        const [step = ''] = (body as { steps: string[] }).steps;
        return step === 'credentials'
          ? { ok: false, steps: [{ step, label: 'Mã', outcome: 'failed', text: 'Trục từ chối: sai mã bí mật.' }] }
          : passed(step);
      },
    });
    await stage(<ConnectionsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Thử' }));
    expect(await screen.findByText('Trục từ chối: sai mã bí mật.')).toBeTruthy();
    const asked = calls.filter(({ path }) => path === '/api/connections/test');
    expect(asked.map(({ body }) => body)).toEqual(
      ['address', 'tls', 'credentials'].map((step) => ({ id: id(1), steps: [step] })),
    );
    expect(screen.queryByText('Thử xong, kết nối dùng được.')).toBeNull();
  });

  it('changing sends what is typed; the refusal of the server stands at its field', async () => {
    const calls = office([connection()], {
      [`PUT /api/connections/${id(1)}`]: () =>
        refuse(422, 'carriers.secret_needed', 'Địa chỉ đã đổi.', [{ path: 'secret', message: 'Nhập lại mã bí mật.' }]),
    });
    await stage(<ConnectionsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Sửa' }));
    const drawer = within(await screen.findByRole('dialog'));
    fireEvent.change(drawer.getByLabelText('Địa chỉ trục'), { target: { value: 'https://moi.example.gov.vn' } });
    fireEvent.click(drawer.getByRole('button', { name: 'Lưu' }));
    expect(await drawer.findByText('Nhập lại mã bí mật.')).toBeTruthy();
    const [put] = calls.filter(({ method }) => method === 'PUT');
    expect(put?.body).toMatchObject({ kind: 'national', settings: { endpoint: 'https://moi.example.gov.vn' } });
    expect(put?.body).not.toHaveProperty('secret');
  });

  it('who only uses it sees how it does, and no acts', async () => {
    const reason = 'Kết nối này do cơ quan khác vận hành và cho dùng chung.';
    const abilities = Object.fromEntries(Object.keys(MAY).map((key) => [key, reason]));
    office([connection({ settings: null, secretSavedAt: null, abilities })]);
    await stage(<ConnectionsPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText(HEALTH.sentence)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Sửa' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Nhận ngay' })).toBeNull();
  });

  it('"Nhận ngay", switching off and choosing a way ask the server once', async () => {
    const calls = office([connection()], {
      [`POST /api/connections/${id(1)}/receive`]: () => ({ id: id(1) }),
      'PUT /api/connections/choices': () => ({ code: 'G22' }),
    });
    await stage(<ConnectionsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Nhận ngay' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Chọn đường gửi' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name: 'Lưu' }));
    expect(await dialog.findByText('Nhập mã định danh của nơi nhận.')).toBeTruthy();
    fireEvent.change(dialog.getByLabelText('Mã định danh nơi nhận'), { target: { value: ' G22 ' } });
    fireEvent.change(dialog.getByLabelText('Gửi qua'), { target: { value: 'paper' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Lưu' }));
    await waitFor(() => expect(calls.filter(({ method }) => method === 'PUT')).toHaveLength(1));
    expect(calls.find(({ method }) => method === 'PUT')?.body).toMatchObject({
      code: 'G22',
      connectionId: null,
      onPaper: false,
    });
    expect(calls.filter(({ path }) => path.endsWith('/receive')).map(({ body }) => body)).toEqual([
      { includeSettled: false },
    ]);
  });
});
