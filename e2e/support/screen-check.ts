import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { goInside, shoot, type Visit, visit } from './browser.ts';
import { watchRest } from './rest.ts';

type Device = 'desk' | 'phone';

/** Words that only an unfinished or broken Vietnamese screen shows. */
const ENGLISH =
  /\b(?:loading|error|submit|cancel|undefined|null|nan|invalid(?: date)?|no data|close|search|select|delete|upload|next|previous|true|false)\b|\[object/i;

type Colour = 'light' | 'dark';

/** Until the page is in these colours and none is still on its way. */
const inColour = (colour: Colour): string => `new Promise((resolve) => {
  const passing = () => document.getAnimations().some((one) => one instanceof CSSTransition);
  const look = () =>
    document.documentElement.dataset.theme === '${colour}' && !passing() ? resolve() : requestAnimationFrame(look);
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
  page.on('response', (response) => {
    if (response.status() >= 400 && response.status() < 500) {
      faults.push(`${response.status()} ${response.request().method()} ${response.url()}`);
    }
  });
  return { ...visitor, settle: watchRest(page) };
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

/** Rules whose breach is never more than moderate: their answers are not looked at, so they are not asked (a quarter of the whole). */
const MILD = `Object.fromEntries(window.axe._audit.rules
  .filter(({ impact }) => impact === 'minor' || impact === 'moderate')
  .map(({ id }) => [id, { enabled: false }]))`;

async function findAxe(page: Page, asked = `rules: ${MILD}`): Promise<string[]> {
  await bringAxe(page);
  const violations: Violation[] = await page.evaluate(`(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'], ${asked} });
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

/** What each page was last looked at in; they begin light. */
const colours = new WeakMap<Page, Colour>();

async function changeColour(page: Page, colour: Colour): Promise<void> {
  await page.emulateMedia({ colorScheme: colour });
  await page.evaluate(inColour(colour));
  colours.set(page, colour);
}

/**
 * The colours of the dark come from the same names at every width and for everybody: seen once, they are known. The page stays in the
 * other colours, in which the next address opens: changing them costs as much as half an address.
 */
async function findInOtherColours(page: Page, name: string, seen: Colour): Promise<string[]> {
  const other = seen === 'light' ? 'dark' : 'light';
  await changeColour(page, other);
  await shoot(page, pictureName(name, 'desk', other));
  const problems = await findAxe(page, "runOnly: ['color-contrast']");
  return problems.map((problem) => `${other}: ${problem}`);
}

function pictureName(name: string, device: Device, colour: Colour): string {
  return `${name}-${device}${colour === 'dark' ? '-dark' : ''}`;
}

/** Addresses somebody has opened at the desk. */
const opened = new Set<string>();

/** Opens one screen, looks at it, the first time in both colours, and answers everything that is wrong with it. */
export async function checkScreen({ page, faults, settle }: Watched, shown: Shown, device: Device): Promise<string[]> {
  const before = faults.length;
  // At the desk by its address, as a link in a letter opens it; what was opened so before, and on the phone, from the screen before.
  const isNew = device === 'desk' && !opened.has(shown.path);
  opened.add(shown.path);
  if (!isNew && colours.get(page) === 'dark') {
    await changeColour(page, 'light');
  }
  const colour = colours.get(page) ?? 'light';
  await (isNew ? page.goto(shown.path) : goInside(page, shown.path));
  await page.locator('main').first().waitFor();
  await settle();
  await page.evaluate(inColour(colour));
  // The picture comes first: what follows scrolls.
  await shoot(page, pictureName(shown.name, device, colour));
  const problems: string[] = [];
  if (shown.has !== undefined) {
    const there = page.getByText(shown.has).filter({ visible: true }).first();
    await there.waitFor({ timeout: 90_000 }).catch(() => problems.push(`"${String(shown.has)}" is not on the screen`));
    // Reachable, not behind something else; the dry run scrolls to it and waits until nothing covers it.
    await there
      .hover({ trial: true, timeout: 60_000 })
      .catch(() => problems.push(`"${String(shown.has)}" is covered or beyond reach`));
  }
  problems.push(...(await findEnglish(page)), ...(await findOverflow(page)), ...(await findAxe(page)));
  if (isNew) {
    problems.push(...(await findInOtherColours(page, shown.name, colour)));
  }
  problems.push(...faults.slice(before).filter((fault) => shown.refused?.test(fault) !== true));
  return problems.map((problem) => `${shown.path} (${device}) ${problem}`);
}
