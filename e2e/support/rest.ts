import type { Page } from 'playwright-core';

/** Bars that stand for what is to come, and first pages that are not drawn yet (300 is the width of an empty canvas). */
const WAITING = `document.querySelectorAll('.skeleton, [aria-busy="true"]').length
  + [...document.querySelectorAll('[data-page="1"] > canvas')].filter((canvas) => canvas.width === 300).length`;

/** From now on knows when the page asks nothing of the server and shows no waiting bars; the answer waits for that. */
export function watchRest(page: Page): () => Promise<void> {
  const open = new Set<unknown>();
  let changedAt = Date.now();
  page.on('request', (request) => {
    // The stream of events never ends.
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
  return async () => {
    const end = Date.now() + 60_000;
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
  };
}
