import type { ManyAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';

type Answer = z.infer<typeof ManyAnswer>;

/** Each request is its own effect of the one act: repeating the act repeats none that went through. */
function contextOf(context: ActingContext, id: string): ActingContext {
  const { idempotency } = context;
  return idempotency === undefined
    ? context
    : { ...context, idempotency: { ...idempotency, key: `${idempotency.key}:${id}` } };
}

/** The same for many, each in a transaction of its own; one that fails stops no other and says why. */
export async function forEachRequest(
  context: ActingContext,
  ids: readonly string[],
  done: string,
  act: (context: ActingContext, id: string) => Promise<void>,
): Promise<Answer> {
  const items: Answer['items'] = [];
  for (const id of new Set(ids)) {
    try {
      await act(contextOf(context, id), id);
      items.push({ id, ok: true, code: null, message: done });
    } catch (error) {
      if (error instanceof AppError) {
        items.push({ id, ok: false, code: error.code, message: error.message });
        continue;
      }
      context.log.error({ err: error, requestId: id }, 'an act on one request failed');
      const message = 'Hệ thống gặp lỗi khi xử lý đề nghị này; đề nghị chưa thay đổi. Thử lại.';
      items.push({ id, ok: false, code: 'requests.failed', message });
    }
  }
  return { done: items.filter(({ ok }) => ok).length, items };
}
