import { afterEach } from 'vitest';
import { openVisits, shotPath } from './browser.ts';

const SAID_OF_PAGE = 3_000;

// Whoever reads that a journey failed was not there: what stood on every open page is printed and kept as a picture.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') {
    return;
  }
  for (const [index, { page, faults }] of openVisits().entries()) {
    const words = await page.locator('body').ariaSnapshot();
    console.error(`${task.name}: ${page.url()}\n${words.slice(0, SAID_OF_PAGE)}\n${faults.join('\n')}`);
    await page.screenshot({ path: shotPath(`failed-${task.id}-${index}`) });
  }
});
