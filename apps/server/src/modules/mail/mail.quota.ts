import type { MailboxView } from '@congvu/contracts';

const MB = 1_048_576;

/**
 * Said on our own pages only, without a link to sign in: "hộp thư đầy, 48 giờ" is what forged letters say (spec mail.md §2, limits).
 * From 80 and 95 %.
 */
export function quotaLevelOf(usedBytes: number, quotaMb: number | null): MailboxView['quotaLevel'] {
  if (quotaMb === null || quotaMb === 0) {
    return null;
  }
  const part = usedBytes / (quotaMb * MB);
  if (part >= 1) {
    return 'full';
  }
  if (part >= 0.95) {
    return 'almost';
  }
  return part >= 0.8 ? 'near' : 'ok';
}
