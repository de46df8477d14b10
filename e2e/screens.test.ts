import type { DraftPage, IncomingPage, OutgoingView, SignatureCheck } from '@congvu/contracts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from './support/browser.ts';
import { forge } from './support/forge.ts';
import { findChromium, startInstallation, type TestInstallation } from './support/office.ts';
import { callsOf } from './support/person.ts';
import { checkScreen, type Shown, type Watched, watch } from './support/screen-check.ts';
import { actIn, Cast } from './support/story.ts';

const DISTRICT = 'UBND huyện Tam Đường';
const CULTURE = 'Phòng Văn hóa và Thông tin huyện Tam Đường';
const BINH_LU = 'UBND xã Bình Lư';

const WORK: Shown[] = [
  { name: 'desk', path: '/' },
  { name: 'incoming', path: '/van-ban-den' },
  { name: 'outgoing', path: '/van-ban-di' },
  { name: 'tasks', path: '/cong-viec' },
];

const AGENCY: Shown[] = [
  { name: 'registers', path: '/so-va-ho-so' },
  { name: 'registers-outgoing', path: '/so-va-ho-so?so=di' },
  { name: 'tracking', path: '/theo-doi' },
];

/** Of those who keep the keys of the agency. */
const SIGNING_CARE: Shown[] = [
  { name: 'care', path: '/quan-tri/chu-ky', has: 'Chữ ký' },
  { name: 'certificates', path: '/quan-tri/chung-thu' },
  { name: 'trust', path: '/quan-tri/tin-cay', has: 'Đang tin cậy' },
  { name: 'services', path: '/quan-tri/dich-vu-ky' },
];

type Calls = ReturnType<typeof callsOf>;

interface Role {
  word: string;
  agency: string;
  who: Parameters<Cast['userName']>[1];
  actingIn?: string;
  /** Addresses of what lies on this person's desk. */
  details: (calls: Calls) => Promise<Shown[]>;
}

async function firstIncoming(calls: Calls, tab: string): Promise<string> {
  const page = await calls.call<IncomingPage>('GET', `/api/incoming?tab=${tab}`);
  expect(page.items.length, `incoming letters in ${tab}`).toBeGreaterThan(0);
  return `/van-ban-den/${page.items[0]?.id ?? ''}`;
}

async function firstDraft(calls: Calls, box: string): Promise<string> {
  const page = await calls.call<DraftPage>('GET', `/api/drafts?box=${box}`);
  expect(page.items.length, `drafts in ${box}`).toBeGreaterThan(0);
  return `/van-ban-di/du-thao/${page.items[0]?.id ?? ''}`;
}

async function firstOutgoing(calls: Calls, box: string): Promise<string> {
  const page = await calls.call<{ items: { id: string }[] }>('GET', `/api/outgoing?box=${box}`);
  expect(page.items.length, `outgoing documents in ${box}`).toBeGreaterThan(0);
  return page.items[0]?.id ?? '';
}

/** The issued document with words laid over it, as the check page shows it. */
async function forgedCheck(calls: Calls, id: string): Promise<string> {
  const { mainFile } = await calls.call<OutgoingView>('GET', `/api/outgoing/${id}`);
  const forged = forge(await calls.bytes(mainFile.url), 'annotation', 'free-text');
  const check = await calls.upload<SignatureCheck>('/api/signing/check', 'cong-van.pdf', forged);
  return `/kiem-tra-chu-ky?tep=${check.id}`;
}

const ROLES: Role[] = [
  {
    word: 'clerk',
    agency: DISTRICT,
    who: { name: 'Lò Thị Mai Hương' },
    details: async (calls) => {
      const issued = await firstOutgoing(calls, 'issued');
      return [
        ...WORK,
        ...AGENCY,
        { name: 'incoming-to-register', path: await firstIncoming(calls, 'to_register'), has: 'Vào sổ' },
        { name: 'quick-register', path: '/van-ban-den/vao-so', has: 'Vào sổ nhanh' },
        { name: 'draft-to-check', path: await firstDraft(calls, 'to_check'), has: 'Đạt thể thức, trình ký' },
        { name: 'outgoing-issued', path: `/van-ban-di/${issued}`, has: 'Đã phát hành' },
        { name: 'board', path: `/theo-doi/${issued}` },
        { name: 'sign-queue', path: '/ky-so' },
        { name: 'print-register', path: '/so-va-ho-so/in' },
        { name: 'notices', path: '/thong-bao' },
        { name: 'check-signature', path: '/kiem-tra-chu-ky', has: 'Chọn tệp PDF để kiểm tra' },
        { name: 'check-forged', path: await forgedCheck(calls, issued), has: 'Không hợp lệ' },
        { name: 'keys', path: '/chung-thu-so', has: 'Chứng thư cá nhân' },
        { name: 'requests', path: '/de-nghi?ngan=to_seal', has: 'Đề nghị' },
        { name: 'certificates-book', path: '/so-chung-thu', has: 'Sổ chứng thư số' },
        { name: 'accounts-book', path: '/so-tai-khoan', has: 'Sổ tài khoản' },
        { name: 'hand-overs', path: '/ban-giao', has: 'Bàn giao' },
        { name: 'losses', path: '/chung-thu-so?phan=bao-mat', has: 'Chưa có khóa nào báo mất' },
        ...SIGNING_CARE,
      ];
    },
  },
  {
    word: 'leader',
    agency: BINH_LU,
    who: { name: 'Lò Văn Sơn' },
    details: async (calls) => [
      ...WORK,
      ...AGENCY,
      { name: 'incoming-to-direct', path: await firstIncoming(calls, 'to_direct'), has: 'Bút phê' },
      { name: 'sign-queue', path: '/ky-so' },
      { name: 'check-signature', path: '/kiem-tra-chu-ky' },
      { name: 'keys', path: '/chung-thu-so', has: 'Báo mất khóa' },
      { name: 'care', path: '/quan-tri/chu-ky' },
      { name: 'attestation', path: '/ra-soat' },
      { name: 'waste', path: '/lang-phi', has: 'mỗi năm tốn khoảng' },
    ],
  },
  {
    word: 'head',
    agency: CULTURE,
    who: { name: 'Tẩn Thị Phượng' },
    actingIn: DISTRICT,
    details: async (calls) => [
      ...WORK,
      { name: 'incoming-of-unit', path: await firstIncoming(calls, 'all'), has: 'Phân công' },
    ],
  },
  {
    word: 'specialist',
    agency: BINH_LU,
    who: { name: 'Nguyễn Thị Vân Anh' },
    details: async (calls) => {
      const draft = await calls.call<{ id: string }>('POST', '/api/drafts', {
        abstract: 'V/v góp ý dự thảo quy chế văn thư',
      });
      return [
        ...WORK,
        { name: 'incoming-to-do', path: await firstIncoming(calls, 'open'), has: 'Báo cáo kết quả' },
        { name: 'draft-new', path: `/van-ban-di/du-thao/${draft.id}`, has: /Trình duyệt|Lập Mẫu số 08/ },
        { name: 'my-requests', path: '/de-nghi', has: 'Tôi đang giữ' },
        { name: 'request-sheet', path: '/de-nghi/moi/cert.issue.person', has: 'Người đề nghị' },
        { name: 'security', path: '/bao-mat' },
      ];
    },
  },
  {
    word: 'administrator',
    agency: DISTRICT,
    who: { role: 'administrator' },
    details: async () => [
      { name: 'desk', path: '/' },
      { name: 'agencies', path: '/quan-tri' },
      { name: 'people', path: '/quan-tri/can-bo' },
      { name: 'delegations', path: '/quan-tri/giao-quyen' },
      { name: 'accounts', path: '/quan-tri/tai-khoan' },
      { name: 'import', path: '/quan-tri/nhap' },
      { name: 'events', path: '/quan-tri/bien-dong' },
      { name: 'why', path: '/quan-tri/vi-sao', has: 'Vì sao được / không' },
      { name: 'compliance', path: '/quan-tri/tuan-thu', has: 'Kiểm soát cấp độ 3' },
      { name: 'two-persons', path: '/quan-tri/hai-nguoi', has: 'Việc cần hai người' },
      { name: 'personal-data', path: '/quan-tri/du-lieu-ca-nhan' },
      { name: 'review', path: '/quan-tri/ra-soat' },
      { name: 'upkeep', path: '/quan-tri/sao-luu' },
      { name: 'security-rules', path: '/quan-tri/bao-mat' },
      ...SIGNING_CARE,
      { name: 'losses', path: '/chung-thu-so?phan=bao-mat' },
    ],
  },
];

if (findChromium() === undefined) {
  test('every screen of every role', () => {
    console.info('e2e: no Chromium on this machine, the screens were left out');
  });
} else {
  describe('every screen of every role', () => {
    let office: TestInstallation;
    let browser: Browser;
    let cast: Cast;

    beforeAll(async () => {
      office = await startInstallation({ demo: true, at: '2021-03-22T13:30:00+07:00' });
      browser = await openBrowser();
      cast = await Cast.read(office.url);
    });
    afterAll(async () => {
      await browser?.close();
      await office?.stop();
    });

    async function enterOnBoth(role: Role): Promise<{ desk: Watched; phone: Watched; calls: Calls }> {
      const [desk, phone] = [await watch(browser, office.url, 'desk'), await watch(browser, office.url, 'phone')];
      for (const { context } of [desk, phone]) {
        const calls = callsOf(context);
        const userName = cast.userName(role.agency, role.who);
        await calls.call('POST', '/api/sign-in', { userName, password: cast.password });
        await actIn(calls, role.actingIn ?? role.agency);
      }
      return { desk, phone, calls: callsOf(desk.context) };
    }

    async function look(watched: Watched, role: Role, screens: Shown[], device: 'desk' | 'phone'): Promise<string[]> {
      const problems: string[] = [];
      for (const shown of screens) {
        const name = `${role.word}-${shown.name}`;
        problems.push(...(await checkScreen(watched, { ...shown, name }, device)));
      }
      await watched.context.close();
      return problems;
    }

    test('the look itself notices what is wrong', async () => {
      const watched = await watch(browser, office.url, 'phone');
      const { page } = watched;
      await page.addInitScript(`addEventListener('load', () => {
        const wrong = document.createElement('p');
        wrong.textContent = 'Loading';
        wrong.setAttribute('style', 'width: 600px; color: #ccc; background: #fff');
        document.body.append(wrong);
        console.error('broken');
        try { wrong.innerHTML = 'Loading'; } catch {}
      })`);
      const found = await checkScreen(
        watched,
        { name: 'control', path: '/dang-nhap', has: 'Không có chữ này' },
        'phone',
      );
      await watched.context.close();
      const kinds = [
        /English: Loading/,
        /600 px on a screen of 390/,
        /axe serious color-contrast/,
        /console: broken/,
        /policy require-trusted-types-for stopped trusted-types-sink/,
      ];
      for (const kind of [...kinds, /is not on the screen/]) {
        expect(found.join('\n')).toMatch(kind);
      }
    });

    test('before signing in', async () => {
      const screens: Shown[] = [
        { name: 'sign-in', path: '/dang-nhap', has: 'Đăng nhập' },
        { name: 'demo-people', path: '/dang-nhap-thu', has: 'Lò Văn Sơn' },
        { name: 'public-check', path: '/kiem-tra', has: 'Mã kiểm tra' },
        {
          name: 'public-unknown',
          path: '/kiem-tra/ABCD-EFGH-JKMN',
          has: 'Chưa tìm thấy văn bản có mã này',
          refused: /^404 GET .*\/api\/public\/check\/ABCD-EFGH-JKMN$/,
        },
      ];
      const problems: string[] = [];
      for (const device of ['desk', 'phone'] as const) {
        const watched = await watch(browser, office.url, device);
        for (const shown of screens) {
          problems.push(...(await checkScreen(watched, shown, device)));
        }
        await watched.context.close();
      }
      expect(problems).toEqual([]);
    });

    test.each(ROLES)('$word', async (role) => {
      const { desk, phone, calls } = await enterOnBoth(role);
      const screens = await role.details(calls);
      const found = await Promise.all([look(desk, role, screens, 'desk'), look(phone, role, screens, 'phone')]);
      expect(found.flat()).toEqual([]);
    });
  });
}
