import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MeView, OutgoingView, SignatureCheck, SigningBatch } from '@congvu/contracts';
import { renderPdf } from '@congvu/nd30/render';
import { signDocument } from '@congvu/pades';
import { algorithmsOf, generateKeys, type IssuedCertificate, OID, parseCertificate, writePem } from '@congvu/pki';
import { type Authority, createAuthority, type ServedAuthority, serveAuthority } from '@congvu/pki/authority';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type StartedAgent, startAgent } from './support/agent.ts';
import { openBrowser, shoot, type Visit, visit } from './support/browser.ts';
import { forge } from './support/forge.ts';
import { writeLetters } from './support/letters.ts';
import { findChromium, startInstallation, type TestInstallation } from './support/office.ts';
import { callsOf, enter as enterOffice, leave } from './support/person.ts';
import { openToSign, PERSONAL, SEAL, signOnScreen, signQuietly } from './support/sign.ts';
import { Cast, until } from './support/story.ts';
import { canPlayToken, type PlayedToken, playToken } from './support/token.ts';

const DISTRICT = 'UBND huyện Tam Đường';
const CLERK = { name: 'Lò Thị Mai Hương' };
const LEADER = { name: 'Vũ Xuân Thịnh' };
const FIRST_ADMINISTRATOR = { role: 'administrator' };
const SECOND_ADMINISTRATOR = { name: 'Lù Hồng Quân' };
const AUTHORITY = 'thử nghiệm Hoàng Liên';
const PROVEN = 'V/v kiểm tra việc sử dụng chữ ký số tại các xã';
const ISSUED = 'V/v chấn chỉnh việc gửi, nhận văn bản điện tử';
const BATCH = 30;
const INTERRUPTED = 'V/v rà soát thiết bị lưu khóa bí mật';

/** A letter of nobody's office with a signature whose time is only the signer's word. */
async function signWith(issued: IssuedCertificate, authority: Authority, at: string): Promise<Uint8Array> {
  const { pdf } = renderPdf({
    type: 'official_letter',
    issuingAgency: ['UBND HUYỆN TAM ĐƯỜNG'],
    number: 999,
    symbol: 'UBND',
    placeOfIssue: 'Tam Đường',
    issuedOn: '2021-03-22',
    abstract: 'V/v chuyển kinh phí',
    addressees: ['Kho bạc Nhà nước huyện'],
    body: [{ kind: 'paragraph', text: 'Đề nghị chuyển ngay kinh phí theo danh sách.' }],
    recipients: ['Như trên', 'Lưu: VT'],
    signatory: { lines: ['PHÓ CHỦ TỊCH'], name: LEADER.name },
  });
  const signer = { certificate: issued.certificate, chain: authority.chain, algs: algorithmsOf(issued.privateKey) };
  const { tail } = await signDocument(pdf, { field: 'Ky', signer, signedAt: new Date(at) }, { key: issued.privateKey });
  return Buffer.concat([pdf, tail]);
}

async function upload(page: Page, files: Record<string, Uint8Array>): Promise<void> {
  await page
    .locator('.upload input[type="file"]')
    .setInputFiles(
      Object.entries(files).map(([name, bytes]) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(bytes) })),
    );
}

/** The word beside a file in the list of the check page. */
function verdictOf(page: Page, name: string): Promise<string | null> {
  return page.locator('.check-file').filter({ hasText: name }).locator('.chip').textContent();
}

/** The words of a PDF as another program reads them; undefined, and said, where there is none. */
function textOf(pdf: Uint8Array, what: string): string | undefined {
  if (spawnSync('pdftotext', ['-v']).error !== undefined) {
    console.info(`e2e: pdftotext is absent, ${what} was left out`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'congvu-e2e-text-'));
  writeFileSync(join(folder, 'file.pdf'), pdf);
  const { stdout } = spawnSync('pdftotext', ['-layout', join(folder, 'file.pdf'), '-'], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return stdout.normalize('NFC');
}

async function chairmanOf(cast: Cast): Promise<{ name: string }> {
  const chairman = await cast.api(DISTRICT, { title: 'Chủ tịch' });
  return { name: (await chairman.call<MeView>('GET', '/api/me')).user.displayName };
}

const hasChromium = findChromium() !== undefined;
if (!hasChromium) {
  test('signatures that hold', () => {
    console.info('e2e: no Chromium on this machine, the journeys of signatures were left out');
  });
}

if (hasChromium && !canPlayToken) {
  test('a token of one’s own', () => {
    console.info('e2e: SoftHSM2 or OpenSC is absent, the journeys of the token and its loss were left out');
  });
}

describe.runIf(hasChromium && canPlayToken)('a token of one’s own', () => {
  let office: TestInstallation;
  let browser: Browser;
  let cast: Cast;
  let authority: Authority;
  let served: ServedAuthority;
  let issued: IssuedCertificate;
  let token: PlayedToken;
  let agent: StartedAgent;
  let provenId: string;
  let interruptedId: string;
  let leader: Visit;

  beforeAll(async () => {
    office = await startInstallation({ demo: true, at: '2021-03-22T08:30:00+07:00' });
    browser = await openBrowser();
    cast = await Cast.read(office.url);
    const now = (): Date => office.clock.now();
    authority = createAuthority({
      name: AUTHORITY,
      at: now(),
      from: new Date('2020-01-01'),
      to: new Date('2049-01-01'),
    });
    served = await serveAuthority(authority, { now });
    issued = authority.issue({
      subject: [
        { oid: OID.country, value: 'VN' },
        { oid: OID.organization, value: 'Ủy ban nhân dân huyện Tam Đường' },
        { oid: OID.commonName, value: LEADER.name },
      ],
      keys: generateKeys('rsa-2048'),
    });
    token = playToken('Thiết bị ký', issued, [authority.issuing.certificate]);
    agent = await startAgent(token);
    [provenId = '', interruptedId = ''] = await writeLetters(cast, LEADER, [PROVEN, INTERRUPTED]);
  });
  afterAll(async () => {
    await browser?.close();
    await agent?.stop();
    token?.remove();
    await served?.close();
    await office?.stop();
  });

  function enter(who: Parameters<Cast['userName']>[1], device: 'desk' | 'phone' = 'desk'): Promise<Visit> {
    return enterOffice(browser, office.url, cast, DISTRICT, who, { device });
  }

  test('one administrator proposes the authority, the other agrees', async () => {
    const first = await enter(FIRST_ADMINISTRATOR);
    await first.page.goto('/quan-tri/tin-cay');
    await first.page.getByRole('button', { name: 'Đề nghị tin cậy' }).click();
    const dialog = first.page.getByRole('dialog', { name: 'Đề nghị tin cậy một nơi cấp' });
    await dialog.getByLabel('Chứng thư của nơi cấp', { exact: true }).fill(writePem(authority.root.certificate));
    await dialog.getByLabel('Dấu thời gian', { exact: true }).check();
    await dialog.getByLabel(/^Địa chỉ dịch vụ dấu thời gian/).fill(served.urls.tsa);
    await dialog.getByLabel(/^Địa chỉ tra cứu thu hồi/).fill(served.urls.ocsp);
    await dialog.getByLabel(/^Địa chỉ danh sách thu hồi/).fill(`${served.urls.crl}\n${served.urls.rootCrl}`);
    await dialog.getByLabel('Lý do, căn cứ').fill('Nơi cấp thiết bị ký cho lãnh đạo huyện.');
    await shoot(first.page, 'signatures-01-propose');
    await dialog.getByRole('button', { name: 'Gửi đề nghị' }).click();
    await first.page.getByText('Đã gửi đề nghị, chờ quản trị thứ hai đồng ý.').waitFor();
    await shoot(first.page, 'signatures-02-proposed');
    await leave(first);

    const second = await enter(SECOND_ADMINISTRATOR);
    await second.page.goto('/quan-tri/tin-cay');
    await second.page.getByRole('button', { name: `Gốc ${AUTHORITY}` }).click();
    await second.page.getByRole('button', { name: 'Đồng ý tin cậy' }).click();
    const agreeing = second.page.getByRole('dialog');
    await agreeing.getByLabel('Lý do, căn cứ').fill('Đã đối chiếu mã băm qua điện thoại.');
    await agreeing.getByRole('button', { name: 'Đồng ý tin cậy' }).click();
    await second.page.getByText('Đã đồng ý tin cậy.').waitFor();
    await shoot(second.page, 'signatures-03-trusted');
    await leave(second);
  });

  /** Presses the button of the page, compares both codes and says yes in the program's own window. */
  async function pair(
    { page, context }: Visit,
    look: (own: Page) => Promise<void> = async () => undefined,
  ): Promise<void> {
    if (!page.url().endsWith('/chung-thu-so')) {
      await page.goto('/chung-thu-so');
    }
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Ghép với chương trình ký số' }).click();
    const own = await opened;
    await own.waitForURL(`${agent.url}/**`);
    const code = page.getByLabel('Mã ghép');
    await until(
      async () => (await code.textContent()) ?? '',
      (text) => /\d/.test(text),
    );
    expect(await own.locator('.code').textContent()).toBe(await code.textContent());
    await look(own);
    await own.getByRole('button', { name: 'Đúng mã, cho phép' }).click();
    await code.waitFor({ state: 'hidden' });
  }

  test('the leader pairs the page with the program of the computer and adds the token', async () => {
    leader = await enter(LEADER);
    const { page } = leader;
    await page.goto('/chung-thu-so');
    await page.getByRole('button', { name: 'Thêm chứng thư' }).click();
    const dialog = page.getByRole('dialog', { name: 'Thêm chứng thư' });
    await dialog.getByText('Chương trình ký số đang chạy').waitFor();
    await shoot(page, 'signatures-04-unpaired');
    await pair(leader, async (own) => {
      await shoot(page, 'signatures-05-pairing');
      await shoot(own, 'signatures-06-agent-pairing');
    });
    await dialog.getByRole('radio', { name: LEADER.name }).check();
    await shoot(page, 'signatures-07-add');
    await dialog.getByRole('button', { name: 'Thêm chứng thư' }).click();
    await page.getByText(`Đã thêm chứng thư của ${LEADER.name}.`).waitFor();
    await page.getByText('Sẵn sàng', { exact: true }).waitFor();
    await shoot(page, 'signatures-08-keys');
  });

  /** The leader presses the button; answers the window of the program, where the PIN is asked. */
  async function startSigning({ page, context }: Visit, title: string): Promise<Page> {
    await openToSign(page, { title: title.replace(/^V\/v /, ''), ...PERSONAL });
    const opened = context.waitForEvent('page');
    await page.locator('.sign-dialog').getByRole('button', { name: PERSONAL.act }).click();
    const own = await opened;
    await own.getByRole('button', { name: 'Ký 1 văn bản' }).waitFor();
    return own;
  }

  test('the leader signs: the PIN goes into the program’s own window', async () => {
    const { page } = leader;
    const own = await startSigning(leader, PROVEN);
    await shoot(page, 'signatures-09-sign');
    await shoot(own, 'signatures-10-agent-pin');
    await own.getByLabel(/^Mã PIN của thiết bị/).fill(token.pin);
    await own.getByRole('button', { name: 'Ký 1 văn bản' }).click();
    await page.getByText(PERSONAL.done).waitFor();
    await shoot(page, 'signatures-11-signed');
    await page.locator('.sign-dialog').getByRole('button', { name: 'Xong' }).click();
  });

  test('the clerk seals and issues; the document says that its time is proven', async () => {
    office.clock.set('2021-03-22T09:10:00+07:00');
    const clerk = await enter(CLERK);
    const { page } = clerk;
    await signOnScreen(page, { title: PROVEN.replace(/^V\/v /, ''), ...SEAL, pin: cast.pin });
    await page.locator('.sign-dialog').getByRole('button', { name: 'Phát hành 1 văn bản' }).click();
    await page.getByText('Đã phát hành 1 văn bản').waitFor();
    const calls = callsOf(clerk.context);
    const check = await until(
      () => calls.call<SignatureCheck>('GET', `/api/outgoing/${provenId}/signatures`),
      ({ verdict }) => verdict === 'valid',
    );
    expect(check.signatures.map(({ signer, provenAt }) => [signer, provenAt !== null])).toEqual([
      [LEADER.name, true],
      ['Ủy ban nhân dân huyện Tam Đường', true],
    ]);
    expect(check.signatures.map(({ level }) => level)).not.toContain('B');
    expect(check.signatures[0]?.path.at(-1)).toBe(`Gốc ${AUTHORITY}`);
    expect(served.requests.some((request) => request.includes('/ocsp'))).toBe(true);
    await page.goto(`/van-ban-di/${provenId}`);
    await page.getByRole('button', { name: 'Xem chữ ký trên trang' }).click();
    await page
      .getByText(/có dấu thời gian chứng minh/)
      .first()
      .waitFor();
    await shoot(page, 'signatures-12-issued');
    await leave(clerk);
  });

  test('another program finds two valid signatures in the file', async () => {
    const clerk = await cast.api(DISTRICT, CLERK);
    const { mainFile } = await clerk.call<OutgoingView>('GET', `/api/outgoing/${provenId}`);
    const bytes = await clerk.bytes(mainFile.url);
    if (spawnSync('pdfsig', ['-v']).error !== undefined) {
      console.info('e2e: pdfsig is absent, its opinion on the letter of the token was left out');
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), 'congvu-e2e-pdf-'));
    writeFileSync(join(folder, 'letter.pdf'), bytes);
    const { stdout } = spawnSync('pdfsig', ['-nocert', join(folder, 'letter.pdf')], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(stdout.match(/Signature is Valid/g)).toHaveLength(2);
  });

  test('lost: two taps on a phone, and what waits for the PIN can be signed no more', async () => {
    office.clock.set('2021-03-22T10:00:00+07:00');
    leader = await enter(LEADER);
    await pair(leader);
    const own = await startSigning(leader, INTERRUPTED);

    const phone = await enter(LEADER, 'phone');
    await phone.page.goto('/chung-thu-so');
    const card = phone.page.getByRole('article').filter({ hasText: token.label });
    await card.waitFor();
    await shoot(phone.page, 'signatures-13-keys-phone');
    await card.getByRole('button', { name: 'Báo mất khóa' }).tap();
    const freeze = phone.page.getByRole('button', { name: 'Khóa ngay chứng thư này' });
    await freeze.click({ trial: true });
    await shoot(phone.page, 'signatures-14-loss-phone');
    await freeze.tap();
    await phone.page.getByText('Đã khóa chứng thư').waitFor();
    await phone.page.getByText('1 lượt ký đang chờ đã bị hủy').waitFor();
    await phone.page.getByRole('link', { name: /kiểm tra việc sử dụng chữ ký số/ }).waitFor();
    await shoot(phone.page, 'signatures-15-frozen-phone');
    await leave(phone);

    await own.getByLabel(/^Mã PIN của thiết bị/).fill(token.pin);
    await own.getByRole('button', { name: 'Ký 1 văn bản' }).click();
    const { page } = leader;
    await page
      .locator('.sign-dialog')
      .getByText(/báo mất/)
      .first()
      .waitFor();
    await shoot(page, 'signatures-16-not-signed');
    const view = await callsOf(leader.context).call<OutgoingView>('GET', `/api/outgoing/${interruptedId}`);
    expect([view.state, view.verdict.signers.length]).toEqual(['awaiting_signature', 0]);
    await leader.context.close();
  });

  test('the clerk reads the report, an administrator notes the revocation', async () => {
    const clerk = await enter(CLERK);
    await clerk.page.goto('/chung-thu-so?phan=bao-mat');
    const row = clerk.page.getByRole('listitem').filter({ hasText: `${LEADER.name} báo mất lúc` });
    await row.getByText('1 lượt ký đã hủy, 1 văn bản cần xem lại').click();
    await shoot(clerk.page, 'signatures-17-report');
    await leave(clerk);

    office.clock.set('2021-03-22T11:00:00+07:00');
    authority.revoke(parseCertificate(issued.certificate).serial, office.clock.now(), 'keyCompromise');
    const administrator = await enter(FIRST_ADMINISTRATOR);
    const { page } = administrator;
    await page.goto('/chung-thu-so?phan=bao-mat');
    await page.getByRole('button', { name: 'Nơi cấp đã thu hồi' }).click();
    await page.getByLabel('Văn bản hoặc thông báo của nơi cấp').fill('Thông báo thu hồi của nơi cấp ngày 22/3/2021.');
    await shoot(page, 'signatures-18-close');
    await page.getByRole('button', { name: 'Ghi đã thu hồi' }).click();
    await page.getByText('Đã ghi kết quả thu hồi.').waitFor();
    await shoot(page, 'signatures-19-closed');
    await leave(administrator);
  });

  test('what was signed before, with proven time, stays valid; what claims to be signed later is not', async () => {
    office.clock.set('2021-03-22T13:00:00+07:00');
    const clerk = await enter(CLERK);
    const { page } = clerk;
    const api = await cast.api(DISTRICT, CLERK);
    const { mainFile } = await api.call<OutgoingView>('GET', `/api/outgoing/${provenId}`);
    await page.goto('/kiem-tra-chu-ky');
    await upload(page, {
      'truoc.pdf': await api.bytes(mainFile.url),
      'sau.pdf': await signWith(issued, authority, '2021-03-22T12:00:00+07:00'),
    });
    expect(await verdictOf(page, 'truoc.pdf')).toBe('Hợp lệ');
    expect(await verdictOf(page, 'sau.pdf')).toBe('Không hợp lệ');
    await page.getByRole('button', { name: /sau\.pdf/ }).click();
    await page
      .getByText(/đã bị thu hồi/)
      .first()
      .waitFor();
    await shoot(page, 'signatures-20-after-loss');
    await leave(clerk);
  });
});

describe.runIf(hasChromium)('files and batches', () => {
  let office: TestInstallation;
  let browser: Browser;
  let cast: Cast;
  let letter: Uint8Array;

  beforeAll(async () => {
    office = await startInstallation({ demo: true, at: '2021-03-22T08:30:00+07:00' });
    browser = await openBrowser();
    cast = await Cast.read(office.url);
    const [id = ''] = await writeLetters(cast, LEADER, [ISSUED]);
    const clerk = await cast.api(DISTRICT, CLERK);
    await signQuietly(await cast.api(DISTRICT, LEADER), 'outgoing.sign', id, cast.pin);
    await signQuietly(clerk, 'outgoing.seal', id, cast.pin);
    await clerk.call('POST', '/api/outgoing/issue', { documentIds: [id] });
    const { mainFile } = await clerk.call<OutgoingView>('GET', `/api/outgoing/${id}`);
    letter = await clerk.bytes(mainFile.url);
  });
  afterAll(async () => {
    await browser?.close();
    await office?.stop();
  });

  test('a forged letter: what was changed stands on the page, and the page as it was signed beside it', async () => {
    const clerk = await enterOffice(browser, office.url, cast, DISTRICT, CLERK);
    const { page } = clerk;
    await page.goto('/kiem-tra-chu-ky');
    await upload(page, {
      'that.pdf': letter,
      'phu-chu.pdf': forge(letter, 'annotation', 'free-text'),
      'sua-so.pdf': forge(letter, 'form', 'both-changed'),
      'sua-byte.pdf': forge(letter, 'bytes', 'amount'),
    });
    await until(
      () => page.locator('.check-file').count(),
      (count) => count === 4,
    );
    expect(await verdictOf(page, 'that.pdf')).toBe('Hợp lệ');
    for (const name of ['phu-chu.pdf', 'sua-so.pdf', 'sua-byte.pdf']) {
      expect(await verdictOf(page, name)).toBe('Không hợp lệ');
    }
    await page.getByRole('button', { name: /sua-so\.pdf/ }).click();
    await page.locator('.sig-mark.is-forbidden').first().waitFor();
    await shoot(page, 'check-1-number');
    await page.getByRole('button', { name: /phu-chu\.pdf/ }).click();
    const mark = page.getByRole('button', { name: /^Chỗ 1, / });
    await mark.waitFor();
    await mark.click();
    expect(await page.locator('.sig-change.is-asked').filter({ visible: true }).count()).toBe(1);
    await shoot(page, 'check-2-overlay');
    const states = page.getByRole('group', { name: 'Bản đang xem' }).or(page.getByLabel('Bản đang xem'));
    await states.getByText('Bản 2', { exact: true }).click();
    await mark.waitFor({ state: 'hidden' });
    // An empty canvas is 300 wide.
    await until(
      () => page.evaluate<boolean>(`document.querySelector('[data-page="1"] > canvas')?.width > 300`),
      (isDrawn) => isDrawn,
    );
    await shoot(page, 'check-3-as-signed');
    const [report] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Tải báo cáo PDF' }).click(),
    ]);
    const words = textOf(await readFile(await report.path()), 'the report of the check');
    if (words !== undefined) {
      expect(words).toContain('Không hợp lệ');
      expect(words).toContain(LEADER.name);
      expect(words).toContain('phu-chu.pdf');
    }
    await leave(clerk);
  });

  test('a file picked while the one before is still being put away opens all the same', async () => {
    const clerk = await enterOffice(browser, office.url, cast, DISTRICT, CLERK);
    const { page } = clerk;
    // On a slow machine the reader takes this long to let go of a file.
    await page.addInitScript(`{
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (message, ...rest) {
        setTimeout(() => post.call(this, message, ...rest), message?.action === 'Terminate' ? 1500 : 0);
      };
    }`);
    await page.goto('/kiem-tra-chu-ky');
    await upload(page, { 'mot.pdf': letter, 'hai.pdf': letter });
    for (const name of ['mot.pdf', 'hai.pdf', 'mot.pdf']) {
      await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
      const paper = page.getByRole('region', { name: `Văn bản: ${name}` });
      await paper.locator('.paper-page, .paper-fault').first().waitFor();
      expect(await paper.locator('.paper-fault').count()).toBe(0);
    }
    await leave(clerk);
  });

  test('anybody asks by the code on the paper, and whether a file is the one that was issued', async () => {
    const words = textOf(letter, 'the code on the paper');
    if (words === undefined) {
      return;
    }
    const code = /Mã:\s*([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})/.exec(words)?.[1] ?? '';
    expect(code).not.toBe('');
    const stranger = await visit(browser, office.url, 'phone');
    const { page } = stranger;
    await page.goto(`/kiem-tra/${code}`);
    await page.getByText('Văn bản do cơ quan phát hành').waitFor();
    await page.getByText(ISSUED).first().waitFor();
    await shoot(page, 'check-4-public');
    await upload(page, { 'that.pdf': letter });
    await page.getByText('Đúng tệp đã phát hành').waitFor();
    await upload(page, { 'gia.pdf': forge(letter, 'annotation', 'free-text') });
    await page.getByText('Không phải tệp đã phát hành').waitFor();
    await page.getByText('Không phải tệp đã phát hành').scrollIntoViewIfNeeded();
    await shoot(page, 'check-5-public-file');
    await leave(stranger);
  });

  test('thirty letters, one PIN, a page loaded anew in the middle', async () => {
    const abstracts = Array.from({ length: BATCH }, (_, index) => `V/v phân công trực tuần ${index + 1}`);
    const chairman = await chairmanOf(cast);
    const ids = await writeLetters(cast, chairman, abstracts);
    const signer = await enterOffice(browser, office.url, cast, DISTRICT, chairman);
    const { page } = signer;
    await page.goto('/ky-so');
    await page.getByRole('button', { name: `Ký ${BATCH} văn bản` }).click();
    const dialog = page.locator('.sign-dialog');
    await dialog.getByLabel(/^Chọn cả \d+ văn bản chưa mở xem/).check();
    await shoot(page, 'batch-1-review');
    await dialog.getByRole('button', { name: `Ký ${BATCH} văn bản` }).click();
    await page.getByLabel('Mã PIN').fill(cast.pin);
    await page.getByRole('dialog', { name: 'Ký số Công Vụ' }).getByRole('button', { name: 'Ký' }).click();
    const calls = callsOf(signer.context);
    const batchId = new URL(page.url()).searchParams.get('lo') ?? '';
    await until(
      () => calls.call<SigningBatch>('GET', `/api/signing/batches/${batchId}`),
      ({ items }) => items.some(({ state }) => state !== 'open'),
    );
    await page.reload();
    await dialog.getByText(`Đã ký ${BATCH} văn bản`).waitFor();
    await shoot(page, 'batch-2-done');
    const states = await Promise.all(ids.map((id) => calls.call<OutgoingView>('GET', `/api/outgoing/${id}`)));
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['signed']));
    await leave(signer);
  });
});
