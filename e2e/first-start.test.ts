import { statSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, shoot, type Visit, visit } from './support/browser.ts';
import { findChromium, startInstallation, type TestInstallation } from './support/office.ts';
import { leave, signIn } from './support/person.ts';

const ADMIN_PASSWORD = 'Suong-Sa-Pa-2021-Moi';
const CLERK_PASSWORD = 'Nuoc-Chay-Da-Mon-21!';
const DISTRICT = 'Ủy ban nhân dân huyện Tam Đường';
const COMMUNE = 'Ủy ban nhân dân xã Bình Lư';

type Rows = Record<'Cơ quan' | 'Đơn vị' | 'Cán bộ' | 'Chức vụ', Record<string, string>[]>;

const TREE: Rows = {
  'Cơ quan': [
    {
      'Mã cơ quan': 'H35.9.25',
      'Mã cơ quan cấp trên': 'H35.9',
      'Tên cơ quan': COMMUNE,
      Loại: 'Ủy ban nhân dân',
      Cấp: 'Xã',
      'Ký hiệu': 'UBND',
      'Địa danh': 'Bình Lư',
    },
  ],
  'Đơn vị': [{ 'Mã cơ quan': 'H35.9.25', 'Mã đơn vị': 'VP', 'Tên đơn vị': 'Văn phòng - Thống kê' }],
  'Cán bộ': [
    { 'Mã cơ quan': 'H35.9.25', 'Mã cán bộ': 'CB001', 'Họ và tên': 'Hoàng Thị Lan' },
    { 'Mã cơ quan': 'H35.9.25', 'Mã cán bộ': 'CB002', 'Họ và tên': 'Lò Văn Sơn', 'Ngày sinh': '15/08/1975' },
  ],
  'Chức vụ': [
    {
      'Mã cơ quan': 'H35.9.25',
      'Mã đơn vị': 'VP',
      'Mã cán bộ': 'CB001',
      'Chức vụ': 'Văn thư',
      Vai: 'Văn thư',
      'Từ ngày': '01/01/2021',
    },
  ],
};

/** The template as downloaded, with rows written under its own headings. */
async function fill(template: string, rows: Rows): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(template);
  for (const [name, given] of Object.entries(rows)) {
    const sheet = workbook.getWorksheet(name);
    const headings = ((sheet?.getRow(1).values ?? []) as unknown[]).map((value) => String(value).replace(' *', ''));
    given.forEach((row, index) => {
      for (const [heading, value] of Object.entries(row)) {
        const column = headings.indexOf(heading);
        if (sheet === undefined || column < 1) {
          throw new Error(`the template has no ${heading} in ${name}: ${headings.join(', ')}`);
        }
        // Under the row of the example, which is left out by itself.
        sheet.getCell(index + 3, column).value = value;
      }
    });
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

if (findChromium() === undefined) {
  test('the first start', () => {
    console.info('e2e: no Chromium on this machine, the first start in the browser was left out');
  });
} else {
  describe('the first start', () => {
    let office: TestInstallation;
    let browser: Browser;
    let admin: Visit;
    let setupLink: string;
    let device: TOTP;
    let clerkDevice: TOTP;
    let template: string;
    let personalLink: string;
    let userName: string;

    beforeAll(async () => {
      office = await startInstallation({ demo: false, at: '2021-03-01T08:00:00+07:00' });
      browser = await openBrowser();
      admin = await visit(browser, office.url);
    });
    afterAll(async () => {
      await browser?.close();
      await office?.stop();
    });

    /** What a device shows now; a code opens once, so the clock has moved on since the last one. */
    function nextCode(of: TOTP): string {
      office.clock.set(new Date(office.clock.now().getTime() + 31_000).toISOString());
      return of.generate({ timestamp: office.clock.now().getTime() });
    }

    /** The first sign-in: the page tells what a second factor is, the telephone reads the picture, the codes are kept. */
    async function takeApplication(page: Page, password: string, picture: string): Promise<TOTP> {
      await page.getByText('mỗi người cần thêm một thứ chỉ mình có').waitFor();
      await shoot(page, `${picture}-choice`);
      await page.getByRole('button', { name: 'Ứng dụng xác thực trên điện thoại' }).click();
      await page.getByLabel('Mật khẩu đang dùng').fill(password);
      await page.getByRole('button', { name: 'Tiếp tục' }).click();
      await page.getByAltText('Mã QR để quét bằng ứng dụng xác thực').waitFor();
      expect(await page.evaluate(`document.querySelector('.qr-row img').naturalWidth`)).toBeGreaterThan(100);
      const secret = (await page.locator('.qr-secret').textContent()) ?? '';
      const telephone = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
      const code = page.getByLabel('2. Mã 6 số đang hiện trên ứng dụng');
      await code.fill('000000');
      await page.getByRole('button', { name: 'Bật xác thực hai lớp' }).click();
      await page.getByText('Chưa bật được').waitFor();
      await code.fill(nextCode(telephone));
      await page.getByRole('button', { name: 'Bật xác thực hai lớp' }).click();
      await page.getByText('Đã bật xác thực hai lớp').waitFor();
      expect(await page.locator('.code-list li').count()).toBe(10);
      await shoot(page, picture);
      await page.getByLabel('Đã cất các mã khôi phục').check();
      await page.getByRole('button', { name: 'Xong' }).click();
      return telephone;
    }

    async function signInWithCode(page: Page, name: string, password: string, of: TOTP): Promise<void> {
      await signIn(page, name, password);
      await page.getByLabel('Mã xác thực').fill(nextCode(of));
      await page.getByRole('button', { name: 'Xác nhận' }).click();
    }

    async function expectUnknown(page: Page, link: string, title: string): Promise<void> {
      await page.goto(link);
      const said = page.getByRole('alert').filter({ hasText: title });
      await said.waitFor();
      expect(await said.textContent()).toMatch(/hết hạn|đã dùng|không còn/);
    }

    test('the console offers a one-time link and the demo, no password', () => {
      const said = office.greeting.join('\n');
      setupLink = /http\S+\/thiet-lap\/[\w-]{43}/.exec(said)?.[0] ?? '';
      expect(setupLink).not.toBe('');
      expect(said).toContain('npm start -- --demo');
      expect(said).not.toContain('ật khẩu');
    });

    test('the first agency and its administrator, who must take a second factor', async () => {
      const { page } = admin;
      await page.goto(setupLink);
      await page.getByLabel('Tên cơ quan').fill(DISTRICT);
      await page.getByLabel('Cấp').selectOption({ label: 'Cấp huyện' });
      await page.getByLabel('Mã định danh').fill('H35.9');
      await page.getByLabel('Tên viết tắt trong ký hiệu').fill('UBND');
      await page.getByLabel('Địa danh ghi trên văn bản').fill('Tam Đường');
      await page.getByLabel('Họ và tên').fill('Sùng Thị Lan');
      await page.getByLabel('Tên đăng nhập').fill('quantri');
      await page.getByLabel('Mật khẩu', { exact: false }).first().fill('ngan');
      await page.locator('input[name="new-password"]').nth(1).fill('ngan');
      await page.getByRole('button', { name: 'Thiết lập và đăng nhập' }).click();
      await page.getByText('Chưa thiết lập được').waitFor();
      for (const field of await page.locator('input[name="new-password"]').all()) {
        await field.fill(ADMIN_PASSWORD);
      }
      await shoot(page, 'first-1-setup');
      await page.getByRole('button', { name: 'Thiết lập và đăng nhập' }).click();
      await page.waitForURL('**/xac-thuc-hai-lop');
      // Nothing else opens before.
      await page.goto('/quan-tri');
      await page.waitForURL('**/xac-thuc-hai-lop');
      device = await takeApplication(page, ADMIN_PASSWORD, 'first-2-codes');
      await page.getByRole('link', { name: 'Quản trị' }).waitFor();
    });

    test('the link of the console opens nothing any more', async () => {
      const stranger = await visit(browser, office.url);
      await expectUnknown(stranger.page, setupLink, 'Chưa mở được liên kết thiết lập');
      await leave(stranger);
    });

    test('a tree with two wrong cells is read, both are named, nothing is stored', async () => {
      const { page } = admin;
      await page.goto('/quan-tri/nhap');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Mẫu XLSX' }).click(),
      ]);
      template = await download.path();
      expect(statSync(template).size).toBeGreaterThan(1_000);
      const [first, second] = TREE['Cán bộ'];
      const wrong: Rows = {
        ...TREE,
        'Cán bộ': [
          { ...first, 'Đối tượng': 'Khách mời' },
          { ...second, 'Ngày sinh': '31/02/1975' },
        ],
      };
      await upload('cay-sai.xlsx', await fill(template, wrong));
      const errors = page.getByRole('region', { name: 'Lỗi trong tệp' });
      await errors.waitFor();
      const named = await errors.getByRole('row').allTextContents();
      expect(named.slice(1).map((row) => row.slice(0, 20))).toEqual([
        expect.stringMatching(/^Cán bộ3Đối tượng/),
        expect.stringMatching(/^Cán bộ4Ngày sinh/),
      ]);
      await shoot(page, 'first-3-wrong-cells');
      expect(await page.getByRole('button', { name: 'Ghi danh sách' }).getAttribute('aria-disabled')).toBe('true');
      await page.goto('/quan-tri');
      await page.getByText(DISTRICT).first().waitFor();
      expect(await page.getByText(COMMUNE).count()).toBe(0);
    });

    async function upload(name: string, buffer: Buffer): Promise<void> {
      const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      await admin.page.locator('.upload input[type="file"]').setInputFiles({ name, mimeType, buffer });
    }

    test('the corrected tree is written at once', async () => {
      const { page } = admin;
      await page.goto('/quan-tri/nhap');
      await upload('cay-dung.xlsx', await fill(template, TREE));
      await page.getByText('Tệp không có lỗi.').waitFor();
      await shoot(page, 'first-4-preview');
      await page.getByRole('button', { name: 'Ghi danh sách' }).click();
      await page.getByText('Đã ghi 1 cơ quan, 1 đơn vị, 2 cán bộ, 1 chức vụ.').waitFor();
      await page.getByRole('link', { name: 'Xem cây cơ quan' }).click();
      await page.getByText(COMMUNE).first().waitFor();
      await shoot(page, 'first-5-tree');
    });

    test('the administrator gives the clerk an account, the link is shown once', async () => {
      const { page } = admin;
      await page.goto('/quan-tri/tai-khoan');
      await page.getByRole('button', { name: 'Cấp tài khoản' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('combobox', { name: 'Cơ quan' }).click();
      await page.keyboard.type('binh lu');
      await page.locator('.ant-select-item-option').filter({ hasText: COMMUNE }).click();
      await dialog.getByRole('combobox', { name: 'Cán bộ' }).click();
      await page.locator('.ant-select-item-option').filter({ hasText: 'Hoàng Thị Lan' }).click();
      await dialog.getByRole('button', { name: 'Cấp tài khoản' }).click();
      const link = page.locator('.once-link code');
      await link.waitFor();
      personalLink = (await link.textContent()) ?? '';
      expect(personalLink).toContain(`${office.url}/lien-ket/`);
      userName = /của (\S+)/.exec((await page.getByText(/^Liên kết của/).textContent()) ?? '')?.[1] ?? '';
      expect(userName).toBe('lanht');
      await shoot(page, 'first-6-link');
      await page.getByRole('button', { name: 'Đã trao, đóng' }).click();
      await link.waitFor({ state: 'hidden' });
      await page.getByText('Chờ đặt mật khẩu').last().waitFor();
    });

    test('the administrator looks through accounts and rights, and says so', async () => {
      const { page } = admin;
      await page.goto('/quan-tri/tai-khoan');
      await page.getByRole('link', { name: 'Rà soát quý' }).click();
      await page.getByText('Cơ quan này chưa rà soát lần nào.').waitFor();
      await shoot(page, 'first-11-review');
      await page.getByRole('button', { name: 'Đã rà soát' }).click();
      const dialog = page.getByRole('dialog', { name: 'Ghi đã rà soát' });
      await dialog.getByRole('textbox').fill('Đối chiếu với danh sách cán bộ, không có tài khoản thừa');
      await dialog.getByRole('button', { name: 'Đã rà soát' }).click();
      await page.getByText('Hạn rà soát lần tới').waitFor();
      await shoot(page, 'first-12-reviewed');
    });

    test('the clerk chooses a password; the link opens once; a wrong password is told without telling more', async () => {
      const clerk = await visit(browser, office.url);
      const { page } = clerk;
      await page.goto(personalLink);
      await page.getByText('Hoàng Thị Lan').first().waitFor();
      for (const field of await page.locator('input[name="new-password"]').all()) {
        await field.fill(CLERK_PASSWORD);
      }
      await page.getByRole('button', { name: 'Đặt mật khẩu' }).click();
      await page.getByText('Đã đặt mật khẩu').waitFor();
      await expectUnknown(page, personalLink, 'Chưa mở được liên kết');
      await signIn(page, userName, 'Sai-Mat-Khau-2021!');
      const said = page.getByRole('alert').filter({ hasText: 'Chưa đăng nhập được' });
      await said.waitFor();
      expect(await said.textContent()).toMatch(/Tên đăng nhập hoặc mật khẩu/);
      await shoot(page, 'first-7-wrong-password');
      await signIn(page, userName, CLERK_PASSWORD);
      await page.waitForURL('**/xac-thuc-hai-lop');
      // Everybody, not only the administrator, and nothing else opens before.
      await page.goto('/van-ban-den');
      await page.waitForURL('**/xac-thuc-hai-lop');
      clerkDevice = await takeApplication(page, CLERK_PASSWORD, 'first-7-clerk-codes');
      await page.getByRole('link', { name: 'Văn bản đến' }).waitFor();
      await endsOther(page);
      await leave(clerk);
    });

    /** A second device is listed, ended from the first, and has to sign in again. */
    async function endsOther(page: Page): Promise<void> {
      const other = await visit(browser, office.url, 'phone');
      await signInWithCode(other.page, userName, CLERK_PASSWORD, clerkDevice);
      await other.page.getByRole('link', { name: 'Văn bản đến' }).waitFor();
      await page.goto('/bao-mat');
      await page.getByText('Phiên này').waitFor();
      await page.getByRole('button', { name: 'Kết thúc', exact: true }).waitFor();
      expect(await page.locator('.session-row').count()).toBe(2);
      await shoot(page, 'first-8-sessions');
      await page.getByRole('button', { name: 'Kết thúc', exact: true }).click();
      await page.getByText('Đã kết thúc phiên.').waitFor();
      await other.page.getByText('Phiên làm việc đã kết thúc').waitFor();
      await leave(other);
      await page.getByRole('button', { name: 'Kết thúc', exact: true }).waitFor({ state: 'detached' });
      expect(await page.locator('.session-row').count()).toBe(1);
    }

    test('the clerk adds a passkey, proves herself by the password first, and comes back with the passkey alone', async () => {
      const clerk = await visit(browser, office.url);
      const { page, context } = clerk;
      const device = await context.newCDPSession(page);
      await device.send('WebAuthn.enable');
      await device.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      });
      await signInWithCode(page, userName, CLERK_PASSWORD, clerkDevice);
      await page.getByRole('link', { name: 'Văn bản đến' }).waitFor();
      // Signing in is a proof of oneself that is over by now.
      office.clock.set(new Date(office.clock.now().getTime() + 6 * 60_000).toISOString());
      await page.goto('/bao-mat');
      await page.getByRole('button', { name: 'Thêm khóa truy cập' }).click();
      await page.getByLabel('Tên thiết bị').fill('Máy tính phòng Văn thư');
      await page.getByRole('button', { name: 'Tiếp tục' }).click();
      const proof = page.getByRole('dialog', { name: 'Xác nhận chính mình' });
      await proof.getByLabel('Mật khẩu đang dùng').fill(CLERK_PASSWORD);
      await proof.getByLabel('Mã xác thực').fill(nextCode(clerkDevice));
      await shoot(page, 'first-9-step-up');
      await proof.getByRole('button', { name: 'Xác nhận' }).click();
      await page.getByText('Đã thêm khóa truy cập').first().waitFor();
      await page.getByText('Máy tính phòng Văn thư', { exact: true }).waitFor();
      await shoot(page, 'first-10-passkeys');
      await context.clearCookies();
      await page.goto('/dang-nhap');
      await page.getByRole('button', { name: 'Dùng khóa truy cập' }).click();
      await page.getByRole('link', { name: 'Văn bản đến' }).waitFor();
      await leave(clerk);
    });

    test('the administrator comes back with password and code', async () => {
      await leave(admin);
      const again = await visit(browser, office.url);
      const { page } = again;
      await signInWithCode(page, 'quantri', ADMIN_PASSWORD, device);
      await page.getByRole('link', { name: 'Quản trị' }).waitFor();
      await leave(again);
    });
  });
}
