import type { DraftPage, LossReports, ProposalPage, RequestPage, RequestView } from '@congvu/contracts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { openBrowser, shoot } from './support/browser.ts';
import { certificateOf } from './support/certificate-requests.ts';
import { CULTURE, DISTRICT } from './support/guiding.ts';
import { findChromium, startInstallation, type TestInstallation } from './support/office.ts';
import { enter, leave } from './support/person.ts';
import { Cast } from './support/story.ts';

const COMMUNE = 'UBND xã Giang Ma';

if (findChromium() === undefined) {
  test('a lost device', () => {
    console.info('e2e: no Chromium on this machine, the lost device was left out');
  });
} else {
  describe('a lost device: two taps on the phone', () => {
    let office: TestInstallation;
    let browser: Browser;
    let cast: Cast;
    let owner = '';

    beforeAll(async () => {
      office = await startInstallation({ demo: true, at: '2021-03-24T19:40:00+07:00' });
      browser = await openBrowser();
      cast = await Cast.read(office.url);
      owner = cast.person(COMMUNE, 'Công chức Tư pháp - Hộ tịch');
    });
    afterAll(async () => {
      await browser?.close();
      await office?.stop();
    });

    test('lost, sure: the certificate is frozen and Mẫu 04 lies ready', async () => {
      const visitor = await enter(browser, office.url, cast, COMMUNE, { name: owner }, { device: 'phone' });
      const { page } = visitor;
      await page.goto('/de-nghi');
      await page.getByText('Tôi đang giữ').waitFor();
      await shoot(page, 'forms-20-mine-phone');
      await page.getByText('Mất thiết bị ký: khóa ngay').click();
      await page.getByRole('button', { name: 'Khóa ngay chứng thư này' }).waitFor();
      await shoot(page, 'forms-21-lost-phone');
      await page.getByRole('button', { name: 'Khóa ngay chứng thư này' }).click();
      await page.getByText('Đã khóa chứng thư').first().waitFor();
      await page.getByRole('timer').waitFor();
      await page.getByText('Ký và gửi Mẫu 04').waitFor();
      await shoot(page, 'forms-22-frozen-phone');
      await leave(visitor);
    });

    test('nothing is signed with it, the forms and the letter are drafted, the clock runs until the authority confirms', async () => {
      const self = await cast.api(COMMUNE, { name: owner });
      const clerk = await cast.api(COMMUNE, { role: 'clerk' });
      expect(await certificateOf(clerk, { name: owner })).toMatchObject({ state: 'frozen' });
      const { items } = await self.call<RequestPage>('GET', '/api/requests?box=mine');
      const prepared = items.find(({ kind }) => kind === 'cert.revoke');
      const form = await self.call<RequestView>('GET', `/api/requests/${prepared?.id}`);
      expect(form).toMatchObject({ form: 'M04', state: 'draft', urgent: true });
      const lost = await certificateOf(clerk, { name: owner });
      expect(form.content.fields).toMatchObject({
        'certificate.serial': lost.serial,
        'token.serial': lost.tokenSerial,
        'subject.name': owner,
        reasonCode: 'device_lost',
      });
      const batch = { purpose: 'requests.declare', documentIds: [form.id] };
      expect(await self.refusal('POST', '/api/signing/batches', batch)).toMatch(/^4\d\d (?:certificates|signing)\./);
      // On the desk of one of the two focal people of the guiding office.
      const focal = [
        await cast.api(CULTURE, { name: 'Hoàng Minh Tuấn' }, DISTRICT),
        await cast.api(CULTURE, { name: 'Tẩn Thị Phượng' }, DISTRICT),
      ];
      const desks = await Promise.all(focal.map((one) => one.call<DraftPage>('GET', '/api/drafts?box=mine')));
      const letters = desks.flatMap(({ items: drafts }) => drafts).filter(({ abstract }) => abstract.includes(owner));
      expect(letters).toEqual([expect.objectContaining({ urgency: 'express', state: 'draft' })]);
      const { items: told } = await clerk.call<z.infer<typeof ProposalPage>>('GET', '/api/proposals');
      expect(told.map(({ kind }) => kind)).toContain('lost_token');
      const { reports } = await clerk.call<LossReports>('GET', '/api/certificates/loss-reports');
      expect(reports.find(({ certificate }) => certificate.subjectName === owner)?.state).toBe('open');
    });
  });
}
