import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IncomingRegisterPage, IncomingView } from '@congvu/contracts';
import type { Letter } from '@congvu/nd30';
import { renderPdf } from '@congvu/nd30/render';
import ExcelJS from 'exceljs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, shoot, type Visit } from './support/browser.ts';
import { findChromium, startInstallation, type TestInstallation } from './support/office.ts';
import { callsOf, enter, leave } from './support/person.ts';
import { Cast, until } from './support/story.ts';

const BINH_LU = 'UBND xã Bình Lư';
const CLERK = { name: 'Hoàng Thị Lan' };
const CHAIRMAN = { name: 'Lò Văn Sơn' };
const SPECIALIST = { name: 'Nguyễn Thị Vân Anh' };
const ISSUER = 'Hội Nông dân huyện Tam Đường';
const FIRST = 'Rà soát hội viên đề nghị vay vốn năm 2021';
const SECOND = 'Tổ chức lớp tập huấn trồng chanh leo';

function letterOfTheFarmers(): Letter {
  return {
    type: 'official_letter',
    governingBody: ['HỘI NÔNG DÂN TỈNH LAI CHÂU'],
    issuingAgency: ['HỘI NÔNG DÂN', 'HUYỆN TAM ĐƯỜNG'],
    number: 45,
    symbol: 'HNDH',
    placeOfIssue: 'Tam Đường',
    issuedOn: '2021-03-19',
    abstract: 'V/v rà soát hội viên đề nghị vay vốn năm 2021',
    addressees: ['UBND các xã, thị trấn'],
    body: [
      { kind: 'paragraph', text: 'Hội đề nghị UBND các xã, thị trấn lập danh sách hội viên trước ngày 30/3/2021.' },
    ],
    recipients: ['Như trên', 'Lưu: VP'],
    signatory: { lines: ['CHỦ TỊCH'], name: 'Giàng A Lử' },
  };
}

/** The same bytes with the mark every reader refuses to open without a password. */
function locked(pdf: Uint8Array): Buffer {
  return Buffer.concat([pdf, Buffer.from('\ntrailer<</Encrypt 9 0 R>>\nstartxref\n0\n%%EOF\n')]);
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
  }
}

/** Which field the keys go to, by its name. */
async function fieldInFocus(page: Page): Promise<string> {
  return page.evaluate(`document.activeElement?.getAttribute('name') ?? document.activeElement?.textContent ?? ''`);
}

if (findChromium() === undefined) {
  test('a paper letter', () => {
    console.info('e2e: no Chromium on this machine, the paper letter in the browser was left out');
  });
} else {
  describe('a paper letter', () => {
    let office: TestInstallation;
    let browser: Browser;
    let cast: Cast;
    let clerk: Visit;
    const pdf = renderPdf(letterOfTheFarmers()).pdf;

    beforeAll(async () => {
      office = await startInstallation({ demo: true, at: '2021-03-22T08:10:00+07:00' });
      browser = await openBrowser();
      cast = await Cast.read(office.url);
      clerk = await enter(browser, office.url, cast, BINH_LU, CLERK);
    });
    afterAll(async () => {
      await browser?.close();
      await office?.stop();
    });

    async function readBook(): Promise<IncomingRegisterPage> {
      return callsOf(clerk.context).call<IncomingRegisterPage>('GET', '/api/incoming/book');
    }

    test('is registered and presented without touching the mouse', async () => {
      const { page } = clerk;
      const choosing = page.waitForEvent('filechooser');
      await page.getByRole('heading', { name: 'Thứ Hai, 22 tháng 3' }).waitFor();
      await press(page, 'F4');
      await page.getByRole('heading', { name: 'Vào sổ nhanh' }).waitFor();
      expect(await fieldInFocus(page)).toBe('numberSymbol');
      await page.getByText('Lò Văn Sơn, Chủ tịch').waitFor();
      await press(page, 'Shift+Tab');
      expect(await fieldInFocus(page)).toBe('Chọn tệp');
      await press(page, 'Enter');
      await (await choosing).setFiles({ name: 'hnd-45.pdf', mimeType: 'application/pdf', buffer: Buffer.from(pdf) });
      await page.getByText('Trang 1 / 1').waitFor();
      expect(await fieldInFocus(page)).toBe('numberSymbol');
      await page.keyboard.type('45/HNDH');
      await press(page, 'Enter');
      await page.keyboard.type('190321');
      await press(page, 'Enter');
      await page.keyboard.type(ISSUER);
      await press(page, 'Enter', 'Enter');
      expect(await fieldInFocus(page)).toBe('abstract');
      await page.keyboard.type(FIRST);
      await press(page, 'Enter');
      await page.keyboard.type('Giàng A Lử');
      await press(page, 'Enter');
      await page.keyboard.type('Chủ tịch');
      await page.getByText('Không trùng văn bản nào').waitFor();
      await shoot(page, 'paper-1-quick-form');
      await press(page, 'Control+Enter');
      await page.getByText('Đã vào sổ số đến 211 và chuyển lãnh đạo.').waitFor();
    });

    test('and the next one follows with what both share', async () => {
      const { page } = clerk;
      await until(
        () => fieldInFocus(page),
        (name) => name === 'numberSymbol',
        5,
      );
      expect(await page.getByLabel('Nơi ban hành').inputValue()).toBe(ISSUER);
      expect(await page.getByLabel('Trích yếu').inputValue()).toBe('');
      await page.keyboard.type('46/HNDH');
      await press(page, 'Enter');
      await page.keyboard.type('20-3');
      await press(page, 'Enter', 'Enter', 'Enter');
      expect(await fieldInFocus(page)).toBe('abstract');
      await page.keyboard.type(SECOND);
      await press(page, 'Control+s');
      await page.getByText('Đã vào sổ số đến 212.').waitFor();
    });

    test('the same number again is warned of before and when saving, and takes no number', async () => {
      const { page } = clerk;
      await page.getByLabel('Số, ký hiệu').fill('45/HNDH');
      await page.getByRole('textbox', { name: 'Ngày văn bản' }).fill('19/3/2021');
      await page.getByLabel('Trích yếu').fill(FIRST);
      await page.getByRole('link', { name: 'Mở xem' }).first().waitFor();
      await press(page, 'Control+s');
      await page.getByText('Văn bản có thể trùng').waitFor();
      await shoot(page, 'paper-2-duplicate');
      await page.getByRole('button', { name: /^Vẫn lưu(?! và)/ }).waitFor();
      expect(await page.getByLabel('Trích yếu').inputValue()).toBe(FIRST);
      expect((await readBook()).lastNumber).toBe(212);
    });

    test('a PDF nobody can open is refused with the reason and the way out', async () => {
      const { page } = clerk;
      await page
        .locator('.quick-drop input[type="file"]')
        .setInputFiles({ name: 'co-mat-khau.pdf', mimeType: 'application/pdf', buffer: locked(pdf) });
      const said = page.getByRole('alert').filter({ hasText: 'co-mat-khau.pdf' });
      await said.waitFor();
      expect(await said.textContent()).toMatch(/đặt mật khẩu.*Bỏ mật khẩu rồi gửi lại/);
      await shoot(page, 'paper-3-locked');
      await page.getByRole('button', { name: 'Bỏ tệp này' }).click();
      await said.waitFor({ state: 'hidden' });
    });

    test('the chairman directs, the office reports, the chairman approves', async () => {
      const chairman = await enter(browser, office.url, cast, BINH_LU, CHAIRMAN);
      await chairman.page.getByText(FIRST).first().click();
      await chairman.page.waitForURL('**/van-ban-den/*');
      const address = new URL(chairman.page.url()).pathname;
      // A scan of paper is not "for reference only".
      await chairman.page.getByText('bản giấy có chữ ký và dấu là bản chính').waitFor();
      await chairman.page.getByText('Giao Văn phòng - Thống kê chủ trì').click();
      const words = chairman.page.getByLabel('Ý kiến chỉ đạo');
      await words.fill('Giao Văn phòng - Thống kê lập danh sách, báo cáo trước ngày 30/3.');
      await chairman.page.getByText(/Hạn đọc được: .*29\/3/).waitFor();
      await shoot(chairman.page, 'paper-4-directive');
      await chairman.page.getByRole('button', { name: /^Gửi bút phê, giao 1 nơi/ }).click();
      await chairman.page.getByText(/^Đã gửi bút phê/).waitFor();

      const specialist = await enter(browser, office.url, cast, BINH_LU, SPECIALIST);
      await specialist.page.goto('/cong-viec');
      await specialist.page.getByText(FIRST).first().click();
      await specialist.page.waitForURL(`**${address}`);
      await specialist.page.getByRole('button', { name: 'Báo cáo kết quả' }).click();
      await specialist.page.getByLabel('Kết quả xử lý').fill('Đã lập danh sách 14 hội viên, gửi Hội Nông dân huyện.');
      await shoot(specialist.page, 'paper-5-report');
      await specialist.page.getByRole('button', { name: /^Báo cáo(?! kết quả)/ }).click();
      await specialist.page.getByText('Đã báo cáo kết quả cho người giao việc.').waitFor();
      await leave(specialist);

      // The page of the chairman stands open all the while and learns of it by itself.
      await chairman.page.getByRole('button', { name: 'Duyệt kết quả' }).click();
      await chairman.page.getByText('Đã duyệt kết quả, văn bản hoàn thành.').waitFor();
      await leave(chairman);
      const view = await callsOf(clerk.context).call<IncomingView>('GET', `/api/incoming/${address.split('/')[2]}`);
      expect(view.state).toBe('done');
      expect(view.lead?.result).toContain('14 hội viên');
    });

    test('the book is printed with its ten columns and exported as a sheet', async () => {
      const { page } = clerk;
      await page.goto('/so-va-ho-so');
      const row = page.getByRole('row').filter({ hasText: SECOND });
      await row.waitFor();
      expect(await row.textContent()).toContain('212');
      await shoot(page, 'paper-6-book');

      const [sheetFile] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Xuất', exact: true }).click(),
      ]);
      const workbook = new ExcelJS.Workbook();
      await workbook.xlsx.readFile(await sheetFile.path());
      const rows: string[][] = [];
      workbook.worksheets[0]?.eachRow((line) => {
        rows.push((line.values as unknown[]).slice(1).map(String));
      });
      const mine = rows.filter((cells) => cells.includes(ISSUER));
      expect(mine.map((cells) => [cells[1], cells[3]]).sort()).toEqual([
        ['211', '45/HNDH'],
        ['212', '46/HNDH'],
      ]);
      expect(mine.every((cells) => cells.length === 10)).toBe(true);

      await page.getByRole('link', { name: 'In sổ' }).click();
      await page.getByRole('heading', { name: 'In sổ văn bản đến' }).waitFor();
      await page
        .locator('.pane-page, .reg-print')
        .getByText(/^Trang 1 \//)
        .first()
        .waitFor();
      const [book] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Tải về PDF' }).click(),
      ]);
      const bytes = await readFile(await book.path());
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
      await shoot(page, 'paper-7-print');
      expectRows(bytes);
      await leave(clerk);
    });

    function expectRows(bytes: Buffer): void {
      if (spawnSync('pdftotext', ['-v']).error !== undefined) {
        console.info('e2e: pdftotext is absent, the words of the printed book were left out');
        return;
      }
      const folder = mkdtempSync(join(tmpdir(), 'congvu-e2e-book-'));
      writeFileSync(join(folder, 'book.pdf'), bytes);
      const { stdout } = spawnSync('pdftotext', ['-layout', join(folder, 'book.pdf'), '-'], { encoding: 'utf8' });
      rmSync(folder, { recursive: true });
      expect(stdout).toContain('SỔ ĐĂNG KÝ VĂN BẢN ĐẾN');
      for (const [number, symbol] of [
        ['209', '365/GM-UBND'],
        ['211', '45/HNDH'],
        ['212', '46/HNDH'],
      ]) {
        expect(stdout).toMatch(/22\/3\/2021|17\/3\/2021/);
        expect(stdout).toMatch(new RegExp(`\\b${number}\\b.*${symbol}`));
      }
    }
  });
}
