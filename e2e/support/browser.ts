import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from './office.ts';

const SHOTS = fileURLToPath(new URL('../../artifacts/screens/', import.meta.url));

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('no Chromium on this machine');
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface Visit {
  context: BrowserContext;
  page: Page;
  /** What went wrong on the page without anybody seeing it: refused scripts, exceptions, answers of 500 and more. */
  faults: string[];
}

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** The pages look for the signing programs of the computer on their ports; that none answers there is no fault. */
const LOCAL_PROGRAM = /\/\/127\.0\.0\.1:(?:1847[4-8]|8987)\b/;

/** What the policy of a page stops, said where it is read whatever the browser itself says. */
const TELL_VIOLATIONS = `addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
  console.error('policy ' + effectiveDirective + ' stopped ' + blockedURI + ' ' + sample))`;

/** How long a page is waited for, as long as all else is (project `e2e`). */
export const PATIENCE_MS = 120_000;

const open = new Set<Visit>();

/** Whoever is still looking at a page. */
export function openVisits(): Visit[] {
  return [...open];
}

/** A person at a computer or with a phone, in a browser of their own. */
export async function visit(browser: Browser, url: string, device: keyof typeof SIZES = 'desk'): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: SIZES[device],
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    hasTouch: device === 'phone',
    isMobile: device === 'phone',
    acceptDownloads: true,
  });
  // A machine that is busy takes longer to answer than the half minute of the library.
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(TELL_VIOLATIONS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    const isLookedFor = LOCAL_PROGRAM.test(message.location().url) || LOCAL_PROGRAM.test(message.text());
    if (message.type() === 'error' && !message.text().includes('status of 4') && !isLookedFor) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on('response', (response) => {
    if (response.status() >= 500) {
      faults.push(`${response.status()} ${response.url()}`);
    }
  });
  const visitor = { context, page, faults };
  open.add(visitor);
  context.on('close', () => open.delete(visitor));
  return visitor;
}

/** To another screen as a tap does, without loading the office anew; by its address where none is open yet. */
export async function goInside(page: Page, path: string): Promise<void> {
  const isOpen = await page.locator('main').first().isVisible();
  await (isOpen ? page.evaluate(`history.pushState({}, '', ${JSON.stringify(path)})`) : page.goto(path));
}

export function shotPath(name: string): string {
  mkdirSync(SHOTS, { recursive: true });
  return `${SHOTS}${name}.png`;
}

/** With CONGVU_SHOTS=1 kept under an ignored folder as the pictures of the run; they take an eighth of its time. */
export async function shoot(page: Page, name: string): Promise<void> {
  await page.getByText('Đang mở trang…').first().waitFor({ state: 'hidden' });
  if (process.env.CONGVU_SHOTS === '1') {
    await page.screenshot({ path: shotPath(name) });
  }
}
