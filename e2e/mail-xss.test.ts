import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { safeHtml } from '../apps/server/src/modules/webmail/body/safe-html.ts';
import { openBrowser, PATIENCE_MS } from './support/browser.ts';
import { BETWEEN, type Beacon, type MailStage, startBeacon, startMailStage } from './support/mail-stage.ts';
import { findChromium } from './support/office.ts';
import { payloads, REMOTE_FORMS } from './support/xss-payloads.ts';

interface Outcome {
  /** Payloads whose code ran, by name. */
  ran: string[];
  dialogs: number;
  /** Payloads whose address was asked for, by name. */
  asked: string[];
  /** Elements, attributes and addresses that should not be in any shown mail. */
  left: string[];
}

const NOTHING: Outcome = { ran: [], dialogs: 0, asked: [], left: [] };
/** What nothing stops has asked by then: the control below is given no more. */
const SETTLE = 300;
/** Mails that move, load again or draw go on doing so; hundreds of them beside each other left no time for the last. */
const SHOWN_AT_ONCE = 60;

interface Setting {
  /** Parts of the stage that stand. */
  way: 'part' | 'purifier alone' | 'frame alone' | 'bare';
  policy: 'on' | 'off';
  server: boolean;
}

const SETTINGS = {
  webmail: { way: 'part', policy: 'on', server: true },
  server: { way: 'bare', policy: 'off', server: true },
  purifier: { way: 'purifier alone', policy: 'off', server: false },
  frame: { way: 'frame alone', policy: 'on', server: false },
  nothing: { way: 'bare', policy: 'off', server: false },
} as const satisfies Record<string, Setting>;
type Name = keyof typeof SETTINGS;

let browser: Browser;
let stage: MailStage;
let outcomes: Map<Name, Promise<Outcome>>;
const beacons: Beacon[] = [];

/** Two at a time, each with a beacon of its own: one renderer keeps one processor busy. */
function runAll(): Map<Name, Promise<Outcome>> {
  const ends: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
  const found = new Map<Name, Promise<Outcome>>();
  for (const [index, name] of (Object.keys(SETTINGS) as Name[]).entries()) {
    const outcome = (ends[index % 2] ?? Promise.resolve()).then(() => show(SETTINGS[name]));
    ends[index % 2] = outcome.catch(() => undefined); // told by the test that awaits it
    found.set(name, outcome);
  }
  return found;
}

async function outcome(name: Name): Promise<Outcome> {
  const found = await outcomes.get(name);
  if (found === undefined) {
    throw new Error(`no such setting: ${name}`);
  }
  return found;
}

beforeAll(async () => {
  [browser, stage] = await Promise.all([openBrowser(), startMailStage()]);
  outcomes = runAll();
});
afterAll(async () => {
  await Promise.all([browser?.close(), stage?.stop(), ...beacons.map((beacon) => beacon.stop())]);
});

/** Wakes every handler of every element, without following links, and reads what is left in the frames. */
function inspect(): { ran: number[]; left: string[] } {
  const view = globalThis as unknown as Stage;
  const left: string[] = [];
  const wake =
    'click mouseover mouseenter pointerdown focus focusin wheel copy toggle submit scroll animationend'.split(' ');
  for (const frame of view.frameList()) {
    const inside = frame?.contentDocument;
    for (const element of inside?.body?.querySelectorAll('*') ?? []) {
      for (const name of wake) {
        element.dispatchEvent(new view.Event(name, { bubbles: true }));
      }
      const tag = element.tagName.toLowerCase();
      if (
        element.namespaceURI !== 'http://www.w3.org/1999/xhtml' ||
        /^(?:script|style|form|input|button|select|textarea|iframe|object|embed|link|meta|base|video|audio|source|template|area|map|picture)$/.test(
          tag,
        )
      ) {
        left.push(tag);
      }
      for (const { name, value } of element.attributes) {
        const isBad =
          name.startsWith('on') ||
          /^(?:srcset|poster|background|action|formaction|ping|xlink:href|data|srcdoc)$/.test(name);
        const isFar = name === 'href' && !/^\/thu\/(?:lien-ket|soan)\?/.test(value);
        const isFetched = name === 'src' && !value.startsWith('data:image/');
        const isStyled = name === 'style' && /url|\\|@|expression/i.test(value);
        if (isBad || isFar || isFetched || isStyled) {
          left.push(`${tag} ${name}=${value}`);
        }
      }
    }
  }
  return { ran: view.ranNumbers, left };
}

interface Stage {
  showMails(way: string, mails: string[]): void;
  frameList(): ({ contentDocument: StageDocument | null } | null)[];
  ranNumbers: number[];
  Event: new (name: string, init: { bubbles: boolean }) => never;
}
interface StageDocument {
  URL: string;
  readyState: string;
  body: { querySelectorAll(selector: string): Iterable<StageElement> } | null;
}
interface StageElement {
  tagName: string;
  namespaceURI: string | null;
  attributes: Iterable<{ name: string; value: string }>;
  dispatchEvent(event: never): boolean;
}

async function openStage(policy: 'on' | 'off'): Promise<{ page: Page; dialogs: () => number }> {
  // A window of its own: a page behind another is not drawn, and what is not drawn fetches nothing.
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  await page.goto(`${stage.url}/${policy}`);
  return { page, dialogs: () => dialogs };
}

/** Frames whose mail has come; before that they hold an empty page. */
function countShown(): number {
  const frames = (globalThis as unknown as Stage).frameList();
  return frames.filter((frame) => {
    const inside = frame?.contentDocument;
    return inside?.URL === 'about:srcdoc' && inside.readyState === 'complete';
  }).length;
}

/** What is cleaned stands for itself, so some share a frame; frames are what this costs. */
function together(written: string[], between: string): string[] {
  const groups = Array.from({ length: Math.ceil(written.length / 6) }, (_, at) => written.slice(at * 6, at * 6 + 6));
  return groups.map((group) => group.join(between));
}

async function show({ way, policy, server }: Setting): Promise<Outcome> {
  const beacon = await startBeacon();
  beacons.push(beacon);
  const all = payloads(beacon.host);
  const written = all.map(({ html }) => (server ? safeHtml(html, { links: [], cids: new Map() }).html : html));
  const mails = server || way === 'purifier alone' ? together(written, server ? '\n' : BETWEEN) : written;
  const { page, dialogs } = await openStage(policy);
  const ran: number[] = [];
  const left: string[] = [];
  for (let at = 0; at < mails.length; at += SHOWN_AT_ONCE) {
    const part = mails.slice(at, at + SHOWN_AT_ONCE);
    await page.evaluate(([name, list]) => (globalThis as unknown as Stage).showMails(name, list), [way, part] as const);
    await expect.poll(() => page.evaluate(countShown), { interval: 100, timeout: 120_000 }).toBe(part.length);
    await page.waitForTimeout(SETTLE);
    const found = await page.evaluate(inspect);
    await page.waitForTimeout(SETTLE);
    ran.push(...found.ran);
    left.push(...found.left);
  }
  const names = (numbers: Iterable<number>): string[] =>
    [...new Set(numbers)].map((number) => all[number]?.html ?? `no payload ${number}`);
  const found = { ran: names(ran), dialogs: dialogs(), asked: names(beacon.hits()), left };
  await page.context().close();
  return found;
}

describe.runIf(findChromium() !== undefined)('hostile mail in Chromium (T14)', () => {
  test('there are enough of every family', () => {
    const all = payloads('127.0.0.1:1');
    expect(all.length).toBeGreaterThanOrEqual(300);
    expect(new Set(all.map(({ html }) => html)).size).toBe(all.length);
    expect(REMOTE_FORMS.length).toBeGreaterThanOrEqual(40);
  });

  test('as in the webmail: no script, no dialog, no request', async () => {
    expect(await outcome('webmail')).toEqual(NOTHING);
  });

  test('the sanitiser of the server alone: no purifier, no sandbox, no policy', async () => {
    expect(await outcome('server')).toEqual(NOTHING);
  });

  test('the purifier of the page alone: server, sandbox and policy off', async () => {
    expect(await outcome('purifier')).toEqual(NOTHING);
  });

  test('the sandboxed frame with its policy alone: nobody cleaned anything', async () => {
    const { left, ...rest } = await outcome('frame');
    expect(rest).toEqual({ ran: [], dialogs: 0, asked: [] });
    expect(left.length).toBeGreaterThan(100);
  });

  test('control: with everything off they run, ask and speak', async () => {
    const { ran, asked, dialogs } = await outcome('nothing');
    expect(ran.length).toBeGreaterThan(100);
    expect(asked.length).toBeGreaterThan(100);
    expect(dialogs).toBeGreaterThan(0);
  });
});
