import type { FilledContent, RequestKind } from '@congvu/contracts';
import { exampleForm, formByKind } from '@congvu/forms';
import { insertFile, storeBytes } from '#modules/files';
import type { Subject } from '../../platform/authorise.ts';
import { type ActingContext, command } from '../../platform/context.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { acceptRequests } from './commands/accept-many.ts';
import { attestApprove } from './commands/attest.ts';
import { createRequest, openRequest } from './commands/open-request.ts';
import { sendRequest } from './commands/send-request.ts';
import { contentOf, readContent, subjectOf } from './engine/content.ts';
import { materialiseItems } from './engine/items.ts';
import type { RequestsPorts } from './ports.ts';
import { updateRequest } from './requests.store.ts';
import { PASSWORD, type RequestingAgency, type RequestsOffice } from './requests.testing.ts';

/** A form of spec §1 filled in without a fault, as a page sends it. */
export function exampleContent(code: Parameters<typeof exampleForm>[0]): FilledContent {
  return contentOf(exampleForm(code));
}

/** Rows of Mẫu số 06 with these names. */
export function people(...names: string[]): FilledContent {
  return {
    rows: names.map((fullName, index) => ({
      fullName,
      position: 'Chuyên viên',
      unit: 'Văn phòng',
      phone: `091200${String(index).padStart(4, '0')}`,
      note: '',
    })),
  };
}

interface AcceptingWorld extends Pick<RequestsOffice, 'district'> {
  ports: RequestsPorts;
}

/** A list written, sent, approved by the head and accepted by the guiding office. */
export async function acceptList(
  office: TestOffice,
  world: AcceptingWorld,
  agency: RequestingAgency,
  kind: RequestKind,
  content: FilledContent,
  campaignId?: string,
): Promise<string> {
  const { ports } = world;
  const as = (subject: Subject): ActingContext => {
    office.clock.advance(1_000);
    return office.as(subject);
  };
  const draft = await createRequest(as(agency.clerk), ports, {
    kind,
    nil: false,
    content,
    ...(campaignId !== undefined && { campaignId }),
  });
  await sendRequest(as(agency.clerk), ports, draft.id, { version: draft.version });
  const approved = await attestApprove(as(agency.leader), ports, { ids: [draft.id], password: PASSWORD });
  const accepted = await acceptRequests(as(world.district.focal), ports, [draft.id]);
  const failed = [...approved.items, ...accepted.items].find(({ ok }) => !ok);
  if (failed !== undefined) {
    throw new Error(`${failed.code}: ${failed.message}`);
  }
  return draft.id;
}

/** A request as the guiding office has accepted it, past the rules of filling in: for what comes behind. */
export async function plantAccepted(
  office: TestOffice,
  agency: RequestingAgency,
  planted: { kind: RequestKind; content: FilledContent; urgent?: boolean; campaignId?: string; declarant?: Subject },
): Promise<string> {
  office.clock.advance(1_000);
  const context = office.as(agency.clerk);
  const page = await storeBytes(office, Buffer.from(`%PDF-1.7 ${Math.random()}`), 'de-nghi.pdf', 'application/pdf');
  return command(context, async (tx) => {
    const { id } = await openRequest(tx, context, {
      agencyId: agency.agencyId,
      unitId: agency.unitId,
      kind: 'account.new',
      preparedBy: { personId: agency.clerk.personId, name: agency.clerk.displayName },
      content: people('Người Tạm'),
      urgent: planted.urgent ?? false,
      why: 'Lập để thử',
    });
    const form = formByKind(planted.kind);
    const content = readContent(form, planted.content, planted.declarant?.displayName);
    const row = await updateRequest(
      tx,
      { agencyId: agency.agencyId, id },
      {
        kind: planted.kind,
        form_code: form.code,
        content,
        subject: subjectOf(content, false),
        declarant_person_id: planted.declarant?.personId ?? null,
        declarant_name: planted.declarant?.displayName ?? null,
      },
    );
    const count = await materialiseItems(tx, context, row);
    const file = await insertFile(tx, office, agency.agencyId, page);
    await rawQuery(
      tx,
      `update request set state = 'accepted', submitted_at = $2, accepted_at = $2, item_count = $3, file_id = $4, file_sha256 = $5,
         campaign_id = $6 where id = $1`,
      [id, context.clock.now(), count, file.id, file.sha256, planted.campaignId ?? null],
    );
    return id;
  });
}
