import type { FilledContent, FormCode, RequestKind } from '@congvu/contracts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';

export interface RequestToOpen {
  agencyId: string;
  unitId: string;
  kind: RequestKind;
  preparedBy: { personId: string; name: string };
  declarantPersonId?: string | null | undefined;
  certificateEntryId?: string | undefined;
  content?: FilledContent | undefined;
  campaignId?: string | undefined;
  nil?: boolean | undefined;
  urgent?: boolean | undefined;
  /** Written into the history: "Lập theo đợt thu…". */
  why: string;
}

export interface OpenedRequest {
  id: string;
  form: FormCode;
  link: string;
}

export async function openRequest(_tx: Tx, _context: Context, _given: RequestToOpen): Promise<OpenedRequest> {
  throw new AppError('requests.not_ready', 501, 'Chức năng lập đề nghị đang được hoàn thiện.');
}
