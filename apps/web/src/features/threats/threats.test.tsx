import type { CentreView, ClusterListItem, ClusterView, LinkView } from '@congvu/contracts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { id } from '../../shared/testing/ids.ts';
import { me, refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { CentrePage } from './centre/centre-page.tsx';
import { LinkWarningPage } from './own/link-warning-page.tsx';
import { OwnSafetyPage } from './own/own-safety-page.tsx';

const OFFICER = me({ roles: ['specialist', 'focal'] });
const HOST = 'laichau-gov-vn.example';
const WAITING: ClusterListItem = {
  id: id(1),
  number: 1,
  subject: 'Nâng cấp hộp thư công vụ trong vòng 48 giờ',
  fromAddress: 'helpdesk@campus-norte.example',
  fromDomain: 'campus-norte.example',
  hosts: [HOST],
  state: 'waiting',
  stateLabel: 'Chờ kết luận',
  boxes: 214,
  reporters: 19,
  firstReportedAt: '2021-03-22T01:58:00.000Z',
  lastReportedAt: '2021-03-22T02:10:00.000Z',
  retraction: null,
  warning: null,
  abilities: { 'threats.conclude': true },
};

const NO_FREE_MAIL = { units: [], exceptions: [] };
const FREE_MAIL = {
  units: [
    {
      agencyId: id(9),
      agencyName: 'Xã Nà Tăm',
      unitId: id(8),
      unitName: 'Văn phòng',
      sentRefused: 4,
      sentExceptions: 0,
      sentWarned: 2,
      receivedRefused: 3,
      receivedExceptions: 1,
    },
  ],
  exceptions: [
    {
      at: '2021-03-22T01:58:00.000Z',
      direction: 'received',
      agencyName: 'Xã Nà Tăm',
      unitName: 'Văn phòng',
      address: 'pao@gmail.com',
      numberSymbol: '',
      reason: 'Đơn của công dân',
      approverName: '',
    },
  ],
};

function cluster(part: Partial<ClusterView> = {}): ClusterView {
  return {
    ...WAITING,
    preview: 'Hộp thư đầy.',
    reasons: [{ code: 'LURE', text: 'Dọa khóa hộp thư trong 48 giờ.' }],
    reports: [{ name: 'Lò Thị Một', agencyName: 'Xã Nà Tăm', kind: 'forged', at: '2021-03-22T01:58:00.000Z' }],
    units: [{ agencyId: id(9), agencyName: 'Xã Nà Tăm', boxes: 214, read: 3, openedLink: 1, enteredPassword: 0 }],
    holders: [
      {
        mailboxId: id(5),
        address: 'hai.natam@laichau.gov.vn',
        holderName: 'Giàng A Hai',
        kind: 'person',
        agencyName: 'Xã Nà Tăm',
        unitName: '',
        receivedAt: '2021-03-22T01:50:00.000Z',
        read: true,
        openedLinkAt: '2021-03-22T01:55:00.000Z',
        enteredPassword: false,
        retracted: false,
        registered: null,
      },
    ],
    holdersShown: 1,
    conclusion: null,
    rule: null,
    notice: null,
    history: [],
    ...part,
  };
}

function centre(part: Partial<CentreView> = {}): CentreView {
  return {
    officeName: 'UBND huyện Bản Sen',
    headline: '1 thư bị báo giả mạo chờ kết luận, nhiều nhất ở 214 hộp thư',
    lead: 'Thư bị báo được gộp theo nơi gửi và liên kết.',
    clusters: [WAITING],
    waiting: 1,
    quarantine: { total: 0, asked: 0, items: [] },
    incidents: [],
    drill: null,
    rules: 0,
    virusFindings: 0,
    warning: null,
    units: [],
    abilities: {},
    ...part,
  };
}

describe('CentrePage', () => {
  useBrowser();

  it('says what happened first and concludes with a reason', async () => {
    const calls = serve({
      'GET /api/threats/centre': () => centre(),
      [`GET /api/threats/clusters/${id(1)}`]: () => cluster(),
      'GET /api/free-mail-stats': () => NO_FREE_MAIL,
      [`POST /api/threats/clusters/${id(1)}/conclude`]: () => cluster({ state: 'forged', stateLabel: 'Giả mạo' }),
    });
    await stage(<CentrePage />, { who: OFFICER });
    const heading = await screen.findByRole('heading', { level: 1 });
    expect(heading.textContent).toContain('214 hộp thư');
    fireEvent.click(screen.getByRole('button', { name: 'Kết luận' }));
    expect(await screen.findByText('Giàng A Hai')).toBeTruthy();
    expect(screen.getByText('Đã mở liên kết')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Giả mạo' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Kết luận giả mạo và thu lại' }));
    expect(calls.some((call) => call.method === 'POST')).toBe(false);
    fireEvent.click(screen.getByRole('button', { name: 'Trang đăng nhập giả nhằm lấy mật khẩu.' }));
    fireEvent.click(screen.getByRole('button', { name: 'Kết luận giả mạo và thu lại' }));
    await waitFor(() =>
      expect(calls.find((call) => call.method === 'POST')?.body).toEqual({
        verdict: 'forged',
        reason: 'Trang đăng nhập giả nhằm lấy mật khẩu.',
        retract: true,
      }),
    );
  });

  it('offers no act the server does not allow', async () => {
    serve({
      'GET /api/threats/centre': () => centre(),
      [`GET /api/threats/clusters/${id(1)}`]: () => cluster({ abilities: { 'threats.conclude': 'Không được' } }),
      'GET /api/free-mail-stats': () => NO_FREE_MAIL,
    });
    await stage(<CentrePage />, { who: OFFICER });
    fireEvent.click(await screen.findByRole('button', { name: WAITING.subject }));
    expect(await screen.findByText('Giàng A Hai')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Giả mạo' })).toBeNull();
  });

  const finding = {
    id: id(4),
    agencyName: 'Xã Nà Tăm',
    name: 'phu-luc.pdf',
    malware: 'Win.Test.Evil',
    state: 'locked',
    stateLabel: 'Đang khóa',
    broughtBy: 'Lò Thị Một',
    foundAt: '2021-03-22T01:50:00.000Z',
    clearedAt: null,
    clearedEngine: '',
    abilities: { 'threats.rescan_finding': true },
  };
  const refused = {
    ...finding,
    id: id(6),
    name: 'o-cua.exe',
    state: 'refused',
    stateLabel: 'Đã từ chối, không lưu',
    abilities: { 'threats.rescan_finding': 'Không còn gì để quét.' },
  };

  it.each([
    ['clean', 'cleared', /Máy quét nói tệp sạch/],
    ['infected', 'locked', /vẫn nhận ra mã độc Win\.Test\.Evil/],
  ])('scans a locked file again and says what came of it: %s', async (outcome, state, words) => {
    const calls = serve({
      'GET /api/threats/centre': () => centre(),
      'GET /api/threats/findings': () => ({ items: [finding, refused], nextCursor: null }),
      [`POST /api/threats/findings/${id(4)}/rescan`]: () => ({ outcome, finding: { ...finding, state } }),
      'GET /api/free-mail-stats': () => NO_FREE_MAIL,
    });
    await stage(<CentrePage />, { who: OFFICER });
    fireEvent.click(await screen.findByRole('button', { name: 'Tệp có mã độc' }));
    expect(await screen.findByText('phu-luc.pdf')).toBeTruthy();
    expect(screen.getByText('o-cua.exe')).toBeTruthy();
    // What was never kept cannot be scanned.
    fireEvent.click(screen.getByRole('button', { name: 'Quét lại ngay' }));
    expect(await screen.findByText(words)).toBeTruthy();
    expect(calls.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual([
      `/api/threats/findings/${id(4)}/rescan`,
    ]);
  });

  it('says why the scanner could not be asked', async () => {
    serve({
      'GET /api/threats/centre': () => centre(),
      'GET /api/threats/findings': () => ({ items: [finding], nextCursor: null }),
      [`POST /api/threats/findings/${id(4)}/rescan`]: () =>
        refuse(503, 'files.scan_unavailable', 'Phần mềm diệt virus chưa trả lời.'),
      'GET /api/free-mail-stats': () => NO_FREE_MAIL,
    });
    await stage(<CentrePage />, { who: OFFICER, path: '/theo-doi/an-toan-thu?muc=ma-doc' });
    fireEvent.click(await screen.findByRole('button', { name: 'Quét lại ngay' }));
    expect(await screen.findByText(/chưa trả lời/)).toBeTruthy();
  });

  it('shows the own unit to whoever is not the officer', async () => {
    serve({
      'GET /api/threats/centre': () => refuse(403, 'threats.work.forbidden', 'Không phải việc của vai này.'),
      'GET /api/threats/incidents': () => ({ items: [] }),
      'GET /api/threats/exposed': () => ({ items: [] }),
      'GET /api/threats/scans': () => ({ items: [], nextCursor: null }),
      'GET /api/threats/drills': () => ({ items: [] }),
      'GET /api/threats/drill-templates': () => ({ items: [] }),
      'GET /api/free-mail-stats': () => FREE_MAIL,
    });
    await stage(<CentrePage />, { who: me({ roles: ['leader'] }) });
    expect(await screen.findByRole('heading', { name: 'An toàn thư của đơn vị' })).toBeTruthy();
    expect(await screen.findByRole('button', { name: 'Khai kết quả rà quét' })).toBeTruthy();
    expect(await screen.findByText('Văn phòng')).toBeTruthy();
    expect(screen.getByText('Đơn của công dân')).toBeTruthy();
  });

  it('says to whom the figures of a unit belong instead of asking for what is refused', async () => {
    const calls = serve({
      'GET /api/threats/centre': () => refuse(403, 'threats.work.forbidden', 'Không phải việc của vai này.'),
      'GET /api/threats/incidents': () => ({ items: [] }),
      'GET /api/threats/drill-templates': () => ({ items: [] }),
    });
    await stage(<CentrePage />, { who: me({ roles: ['specialist'] }) });
    expect(await screen.findByRole('link', { name: 'Mở trang của tôi' })).toBeTruthy();
    expect(calls.filter(({ path }) => /scans|drills|exposed|free-mail/.test(path))).toEqual([]);
  });
});

function link(part: Partial<LinkView> = {}): LinkView {
  return {
    url: `https://${HOST}/dang-nhap`,
    host: HOST,
    shown: 'mail.laichau.gov.vn',
    tone: 'warn',
    sentence: `Liên kết này sẽ mở trang ${HOST}.`,
    reasons: ['Trang này không thuộc các tên miền công vụ của hệ thống.'],
    mayGoOn: true,
    mailboxId: id(5),
    sender: 'Quan tri <helpdesk@campus-norte.example>',
    subject: WAITING.subject,
    reported: false,
    ...part,
  };
}

describe('LinkWarningPage', () => {
  useBrowser();
  const path = `/thu/lien-ket?thu=${id(3)}&den=${encodeURIComponent(`https://${HOST}/dang-nhap`)}`;

  it('names the real host and lets the reader choose', async () => {
    serve({ 'GET /api/threats/link': () => link() });
    await stage(<LinkWarningPage />, { who: OFFICER, path });
    expect(await screen.findByRole('button', { name: `Mở trang ${HOST}` })).toBeTruthy();
    expect(screen.getByText(/không thuộc các tên miền công vụ/)).toBeTruthy();
  });

  it('opens nothing out of a forgery', async () => {
    serve({ 'GET /api/threats/link': () => link({ tone: 'stop', mayGoOn: false }) });
    await stage(<LinkWarningPage />, { who: OFFICER, path });
    expect(await screen.findByRole('heading', { name: 'Không mở liên kết này' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Mở trang/ })).toBeNull();
  });
});

describe('OwnSafetyPage', () => {
  useBrowser();

  it('names a forged mail that opens in a mail program only', async () => {
    const mail = {
      mailboxId: id(5),
      mailboxAddress: 'lu.namot@laichau.gov.vn',
      emailId: id(6),
      subject: 'Nâng cấp hộp thư trong 48 giờ',
      fromAddress: `helpdesk@${HOST}`,
      receivedAt: '2021-03-22T02:00:00.000Z',
    };
    const reported = {
      reportId: id(8),
      kind: 'forged',
      state: 'waiting',
      subject: 'Hóa đơn',
      fromAddress: 'x@x.example',
      reportedAt: '2021-03-22T02:00:00.000Z',
      outcomeText: 'Đang chờ kết luận',
      link: '',
    };
    const calls = serve({
      'GET /api/threats/reports/mine': () => ({ items: [reported], reportable: [mail] }),
      'POST /api/threats/reports': () => ({ reportId: id(7), outcome: 'received', text: 'Đã báo.' }),
    });
    await stage(<OwnSafetyPage />, { who: me({ roles: ['specialist'] }), path: '/thu/an-toan' });
    fireEvent.click(await screen.findByRole('button', { name: 'Báo thư giả mạo' }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path === '/api/threats/reports')?.body).toEqual({
        mailboxId: id(5),
        emailId: id(6),
        kind: 'forged',
      }),
    );
    // There is no page of ours behind it.
    expect(screen.getByText('Hóa đơn').closest('a')).toBeNull();
  });

  it('leads from the typed password to a new one', async () => {
    const calls = serve({
      'GET /api/threats/reports/mine': () => ({ items: [] }),
      'POST /api/threats/incidents': () => ({
        passwordLink: 'https://office.example/lien-ket/abc',
        incident: {
          id: id(7),
          number: 3,
          personName: 'Lò Thị Một',
          unitName: '',
          agencyName: 'Xã Nà Tăm',
          state: 'open',
          stateLabel: 'Đang xử lý',
          openedAt: '2021-03-22T02:00:00.000Z',
          reportBy: '2021-03-23T02:00:00.000Z',
          overdue: false,
          subject: '',
          clusterId: null,
          steps: [{ text: 'Đã kết thúc mọi phiên', done: true }],
          sentSince: [],
          closedNote: '',
          abilities: {},
        },
      }),
    });
    await stage(<OwnSafetyPage />, { who: me({ roles: ['specialist'] }), path: '/thu/an-toan' });
    fireEvent.click(await screen.findByRole('button', { name: 'Tôi đã lỡ nhập mật khẩu' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Khóa ngay và đặt mật khẩu mới' }));
    const way = await screen.findByRole('link', { name: 'Đặt mật khẩu mới' });
    expect(way.getAttribute('href')).toBe('/lien-ket/abc');
    expect(calls.filter((call) => call.method === 'POST')).toHaveLength(1);
  });
});
