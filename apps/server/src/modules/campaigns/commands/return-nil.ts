import type { FormCode, NilReturned, NilReturns } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { openRequest, sendOpened } from '#modules/requests';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { untouchedForms } from '../campaigns.states.ts';
import type { CampaignRow } from '../campaigns.tables.ts';
import { formsPhrase } from '../form-words.ts';
import { lockOwnLine } from '../own-line.ts';

async function openNil(tx: Tx, context: ActingContext, campaign: CampaignRow, forms: FormCode[]): Promise<string[]> {
  const { subject } = context;
  const ids: string[] = [];
  for (const form of forms) {
    const opened = await openRequest(tx, context, {
      agencyId: subject.agencyId,
      unitId: subject.unitId,
      kind: formByCode(form).kind,
      preparedBy: { personId: subject.personId, name: subject.displayName },
      campaignId: campaign.id,
      nil: true,
      why: `Báo không phát sinh theo đợt thu "${campaign.name}"`,
    });
    ids.push(opened.id);
  }
  return ids;
}

/**
 * "Không phát sinh" for the forms nobody has begun: each becomes a nil return and goes to the head, who signs it like any other
 * request. Repeated after a fault it sends what is still a draft.
 */
export async function returnNil(
  context: ActingContext,
  id: string,
  body: NilReturns,
): Promise<z.infer<typeof NilReturned>> {
  const { subject } = context;
  const answer = await command(context, async (tx) => {
    const { campaign, member } = await lockOwnLine(tx, subject, id, 'campaigns.answer');
    const untouched = untouchedForms(campaign.forms, member.requests);
    const forms = body.forms === undefined ? untouched : untouched.filter((form) => body.forms?.includes(form));
    if (forms.length === 0) {
      throw conflict(
        'campaigns.nothing_to_return',
        'Các mẫu được chọn đã có đề nghị hoặc không thuộc đợt thu. Mở đề nghị đang có để sửa, hoặc rút đề nghị trước khi báo không phát sinh.',
      );
    }
    const requestIds = await openNil(tx, context, campaign, forms);
    await record(tx, context, {
      action: 'campaigns.nil_returned',
      agencyId: subject.agencyId,
      objectKind: 'campaign',
      objectId: campaign.id,
      detail: { forms: formsPhrase(forms), requestIds },
    });
    await publish(tx, { topic: 'campaigns', agencyId: campaign.agency_id, ids: [campaign.id] });
    return { requestIds };
  });
  for (const requestId of answer.requestIds) {
    await sendOpened(context, requestId);
  }
  return answer;
}
