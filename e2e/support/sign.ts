import type { SignBatchAnswer, SigningBatch } from '@congvu/contracts';
import type { Page } from 'playwright-core';
import type { z } from 'zod';
import type { ApiPerson } from './api.ts';
import { until } from './story.ts';

interface Signing {
  title: string;
  /** The word on the row of the queue, and on the button of the dialog. */
  row: 'Ký' | 'Cấp số';
  act: string;
  done: string;
  pin: string;
}

export const PERSONAL = { row: 'Ký', act: 'Ký 1 văn bản', done: 'Đã ký 1 văn bản' } as const;
export const SEAL = {
  row: 'Cấp số',
  act: 'Cấp số và đóng dấu 1 văn bản',
  done: 'Đã cấp số và đóng dấu 1 văn bản',
} as const;

/** Opens the queue and the document in it; the bytes to be signed are then on the screen. */
export async function openToSign(page: Page, { title, row, act }: Omit<Signing, 'pin' | 'done'>): Promise<void> {
  await page.goto('/ky-so');
  await page.getByRole('listitem').filter({ hasText: title }).getByRole('button', { name: row }).click();
  const button = page.locator('.sign-dialog').getByRole('button', { name: act });
  await until(
    () => button.isEnabled(),
    (enabled) => enabled,
  );
}

/** As a person signs: looks at the page, presses the button, types the PIN. */
export async function signOnScreen(page: Page, signing: Signing): Promise<void> {
  await openToSign(page, signing);
  await page.locator('.sign-dialog').getByRole('button', { name: signing.act }).click();
  await page.getByLabel('Mã PIN').fill(signing.pin);
  await page.getByRole('dialog', { name: 'Ký số Công Vụ' }).getByRole('button', { name: 'Ký' }).click();
  await page.getByText(signing.done).waitFor();
}

/** The same over HTTP, where the screens are not what is looked at. */
export async function signQuietly(
  person: ApiPerson,
  purpose: SigningBatch['purpose'],
  documentId: string | readonly string[],
  pin: string,
): Promise<void> {
  const documentIds = typeof documentId === 'string' ? [documentId] : documentId;
  const batch = await person.call<SigningBatch>('POST', '/api/signing/batches', { purpose, documentIds });
  const answer = await person.call<z.infer<typeof SignBatchAnswer>>('POST', `/api/signing/batches/${batch.id}/sign`, {
    pin,
  });
  if (answer.failed > 0) {
    throw new Error(`not signed: ${JSON.stringify(answer.items)}`);
  }
}
