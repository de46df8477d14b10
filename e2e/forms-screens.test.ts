import type { CampaignProposal, CampaignView, RequestKind, RequestPage } from '@congvu/contracts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { openBrowser, shoot } from './support/browser.ts';
import { planFor } from './support/forms-plan.ts';
import { CULTURE, DISTRICT, enterGuiding, type Guiding, issueTheLetter } from './support/guiding.ts';
import { findChromium, startInstallation, type TestInstallation } from './support/office.ts';
import { enter, leave } from './support/person.ts';
import { acceptAll, openBatches } from './support/rosters.ts';
import { Cast, until } from './support/story.ts';
import { answer, approveAll, enterUnit } from './support/unit.ts';

const COMMUNE = 'UBND xã Bản Hon';
const OTHER = 'UBND xã Khun Há';

if (findChromium() === undefined) {
  test('the forms on the screen', () => {
    console.info('e2e: no Chromium on this machine, the forms on the screen were left out');
  });
} else {
  describe('the forms on the screen', () => {
    let office: TestInstallation;
    let browser: Browser;
    let cast: Cast;
    let guiding: Guiding;
    let campaign: CampaignView;
    let declarant = '';

    beforeAll(async () => {
      office = await startInstallation({ demo: true, at: '2021-03-22T10:42:00+07:00' });
      browser = await openBrowser();
      cast = await Cast.read(office.url);
      declarant = cast.person(COMMUNE, 'Công chức Văn hóa - Xã hội');
      guiding = await enterGuiding(cast);
      const letter = await issueTheLetter(guiding);
      const proposal = await guiding.focal.call<z.infer<typeof CampaignProposal>>(
        'GET',
        `/api/campaigns/proposal?documentId=${letter.id}`,
      );
      campaign = await guiding.focal.call<CampaignView>('POST', '/api/campaigns', {
        name: 'Thu danh sách Mẫu số 06 đến 10',
        forms: ['M06', 'M07', 'M08', 'M09', 'M10'],
        dueBefore: '2021-04-02',
        agencyIds: proposal.agencies.filter(({ chosen }) => chosen).map(({ agencyId }) => agencyId),
        documentId: letter.id,
        basisText: proposal.basisText,
      });
    });
    afterAll(async () => {
      await browser?.close();
      await office?.stop();
    });

    test('an official fills Mẫu 01 on the phone and confirms it with the own password', async () => {
      office.clock.set('2021-03-24T09:00:00+07:00');
      const visitor = await enter(browser, office.url, cast, COMMUNE, { name: declarant }, { device: 'phone' });
      const { page } = visitor;
      await page.goto('/de-nghi/moi/cert.issue.person');
      await page.getByLabel('Nơi sinh').waitFor();
      await page.getByLabel(declarant.includes(' Thị ') ? 'Nữ' : 'Nam', { exact: true }).check();
      await page.getByLabel('Nơi sinh').fill('Huyện Tam Đường, tỉnh Lai Châu');
      await page.getByLabel('Ngày cấp').first().fill('11/06/2018');
      await page.getByLabel('Nơi cấp').fill('Cục Cảnh sát quản lý hành chính về trật tự xã hội');
      await page.getByLabel('Địa chỉ', { exact: true }).fill('Xã Bản Hon, huyện Tam Đường, tỉnh Lai Châu');
      await page.getByText('Thường xuyên ký bảng tổng hợp').click();
      await page.getByLabel('Bảng tổng hợp, báo cáo thường ký').fill('Báo cáo tuần');
      await shoot(page, 'forms-01-m01-phone');
      await page.getByRole('button', { name: 'Ký và chuyển duyệt' }).click();
      await page.getByText('Xác nhận đề nghị').first().waitFor();
      await shoot(page, 'forms-02-attest-phone');
      await page.getByText('Xác nhận', { exact: true }).first().click();
      await page.getByLabel('Mật khẩu đăng nhập của tôi').fill(cast.password);
      await page.getByRole('button', { name: 'Xác nhận đề nghị này' }).click();
      const self = await cast.api(COMMUNE, { name: declarant });
      const seen = await until(
        () => self.call<RequestPage>('GET', '/api/requests?box=mine'),
        ({ items }) => items.some(({ state }) => state === 'awaiting_head'),
      );
      expect(seen.items[0]).toMatchObject({ form: 'M01', declarantName: declarant });
      await leave(visitor);
    });

    test('the head signs all that waits in one list, with one PIN', async () => {
      const unit = await enterUnit(cast, COMMUNE);
      const made = await planFor(unit.clerk, { name: COMMUNE, index: 4, leaders: cast.leaders(COMMUNE) });
      await answer(unit, campaign.id, made.lists);
      await unit.clerk.call('POST', `/api/campaigns/${campaign.id}/nil`);
      const visitor = await enter(browser, office.url, cast, COMMUNE, { role: 'leader' });
      const { page } = visitor;
      await page.goto('/de-nghi?ngan=to_approve');
      const sign = page.getByRole('button', { name: 'Duyệt 6 đề nghị' });
      await sign.waitFor();
      await shoot(page, 'forms-03-to-approve');
      await sign.click();
      const dialog = page.locator('.sign-dialog');
      // Nothing is signed unseen: each page is opened before it counts.
      for (let opened = 1; opened < 6; opened += 1) {
        await dialog.getByRole('button', { name: `Duyệt và ký ${opened} đề nghị` }).waitFor();
        await dialog.getByRole('button', { name: 'Xem đề nghị tiếp' }).click();
      }
      const confirm = dialog.getByRole('button', { name: 'Duyệt và ký 6 đề nghị' });
      await confirm.waitFor();
      await shoot(page, 'forms-04-sign-many');
      await confirm.click();
      await page.getByLabel('Mã PIN').fill(cast.pin);
      await page.getByRole('dialog', { name: 'Ký số Công Vụ' }).getByRole('button', { name: 'Ký' }).click();
      await until(
        () => unit.head.call<RequestPage>('GET', '/api/requests?box=to_approve'),
        ({ items }) => items.length === 0,
      );
      await shoot(page, 'forms-05-signed');
      await leave(visitor);
    });

    test('the guiding office: board, check queue, merged list, waste', async () => {
      const khunHa = await enterUnit(cast, OTHER);
      const made = await planFor(khunHa.clerk, { name: OTHER, index: 20, leaders: cast.leaders(OTHER) });
      await approveAll(khunHa, await answer(khunHa, campaign.id, made.lists));
      const visitor = await enter(
        browser,
        office.url,
        cast,
        CULTURE,
        { name: 'Hoàng Minh Tuấn' },
        { actingIn: DISTRICT },
      );
      const { page } = visitor;
      await page.goto(`/dot-thu/${campaign.id}`);
      await page.getByText('Bản Hon').first().waitFor();
      await shoot(page, 'forms-06-board');
      await page.goto('/tong-hop');
      await page.getByText('Khun Há').first().waitFor();
      await shoot(page, 'forms-07-check-queue');
      const focal = (await enterGuiding(cast)).focal;
      await acceptAll(focal);
      const kinds: RequestKind[] = ['account.revoke', 'account.mobile'];
      const revoke = (await openBatches(focal, kinds, campaign.id)).find(({ kind }) => kind === 'account.revoke');
      await page.goto(`/tong-hop/${revoke?.id}`);
      await page.getByText('Sùng A Dế').first().waitFor();
      await shoot(page, 'forms-08-batch');
      await page.goto('/lang-phi');
      await page.getByText('107').first().waitFor();
      await page.getByText('2.140.000').first().waitFor();
      await shoot(page, 'forms-09-waste');
      await page.goto('/so-tai-khoan');
      await page.getByText('612').first().waitFor();
      await shoot(page, 'forms-10-accounts');
      await leave(visitor);
    });
  });
}
