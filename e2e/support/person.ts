import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Visit, visit } from './browser.ts';
import { actIn, type Cast } from './story.ts';

/** The interface of the pages, with the cookie of a browser. */
export function callsOf(context: BrowserContext): {
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  bytes(path: string): Promise<Uint8Array>;
  upload<T>(path: string, name: string, pdf: Buffer): Promise<T>;
} {
  const headers = () => ({ 'x-requested-with': 'congvu', 'idempotency-key': randomUUID() });
  return {
    call: async <T>(method: string, path: string, body?: unknown): Promise<T> => {
      const answer = await context.request.fetch(path, {
        method,
        headers: headers(),
        ...(body !== undefined && { data: body }),
      });
      if (!answer.ok()) {
        throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
      }
      return (await answer.json()) as T; // the caller names the contract of the route
    },
    bytes: async (path) => {
      const answer = await context.request.get(path);
      if (!answer.ok()) {
        throw new Error(`GET ${path}: ${answer.status()}`);
      }
      return answer.body();
    },
    upload: async <T>(path: string, name: string, pdf: Buffer): Promise<T> => {
      const multipart = { file: { name, mimeType: 'application/pdf', buffer: pdf } };
      const answer = await context.request.post(path, { headers: headers(), multipart });
      if (!answer.ok()) {
        throw new Error(`POST ${path}: ${answer.status()} ${await answer.text()}`);
      }
      return (await answer.json()) as T; // as above
    },
  };
}

interface Entrance {
  actingIn?: string;
  device?: 'desk' | 'phone';
}

/** A browser of one's own, signed in through the sign-in page; whoever has several posts takes the one in the agency named. */
export async function enter(
  browser: Browser,
  url: string,
  cast: Cast,
  agencyName: string,
  which: Parameters<Cast['userName']>[1],
  { actingIn, device = 'desk' }: Entrance = {},
): Promise<Visit> {
  const visitor = await visit(browser, url, device);
  const { page, context } = visitor;
  await signIn(page, cast.userName(agencyName, which), cast.password);
  await page.waitForURL('**/');
  if (actingIn !== undefined) {
    await actIn(callsOf(context), actingIn);
    await page.reload();
  }
  return visitor;
}

/** Types name and password and presses the button; what comes next is the caller's business. */
export async function signIn(page: Page, userName: string, password: string): Promise<void> {
  if (!page.url().includes('/dang-nhap')) {
    await page.goto('/dang-nhap');
  }
  await page.getByLabel('Tên đăng nhập').fill(userName);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
}

/** Nobody leaves while the page was broken behind his back. */
export async function leave({ context, faults }: Visit): Promise<void> {
  expect(faults).toEqual([]);
  await context.close();
}
