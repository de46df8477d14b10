import type { FilledContent, FormFindingView, RequestKind } from '@congvu/contracts';
import { formByKind } from '@congvu/forms';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { checkRequest } from '../engine/check.ts';
import { readContent } from '../engine/content.ts';
import { requestDeskPolicies } from '../requests.policy.ts';

/** The rules on answers that are stored nowhere: the page asks while somebody types. */
export async function checkContent(
  context: ActingContext,
  kind: RequestKind,
  content: FilledContent,
): Promise<{ findings: FormFindingView[] }> {
  requestDeskPolicies.authorize('requests.check', context.subject, { own: false });
  const form = formByKind(kind, vietnamDate(context.clock.now()));
  const findings = await checkRequest(context.db, context, {
    agency_id: context.subject.agencyId,
    content: readContent(form, content),
    nil: false,
    declarant_person_id: kind === 'cert.issue.person' ? context.subject.personId : null,
    signs_regularly: false,
    kind,
  });
  return { findings };
}
