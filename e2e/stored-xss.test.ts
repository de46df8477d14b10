import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goInside, openBrowser, PATIENCE_MS } from './support/browser.ts';
import { type Written, writeEverywhere } from './support/hostile-words.ts';
import { type Beacon, startBeacon } from './support/mail-stage.ts';
import { findChromium, startInstallation, type TestInstallation } from './support/office.ts';
import { callsOf } from './support/person.ts';
import { watchRest } from './support/rest.ts';
import { Words } from './support/stored-payloads.ts';
import { actIn, Cast } from './support/story.ts';

const DISTRICT = 'UBND huyện Tam Đường';
const BINH_LU = 'UBND xã Bình Lư';

interface Role {
  word: string;
  agency: string;
  who: Parameters<Cast['userName']>[1];
  screens: (written: Written) => string[];
}

const WORK = ['/', '/van-ban-den', '/van-ban-di', '/cong-viec', '/thong-bao'];
const ROLES: Role[] = [
  {
    word: 'specialist',
    agency: BINH_LU,
    who: { name: 'Nguyễn Thị Vân Anh' },
    screens: ({ draftId, incomingId, mailboxId, requestId }) => [
      ...WORK,
      `/van-ban-di/du-thao/${draftId}`,
      `/van-ban-den/${incomingId}`,
      '/de-nghi',
      `/de-nghi/${requestId}`,
      `/thu?hop=${mailboxId}&ngan=drafts`,
    ],
  },
  {
    word: 'clerk',
    agency: BINH_LU,
    who: { name: 'Hoàng Thị Lan' },
    screens: ({ incomingId }) => [
      ...WORK,
      `/van-ban-den/${incomingId}`,
      '/so-va-ho-so',
      '/so-va-ho-so?so=di',
      '/theo-doi',
    ],
  },
  {
    word: 'leader',
    agency: BINH_LU,
    who: { name: 'Lò Văn Sơn' },
    screens: ({ incomingId }) => [...WORK, `/van-ban-den/${incomingId}`, '/van-ban-den?tab=to_direct', '/dot-thu'],
  },
  {
    word: 'administrator',
    agency: DISTRICT,
    who: { role: 'administrator' },
    screens: () => [
      '/quan-tri',
      '/quan-tri/can-bo',
      '/quan-tri/giao-quyen',
      '/quan-tri/tai-khoan',
      '/quan-tri/bien-dong',
      '/quan-tri/vi-sao',
    ],
  },
];

interface Outcome {
  ran: number[];
  dialogs: number;
  /** Numbers of payloads whose address was asked for. */
  asked: number[];
  /** Addresses that are neither of this office nor of the signing programs of the computer. */
  elsewhere: string[];
  /** What markup of a payload has become of: elements with handlers, links that run. */
  left: string[];
  /** Numbers of those seen as words somewhere on the way. */
  shown: Set<number>;
}

/** What no screen of ours has, and every payload that got through as markup would bring. */
const INSPECT = `(() => {
  const left = [];
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      const runs = name.startsWith('on') || /^\\s*(?:javascript|vbscript|data:text)/i.test(value) && /^(?:href|src|action|formaction|xlink:href|data|srcdoc)$/.test(name);
      if (runs) left.push(element.tagName.toLowerCase() + ' ' + name + '=' + value.slice(0, 80));
    }
    if (/^(?:base|object|embed|marquee|portal|keygen)$/i.test(element.tagName)) left.push(element.tagName.toLowerCase());
  }
  const words = document.body.innerText + [...document.querySelectorAll('input, textarea')].map(({ value }) => value).join(' ');
  const shown = [...words.matchAll(/(?:ran\\(|\\/hit\\/)(\\d+)/g)].map((match) => Number(match[1]));
  return { left, shown, ran: window.ranNumbers ?? [] };
})()`;

/** Runs in every page before anything else: what a payload calls that runs. */
const EAR = 'window.ranNumbers = []; window.ran = (number) => { window.ranNumbers.push(number); };';
const SIGNING = /^(?:https?|wss?):\/\/127\.0\.0\.1:(?:1847[4-8]|8987)\//;

interface Watch {
  context: BrowserContext;
  page: Page;
  look(path: string): Promise<void>;
  inspect(): Promise<void>;
  outcome: Outcome;
}

async function watch(browser: Browser, url: string, bypassCSP: boolean): Promise<Watch> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    locale: 'vi-VN',
    bypassCSP,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(EAR);
  const page = await context.newPage();
  const settle = watchRest(page);
  const outcome: Outcome = { ran: [], dialogs: 0, asked: [], elsewhere: [], left: [], shown: new Set() };
  page.on('dialog', (dialog) => {
    outcome.dialogs += 1;
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const asked = request.url();
    if (!asked.startsWith(`${url}/`) && !/^(?:data|blob|about):/.test(asked) && !SIGNING.test(asked)) {
      outcome.elsewhere.push(asked);
    }
  });
  const inspect = async (): Promise<void> => {
    const seen: { left: string[]; shown: number[]; ran: number[] } = await page.evaluate(INSPECT);
    outcome.left.push(...seen.left);
    outcome.ran.push(...seen.ran);
    for (const number of seen.shown) {
      outcome.shown.add(number);
    }
  };
  return {
    context,
    page,
    outcome,
    inspect,
    look: async (path) => {
      await goInside(page, path);
      await page.locator('main').first().waitFor({ timeout: 60_000 });
      await settle();
      await inspect();
    },
  };
}

if (findChromium() === undefined) {
  test('stored words on every screen', () => {
    console.info('e2e: no Chromium on this machine, the stored words were left out');
  });
} else {
  describe('words people type and send, on every screen that shows them (T14)', () => {
    let office: TestInstallation;
    let browser: Browser;
    let cast: Cast;
    let beacon: Beacon;
    let words: Words;
    let written: Written;
    const shown = new Set<number>();

    beforeAll(async () => {
      [office, browser, beacon] = await Promise.all([
        startInstallation({ demo: true, at: '2021-03-22T13:30:00+07:00' }),
        openBrowser(),
        startBeacon(),
      ]);
      cast = await Cast.read(office.url);
      words = new Words(beacon.host);
      written = await writeEverywhere(cast, words);
    });
    afterAll(async () => {
      await Promise.all([browser?.close(), beacon?.stop()]);
      await office?.stop();
    });

    async function enter(role: Role, bypassCSP: boolean): Promise<Watch> {
      const watched = await watch(browser, office.url, bypassCSP);
      const calls = callsOf(watched.context);
      await calls.call('POST', '/api/sign-in', {
        userName: cast.userName(role.agency, role.who),
        password: cast.password,
      });
      await actIn(calls, role.agency);
      return watched;
    }

    test('at least three hundred were taken in, none of them changed into something else', () => {
      expect(words.given.size).toBeGreaterThanOrEqual(300);
    });

    test.each(
      ROLES.flatMap((role) => [
        { role, word: role.word, policy: 'on' },
        { role, word: role.word, policy: 'off' },
      ]),
    )('$word, the policy of the page $policy', async ({ role, policy }) => {
      const { context, look, outcome } = await enter(role, policy === 'off');
      for (const path of role.screens(written)) {
        await look(path);
      }
      await context.close();
      for (const number of outcome.shown) {
        shown.add(number);
      }
      expect({ ...outcome, shown: null, asked: [...beacon.hits()] }).toEqual({
        ran: [],
        dialogs: 0,
        asked: [],
        elsewhere: [],
        left: [],
        shown: null,
      });
    });

    test('they really were on the screens, as words', () => {
      expect(shown.size).toBeGreaterThanOrEqual(200);
    });

    test('control: the same words set as HTML run, ask and are found; with the policy on they are stopped', async () => {
      const raw = `(text) => { const place = document.body.appendChild(document.createElement('div')); place.innerHTML = text; }`;
      const [specialist] = ROLES;
      if (specialist === undefined) {
        throw new Error('no role');
      }
      const text = `"><img src=x onerror=top.ran(7)><img src="http://${beacon.host}/hit/7">`;
      const off = await enter(specialist, true);
      await off.look('/');
      await off.page.evaluate(`(${raw})(${JSON.stringify(text)})`);
      await expect.poll(() => beacon.hits().has(7)).toBe(true);
      await expect.poll(() => off.page.evaluate('window.ranNumbers.includes(7)')).toBe(true);
      await off.inspect();
      expect(off.outcome.ran).toContain(7);
      expect(off.outcome.left.join()).toContain('img onerror');
      expect(off.outcome.elsewhere.join()).toContain('/hit/7');
      await off.context.close();

      const on = await enter(specialist, false);
      await on.look('/');
      await expect(on.page.evaluate(`(${raw})(${JSON.stringify(text)})`)).rejects.toThrow(/TrustedHTML/);
      await on.inspect();
      expect(on.outcome.left).toEqual([]);
      await on.context.close();
    });
  });
}
