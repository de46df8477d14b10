import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { shoot, type Visit, visit } from './browser.ts';

type Device = 'desk' | 'phone';

/** Words that only an unfinished or broken Vietnamese screen shows. */
const ENGLISH =
  /\b(?:loading|error|submit|cancel|undefined|null|nan|invalid(?: date)?|no data|close|search|select|delete|upload|next|previous|true|false)\b|\[object/i;

/** Bars that stand for what is to come, and first pages that are not drawn yet (300 is the width of an empty canvas). */
const WAITING = `document.querySelectorAll('.skeleton, [aria-busy="true"]').length
  + [...document.querySelectorAll('[data-page="1"] > canvas')].filter((canvas) => canvas.width === 300).length`;

/** Until the page is dark and no colour is still on its way. */
const DARK = `new Promise((resolve) => {
  const passing = () => document.getAnimations().some((one) => one instanceof CSSTransition);
  const look = () =>
    document.documentElement.dataset.theme === 'dark' && !passing() ? resolve() : requestAnimationFrame(look);
  setTimeout(look, 80);
})`;

export interface Watched extends Visit {
  /** Waits until the page asks nothing of the server and shows no waiting bars. */
  settle(): Promise<void>;
}

/** A browser that also counts refused calls as faults and knows when the page has come to rest. */
export async function watch(browser: Parameters<typeof visit>[0], url: string, device: Device): Promise<Watched> {
  const visitor = await visit(browser, url, device);
  const { page, faults } = visitor;
  await page.emulateMedia({ colorScheme: 'light' });
  const open = new Set<unknown>();
  let changedAt = Date.now();
  page.on('request', (request) => {
    if (!request.url().endsWith('/api/events')) {
      open.add(request);
      changedAt = Date.now();
    }
  });
  const closed = (request: unknown): void => {
    open.delete(request);
    changedAt = Date.now();
  };
  page.on('requestfinished', closed);
  page.on('requestfailed', closed);
  page.on('response', (response) => {
    if (response.status() >= 400 && response.status() < 500) {
      faults.push(`${response.status()} ${response.request().method()} ${response.url()}`);
    }
  });
  return {
    ...visitor,
    settle: async () => {
      const end = Date.now() + 15_000;
      for (;;) {
        const waiting: number = await page.evaluate(WAITING);
        if (open.size === 0 && waiting === 0 && Date.now() - changedAt > 120) {
          return;
        }
        if (Date.now() > end) {
          throw new Error(`${page.url()} does not come to rest: ${open.size} requests open, ${waiting} parts waiting`);
        }
        await page.waitForTimeout(40);
      }
    },
  };
}

// What runs in the page is written as text: the programme of the tests knows no document and no window.

const TEXTS = `(() => {
  const names = ['aria-label', 'title', 'placeholder', 'alt'];
  const named = [...document.querySelectorAll(names.map((name) => '[' + name + ']').join(','))];
  // Addresses are no language: those set as code are taken out wherever they stand.
  const addresses = [...document.querySelectorAll('code')]
    .map((element) => element.textContent)
    .filter((text) => /^https?:\\/\\/\\S+$/.test(text))
    .sort((one, other) => other.length - one.length);
  const texts = [document.body.innerText, ...named.flatMap((element) => names.map((name) => element.getAttribute(name) ?? ''))];
  return texts.map((text) => addresses.reduce((rest, address) => rest.replaceAll(address, ''), text));
})()`;

/** What a reader or a screen reader would get to hear in another language. */
async function findEnglish(page: Page): Promise<string[]> {
  const texts: string[] = await page.evaluate(TEXTS);
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => ENGLISH.test(line));
  return lines.map((line) => `English: ${line}`);
}

/** Wider than the window, or a control beyond its edge that no sideways scrolling brings back. */
const WIDTHS = `(() => {
  const room = document.documentElement.clientWidth;
  const rolls = (element) =>
    element !== null && (/auto|scroll/.test(getComputedStyle(element).overflowX) || rolls(element.parentElement));
  const outside = (element) => element.checkVisibility() && element.getBoundingClientRect().right > room + 1;
  const name = (element) => element.tagName.toLowerCase() + '.' + (element.getAttribute('class') ?? '');
  const all = [...document.querySelectorAll('body *')].filter(outside);
  return {
    room,
    wide: document.documentElement.scrollWidth,
    outside: all.slice(0, 3).map(name),
    cut: all.filter((element) => element.matches('a, button, input, select, textarea') && !rolls(element.parentElement)).map(name),
  };
})()`;

interface Widths {
  room: number;
  wide: number;
  outside: string[];
  cut: string[];
}

async function findOverflow(page: Page): Promise<string[]> {
  const { room, wide, outside, cut }: Widths = await page.evaluate(WIDTHS);
  return [
    ...(wide > room ? [`${wide} px on a screen of ${room}: ${outside.join(', ')}`] : []),
    ...cut.map((name) => `cut off at ${room} px: ${name}`),
  ];
}

interface Violation {
  id: string;
  impact: string;
  where: string[];
}

/** Half a megabyte: sent once a page, not once a look. */
async function bringAxe(page: Page): Promise<void> {
  if (!(await page.evaluate('window.axe !== undefined'))) {
    // Through the debugger, not as a script of the page: the page's policy stays as strict as it is.
    await page.evaluate(axe.source);
  }
}

async function findAxe(page: Page, options: { runOnly?: string[] } = {}): Promise<string[]> {
  await bringAxe(page);
  const violations: Violation[] = await page.evaluate(`(async () => {
    const { violations } = await window.axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], ...options })});
    const where = ({ target, any }) => target.join(' ') + ' ' + (any[0]?.message ?? '');
    return violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.slice(0, 3).map(where) }));
  })()`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, where }) => `axe ${impact} ${id}: ${where.join(' | ')}`);
}

export interface Shown {
  name: string;
  path: string;
  /** Something that is only there when the screen is really the one meant. */
  has?: string | RegExp;
  /** The answer of the server that this very screen is about. */
  refused?: RegExp;
}

/** At the desk by its address, as a link in a letter opens it; on the phone from the screen before, as a tap does. */
async function open(page: Page, path: string, device: Device): Promise<void> {
  const isInside = device === 'phone' && (await page.locator('main').first().isVisible());
  await (isInside ? page.evaluate(`history.pushState({}, '', ${JSON.stringify(path)})`) : page.goto(path));
  await page.locator('main').first().waitFor();
}

/** The colours of the dark come from the same names at every width: seen at one, they are known at the other. */
async function findDark(page: Page, name: string): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(DARK);
  await shoot(page, `${name}-desk-dark`);
  const dark = await findAxe(page, { runOnly: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: 'light' });
  return dark.map((problem) => `dark: ${problem}`);
}

/** Opens one screen, looks at it in both colours and answers everything that is wrong with it. */
export async function checkScreen({ page, faults, settle }: Watched, shown: Shown, device: Device): Promise<string[]> {
  const before = faults.length;
  await open(page, shown.path, device);
  await settle();
  // The picture comes first: what follows scrolls.
  await shoot(page, `${shown.name}-${device}`);
  const problems: string[] = [];
  if (shown.has !== undefined) {
    const there = page.getByText(shown.has).filter({ visible: true }).first();
    await there.waitFor({ timeout: 5_000 }).catch(() => problems.push(`"${String(shown.has)}" is not on the screen`));
    // Reachable, not behind something else; the dry run scrolls to it and waits until nothing covers it.
    await there
      .hover({ trial: true, timeout: 3_000 })
      .catch(() => problems.push(`"${String(shown.has)}" is covered or beyond reach`));
  }
  problems.push(...(await findEnglish(page)), ...(await findOverflow(page)), ...(await findAxe(page)));
  if (device === 'desk') {
    problems.push(...(await findDark(page, shown.name)));
  }
  problems.push(...faults.slice(before).filter((fault) => shown.refused?.test(fault) !== true));
  return problems.map((problem) => `${shown.path} (${device}) ${problem}`);
}
