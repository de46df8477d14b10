import type { ManyAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import type { RequestsPorts } from '../ports.ts';
import { acceptRequest } from './decide-request.ts';
import { forEachRequest } from './many.ts';

export async function acceptRequests(
  context: ActingContext,
  ports: RequestsPorts,
  ids: readonly string[],
): Promise<z.infer<typeof ManyAnswer>> {
  return forEachRequest(context, ids, 'Đã tiếp nhận.', (own, id) => acceptRequest(own, ports, id));
}
