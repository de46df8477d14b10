import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  AssigneeOptions,
  DraftIdAnswer,
  DraftView,
  IncomingAck,
  IncomingOptions,
  IncomingPage,
  IncomingView,
  OutgoingView,
  SigningAuthorities,
} from '@congvu/contracts';
import { verifyPdf } from '@congvu/pades';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { ApiPerson } from './support/api.ts';
import { openBrowser, shoot, type Visit, visit } from './support/browser.ts';
import { findChromium, startInstallation, type TestInstallation } from './support/office.ts';
import { actIn, Cast, storyLetter, until } from './support/story.ts';

const DISTRICT = 'UBND huyện Tam Đường';
const CULTURE = 'Phòng Văn hóa và Thông tin huyện Tam Đường';
const BINH_LU = 'UBND xã Bình Lư';

function at(day: string, time: string): string {
  return `${day}T${time}:00+07:00`;
}

if (findChromium() === undefined) {
  test('the letter goes through', () => {
    console.info('e2e: no Chromium on this machine, the story in the browser was left out');
  });
} else {
  describe('the letter goes through', () => {
    let office: TestInstallation;
    let browser: Browser;
    let cast: Cast;
    let draftId: string;
    let abstract: string;
    const visits: Visit[] = [];

    beforeAll(async () => {
      office = await startInstallation({ demo: true, at: at('2021-03-19', '15:30') });
      browser = await openBrowser();
      cast = await Cast.read(office.url);
    });
    afterAll(async () => {
      await browser?.close();
      await office?.stop();
    });

    /** Signed in through the sign-in page; whoever has several posts takes the one in the agency named. */
    async function enter(
      agencyName: string,
      which: Parameters<Cast['userName']>[1],
      options: { actingIn?: string; device?: 'desk' | 'phone' } = {},
    ): Promise<Visit> {
      const visitor = await visit(browser, office.url, options.device);
      visits.push(visitor);
      const { page, context } = visitor;
      await page.goto('/dang-nhap');
      await page.getByLabel('Tên đăng nhập').fill(cast.userName(agencyName, which));
      await page.getByLabel('Mật khẩu', { exact: true }).fill(cast.password);
      await page.getByRole('button', { name: 'Đăng nhập' }).click();
      await page.waitForURL('**/');
      if (options.actingIn !== undefined) {
        const headers = () => ({ 'x-requested-with': 'congvu', 'idempotency-key': crypto.randomUUID() });
        await actIn(
          {
            call: async (method, path, body) =>
              (
                await context.request.fetch(path, {
                  method,
                  headers: headers(),
                  ...(body !== undefined && { data: body }),
                })
              ).json(),
          },
          options.actingIn,
        );
        await page.reload();
      }
      return visitor;
    }

    async function leave({ context, faults }: Visit): Promise<void> {
      expect(faults).toEqual([]);
      await context.close();
    }

    test('19/3: the specialist of the culture office writes, corrects the format and submits', async () => {
      const api = await cast.api(CULTURE, { name: 'Hoàng Minh Tuấn' }, DISTRICT);
      const { items } = await api.call<z.infer<typeof SigningAuthorities>>('GET', '/api/org/signers');
      const signer = items.find((item) => item.fullName === 'Vũ Xuân Thịnh');
      const { content } = storyLetter(signer?.positionId ?? '');
      abstract = content.abstract;
      const opened = await api.call<z.infer<typeof DraftIdAnswer>>('POST', '/api/drafts', {
        documentType: content.documentType,
        abstract,
        content,
      });
      draftId = opened.id;
      const visitor = await enter(CULTURE, { name: 'Hoàng Minh Tuấn' }, { actingIn: DISTRICT });
      const { page } = visitor;
      await page.goto(`/van-ban-di/du-thao/${draftId}`);
      await page.getByText('Thể thức').first().waitFor();
      await shoot(page, '01-draft');
      const fixAll = page.getByRole('button', { name: /Sửa cả \d+ mục/ });
      await fixAll.click();
      await fixAll.waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: 'Trình duyệt' }).click();
      await page.getByText('Đã trình dự thảo.').waitFor();
      await leave(visitor);
    });

    test('19/3: the head of the culture office approves the content, the clerk passes the format', async () => {
      const head = await enter(CULTURE, { name: 'Tẩn Thị Phượng' }, { actingIn: DISTRICT });
      await head.page.goto(`/van-ban-di/du-thao/${draftId}`);
      await head.page.getByRole('button', { name: 'Duyệt nội dung' }).click();
      await head.page.getByText('Đã duyệt nội dung').first().waitFor();
      await leave(head);
      const clerk = await enter(DISTRICT, { name: 'Lò Thị Mai Hương' });
      await shoot(clerk.page, '02-desk-clerk');
      await clerk.page.goto(`/van-ban-di/du-thao/${draftId}`);
      await clerk.page.getByRole('button', { name: 'Đạt thể thức, trình ký' }).click();
      await clerk.page.getByText('Đã kiểm tra thể thức và trình ký.').waitFor();
      await leave(clerk);
    });

    test('22/3 09:58: the deputy chairman reads the page and signs with his PIN', async () => {
      office.clock.set(at('2021-03-22', '09:58'));
      const visitor = await enter(DISTRICT, { name: 'Vũ Xuân Thịnh' });
      const { page } = visitor;
      await shoot(page, '03-desk-leader');
      await page.goto('/ky-so');
      await page
        .getByRole('listitem')
        .filter({ hasText: abstract.replace(/^V\/v /, '') })
        .getByRole('button', { name: 'Ký' })
        .click();
      const sign = page.locator('.sign-dialog').getByRole('button', { name: 'Ký 1 văn bản' });
      await until(
        () => sign.isEnabled(),
        (enabled) => enabled,
      );
      await shoot(page, '04-sign-dialog');
      await sign.click();
      await page.getByLabel('Mã PIN').fill(cast.pin);
      await shoot(page, '05-sign-pin');
      await page.getByRole('dialog', { name: 'Ký số Công Vụ' }).getByRole('button', { name: 'Ký' }).click();
      await page.getByText('Đã ký 1 văn bản').waitFor();
      await leave(visitor);
    });

    test('22/3 10:42: the clerk allots number and date, seals, issues to 26 agencies', async () => {
      office.clock.set(at('2021-03-22', '10:42'));
      const visitor = await enter(DISTRICT, { name: 'Lò Thị Mai Hương' });
      const { page } = visitor;
      await page.goto('/ky-so');
      await page
        .getByRole('listitem')
        .filter({ hasText: abstract.replace(/^V\/v /, '') })
        .getByRole('button', { name: 'Cấp số' })
        .click();
      const seal = page.locator('.sign-dialog').getByRole('button', { name: 'Cấp số và đóng dấu 1 văn bản' });
      await until(
        () => seal.isEnabled(),
        (enabled) => enabled,
      );
      await shoot(page, '06-seal-dialog');
      await seal.click();
      await page.getByLabel('Mã PIN').fill(cast.pin);
      await page.getByRole('dialog', { name: 'Ký số Công Vụ' }).getByRole('button', { name: 'Ký' }).click();
      await page.getByText('Đã cấp số và đóng dấu 1 văn bản').waitFor();
      await page.getByText('gửi ngay đến 26 nơi nhận').waitFor();
      await shoot(page, '07-issue');
      await page.locator('.sign-dialog').getByRole('button', { name: 'Phát hành 1 văn bản' }).click();
      await page.getByText('Đã phát hành 1 văn bản').waitFor();
      const api = await cast.api(DISTRICT, { name: 'Lò Thị Mai Hương' });
      const view = await until(
        () => api.call<OutgoingView>('GET', `/api/outgoing/${draftId}`),
        (seen) => seen.state === 'issued' && seen.deliveryCounts.arrived === 26,
      );
      expect(view.deliveryCounts.total).toBe(26);
      expect(view.numberSymbol).toMatch(/^\d+\/UBND-VHTT$/);
      expect(view.issuedOn).toBe('2021-03-22');
      expect(view.verdict.verdict).toBe('valid');
      await page.goto(`/van-ban-di/${draftId}`);
      await page.getByText(view.numberSymbol).first().waitFor();
      await shoot(page, '08-issued');
      await leave(visitor);
    });

    test('the issued PDF carries two signatures that others accept too', async () => {
      const api = await cast.api(DISTRICT, { name: 'Lò Thị Mai Hương' });
      const view = await api.call<OutgoingView>('GET', `/api/outgoing/${draftId}`);
      const bytes = await api.bytes(view.mainFile.url);
      const [person, seal] = verifyPdf(bytes, { trustAnchors: [], at: office.clock.now() }).signatures;
      expect(person?.integrity).toBe('extended_as_permitted');
      // Evidence for later checks may have come behind the seal, and nothing else.
      expect(seal?.integrity).toMatch(/^(?:whole|extended_as_permitted)$/);
      expect(seal?.changes.filter(({ kind }) => kind !== 'evidence_added')).toEqual([]);
      if (spawnSync('pdfsig', ['-v']).error !== undefined) {
        console.info('e2e: pdfsig is absent, its opinion was left out');
        return;
      }
      const folder = mkdtempSync(join(tmpdir(), 'congvu-e2e-pdf-'));
      writeFileSync(join(folder, 'letter.pdf'), bytes);
      const { stdout } = spawnSync('pdfsig', ['-nocert', join(folder, 'letter.pdf')], { encoding: 'utf8' });
      rmSync(folder, { recursive: true });
      expect(stdout.match(/Signature is Valid/g)).toHaveLength(2);
      expect(stdout).toContain('Vũ Xuân Thịnh');
    });

    test('22/3 13:12: Bình Lư registers on a screen, its chairman directs on the phone', async () => {
      office.clock.set(at('2021-03-22', '13:12'));
      const clerk = await enter(BINH_LU, { name: 'Hoàng Thị Lan' });
      await clerk.page.goto('/van-ban-den');
      await clerk.page.getByText(abstract).first().click();
      await clerk.page.getByText('Hợp lệ').first().waitFor();
      await shoot(clerk.page, '09-incoming-clerk');
      await clerk.page.getByRole('button', { name: 'Vào sổ', exact: true }).click();
      await clerk.page.getByText('Đã vào sổ').first().waitFor();
      await leave(clerk);
      const id = await findLetter(await cast.api(BINH_LU, { name: 'Hoàng Thị Lan' }));
      await present(id);
      office.clock.set(at('2021-03-22', '13:40'));
      const chairman = await enter(BINH_LU, { name: 'Lò Văn Sơn' }, { device: 'phone' });
      await chairman.page.goto(`/van-ban-den/${id}`);
      await chairman.page.getByText('Giao Văn phòng - Thống kê chủ trì').click();
      await shoot(chairman.page, '10-directive-phone');
      await chairman.page.getByRole('button', { name: /^Gửi bút phê/ }).click();
      await chairman.page.getByText('Đang xử lý').first().waitFor();
      await leave(chairman);
      const lead = await enter(BINH_LU, { name: 'Nguyễn Thị Vân Anh' });
      await lead.page.goto(`/van-ban-den/${id}`);
      await lead.page.getByRole('button', { name: 'Báo cáo kết quả' }).waitFor();
      await shoot(lead.page, '11-incoming-lead');
      await leave(lead);
    });

    async function present(id: string): Promise<void> {
      const clerk = await cast.api(BINH_LU, { name: 'Hoàng Thị Lan' });
      const { leaders } = await clerk.call<z.infer<typeof IncomingOptions>>('GET', '/api/incoming/options');
      const chairman = leaders.find((leader) => leader.name === 'Lò Văn Sơn');
      await clerk.call('POST', '/api/incoming/present', { ids: [id], positionId: chairman?.positionId });
    }

    /** One agency from the first look to the result, by its own people over HTTP. */
    async function workThrough(agencyName: string): Promise<void> {
      const clerk = await cast.api(agencyName, { role: 'clerk' });
      const id = await findLetter(clerk);
      const options = await clerk.call<z.infer<typeof IncomingOptions>>('GET', '/api/incoming/options');
      const leaderName = options.leaders.find((leader) => !leader.title.startsWith('Phó')) ?? options.leaders[0];
      const view = await clerk.call<IncomingView>('GET', `/api/incoming/${id}`);
      if (view.state === 'received') {
        await clerk.call<IncomingAck>('POST', `/api/incoming/${id}/register`, {
          presentTo: leaderName?.positionId ?? null,
        });
      }
      const leader = await cast.api(agencyName, { name: leaderName?.name ?? '' });
      const leadName = view.state === 'received' ? await direct(leader, id) : 'Nguyễn Thị Vân Anh';
      const lead = await cast.api(agencyName, { name: leadName });
      await lead.call('POST', `/api/incoming/${id}/open`);
      const given = await lead.call<IncomingView>('GET', `/api/incoming/${id}`);
      await lead.call('POST', `/api/incoming/${id}/report`, {
        assignmentId: given.lead?.id,
        result: 'Đã lập danh sách theo các mẫu và gửi Phòng Văn hóa và Thông tin.',
      });
      await leader.call('POST', `/api/incoming/${id}/approve-result`, { assignmentId: given.lead?.id });
      const done = await leader.call<IncomingView>('GET', `/api/incoming/${id}`);
      expect(done.state).toBe('done');
    }

    /** Gives the letter to a specialist; answers who. */
    async function direct(leader: ApiPerson, id: string): Promise<string> {
      const { units } = await leader.call<AssigneeOptions>('GET', '/api/tasks/assignees?scope=agency');
      const specialist = units
        .flatMap((unit) => unit.people)
        .find((person) => person.title === 'Chuyên viên' || person.title.startsWith('Công chức Văn phòng'));
      await leader.call('POST', `/api/incoming/${id}/direct`, {
        text: 'Giao chủ trì lập danh sách theo mẫu, báo cáo trước ngày 01/4.',
        assignments: [{ role: 'lead', to: { kind: 'position', positionId: specialist?.positionId } }],
        dueOn: '2021-03-31',
      });
      return specialist?.fullName ?? '';
    }

    async function findLetter(clerk: ApiPerson): Promise<string> {
      const page = await clerk.call<IncomingPage>('GET', `/api/incoming?tab=all&q=${encodeURIComponent('UBND-VHTT')}`);
      const letter = page.items.find((item) => item.abstract === abstract);
      expect(letter?.verdict).toBe('valid');
      return letter?.id ?? '';
    }

    test('until 31/3 all 26 agencies register, direct, assign, report and finish; the district sees 26 × done', async () => {
      office.clock.set(at('2021-03-31', '09:00'));
      expect(cast.receivers).toHaveLength(26);
      for (const agencyName of cast.receivers) {
        await workThrough(agencyName);
      }
      const api = await cast.api(DISTRICT, { name: 'Lò Thị Mai Hương' });
      const view = await until(
        () => api.call<OutgoingView>('GET', `/api/outgoing/${draftId}`),
        (seen) => seen.deliveryCounts.done === 26,
      );
      expect(view.deliveries.every((delivery) => delivery.arrivalNumber !== null)).toBe(true);
      const visitor = await enter(DISTRICT, { name: 'Lò Thị Mai Hương' });
      await visitor.page.goto(`/van-ban-di/${draftId}`);
      await visitor.page.getByText(view.numberSymbol).first().waitFor();
      await shoot(visitor.page, '12-26-done');
      await leave(visitor);
    });

    test('a reply goes back as a draft that names what it answers', async () => {
      office.clock.set(at('2021-03-31', '14:00'));
      const lead = await cast.api(BINH_LU, { name: 'Nguyễn Thị Vân Anh' });
      const clerk = await cast.api(BINH_LU, { role: 'clerk' });
      const id = await findLetter(clerk);
      const opened = await lead.call<z.infer<typeof DraftIdAnswer>>('POST', '/api/drafts', { replyToId: id });
      const draft = await lead.call<DraftView>('GET', `/api/drafts/${opened.id}`);
      expect(draft.related.map((related) => related.kind)).toContain('reply');
      expect(draft.receivers.map((receiver) => receiver.name)).toEqual([DISTRICT]);
    });
  });
}
