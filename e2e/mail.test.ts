import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, shoot } from './support/browser.ts';
import { findChromium, startInstallation, type TestInstallation } from './support/office.ts';
import { enter as enterOffice, leave } from './support/person.ts';
import { Cast } from './support/story.ts';

const DISTRICT = 'UBND huyện Tam Đường';
const CULTURE = 'Phòng Văn hóa và Thông tin huyện Tam Đường';
const BINH_LU = 'UBND xã Bình Lư';
const CLERK = { name: 'Lò Thị Mai Hương' };
const FOCAL = { name: 'Hoàng Minh Tuấn' };
const COMMUNE = { name: 'Nguyễn Thị Vân Anh' };
const FORGED = 'KHẨN: Hộp thư công vụ của đồng chí sẽ bị khóa lúc 17h00 hôm nay';
const QUESTION = 'Hỏi về Mẫu số 10 cho công chức mới tuyển dụng';
const LETTER = 'Gửi công văn số 05/HTX đề nghị hỗ trợ mua máy vò chè';
/** Notes what moves after it was put into the page: a press on it may begin on one button and end on another. */
const WATCH_MOTION = `window.moving = [];
  new MutationObserver((changes) => {
    const names = changes.map(({ target }) => target.getAttribute('class') ?? '');
    window.moving.push(...names.filter((name) => /-(?:appear|enter)-active/.test(name)));
  }).observe(document, { attributeFilter: ['class'], subtree: true });`;
const ANSWER = 'Lập Mẫu số 10 ngay được, số căn cước bổ sung sau.';

if (findChromium() === undefined) {
  test('official mail', () => {
    console.info('e2e: no Chromium on this machine, the mail in the browser was left out');
  });
} else {
  describe('official mail', () => {
    let office: TestInstallation;
    let browser: Browser;
    let cast: Cast;

    beforeAll(async () => {
      office = await startInstallation({ demo: true, at: '2021-03-19T15:30:00+07:00' });
      browser = await openBrowser();
      cast = await Cast.read(office.url);
    });
    afterAll(async () => {
      await browser?.close();
      await office?.stop();
    });

    const enter = (agency: string, who: Parameters<Cast['userName']>[1], how: Parameters<typeof enterOffice>[5] = {}) =>
      enterOffice(browser, office.url, cast, agency, who, how);

    async function openHeld(page: Page): Promise<void> {
      await page.goto('/thu');
      await page.getByRole('tab', { name: /Cách ly/ }).click();
      await page.getByText(FORGED).first().click();
      await page.getByRole('heading', { name: 'Thư giả mạo', exact: true }).waitFor();
    }

    test('a letter that pretends to be the province is kept apart, shown with its reasons, and reported with one tap', async () => {
      const clerk = await enter(DISTRICT, CLERK, { device: 'phone' });
      await openHeld(clerk.page);
      const alert = clerk.page.getByRole('alert');
      await alert.getByText('laichau.gov.vn.cap-nhat-hom-thu.example').first().waitFor();
      expect(await clerk.page.getByRole('button', { name: 'Trả lời', disabled: false }).count()).toBe(0);
      await clerk.page.getByRole('button', { name: 'Báo thư giả mạo' }).click();
      await clerk.page.getByText('Đang chờ kết luận').first().waitFor();
      await shoot(clerk.page, 'mail-1-reported-phone');
      await leave(clerk);

      const other = await enter(BINH_LU, COMMUNE);
      await openHeld(other.page);
      await other.page.getByRole('button', { name: 'Báo thư giả mạo' }).click();
      await other.page.getByText('Đang chờ kết luận').first().waitFor();
      await leave(other);
    });

    test('the officer sees it once with everybody who has it, takes it out of all mailboxes, and the warning is written', async () => {
      const officer = await enter(CULTURE, FOCAL, { actingIn: DISTRICT });
      const { page } = officer;
      await page.addInitScript(WATCH_MOTION);
      await page.goto('/theo-doi/an-toan-thu');
      await page.getByText('2 người báo').waitFor();
      expect(await page.getByRole('button', { name: 'Kết luận' }).count()).toBe(1);
      await shoot(page, 'mail-2-centre');
      await page.getByRole('button', { name: 'Kết luận' }).click();
      const panel = page.getByRole('dialog', { name: 'Thư bị báo' });
      await panel.getByText('Có ở 4 hộp thư, 3 cơ quan').waitFor();
      await panel.getByRole('button', { name: 'Giả mạo' }).click();
      await page.getByRole('button', { name: 'Trang đăng nhập giả nhằm lấy mật khẩu.' }).click();
      await page.getByRole('button', { name: 'Kết luận giả mạo và thu lại' }).click();
      await panel.getByText('Đã thu lại 4 bản', { exact: true }).waitFor();
      expect(await page.evaluate('window.moving')).toEqual([]);
      await shoot(page, 'mail-3-concluded');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Lập dự thảo và trình ký' }).click();
      await page.waitForURL('**/van-ban-di/du-thao/**');
      await page.getByText('laichau.gov.vn.cap-nhat-hom-thu.example').first().waitFor();
      await shoot(page, 'mail-4-warning');
      await leave(officer);

      const reporter = await enter(BINH_LU, COMMUNE);
      await reporter.page.goto('/thu');
      await reporter.page.getByRole('tab', { name: /Cách ly/ }).click();
      await reporter.page
        .getByText(/Không có thư/)
        .first()
        .waitFor();
      expect(await reporter.page.getByText(FORGED).count()).toBe(0);
      await leave(reporter);
    });

    test('one key: a letter that came by mail is an incoming document, its facts read from the page', async () => {
      const clerk = await enter(DISTRICT, CLERK);
      const { page } = clerk;
      await page.goto('/thu');
      await page.getByRole('button', { name: /^UBND huyện Tam Đường/ }).click();
      await page.getByText(LETTER).first().click();
      await page.getByText('Kèm theo 1 tệp').waitFor();
      await page.keyboard.press('v');
      const dialog = page.getByRole('dialog', { name: 'Vào sổ văn bản đến' });
      await expect.poll(() => dialog.getByLabel('Số, ký hiệu').inputValue()).toBe('05/HTX');
      expect(await dialog.getByLabel('Nơi ban hành').inputValue()).toBe('Hợp tác xã Chè Tam Đường');
      await shoot(page, 'mail-7-register');
      await dialog.getByRole('button', { name: 'Vào sổ' }).click();
      await page
        .getByRole('link', { name: /Đã vào sổ số/ })
        .first()
        .click();
      await page.waitForURL('**/van-ban-den/**');
      await page.getByText('05/HTX').first().waitFor();
      await shoot(page, 'mail-8-registered');
      await leave(clerk);
    });

    test('an answer is written, can be taken back for a while, and arrives inside without leaving the office', async () => {
      const focal = await enter(CULTURE, FOCAL);
      const { page } = focal;
      await page.goto('/thu');
      // Acting for the district since the last visit: the own mailbox is in the other office.
      await page.getByRole('button', { name: `Mở hộp thư tại ${CULTURE}` }).click();
      await page.getByText(QUESTION).first().click();
      await page.getByRole('button', { name: 'Trả lời' }).first().click();
      // The place to write is above what is answered, and has the focus.
      await page.locator('[aria-label="Nội dung thư"]:focus').waitFor();
      await page.keyboard.type(ANSWER);
      await page
        .getByText(/Đã lưu/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: /^Gửi/ }).first().click();
      await page.getByRole('button', { name: /Lấy lại|Hoàn tác/ }).waitFor();
      await shoot(page, 'mail-5-sent');
      await leave(focal);

      // The office's clock stands still in these tests: the time to take it back passes only when it is moved.
      office.clock.advance(60_000);
      const commune = await enter(BINH_LU, COMMUNE, { device: 'phone' });
      await commune.page.goto('/thu');
      await commune.page
        .getByText(/Hỏi về Mẫu số 10/)
        .first()
        .waitFor({ timeout: 90_000 });
      await commune.page
        .getByText(/Hỏi về Mẫu số 10/)
        .first()
        .click();
      const body = commune.page.frameLocator('iframe').first();
      await body.getByText(ANSWER).waitFor();
      expect(await body.locator('blockquote').textContent()).not.toContain(ANSWER);
      await shoot(commune.page, 'mail-6-arrived-phone');
      await leave(commune);
    });
  });
}
