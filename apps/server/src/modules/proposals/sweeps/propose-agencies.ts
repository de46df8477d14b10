import type { RequestKind } from '@congvu/contracts';
import { notify } from '#modules/notifications';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { shiftDay } from '../ladder.ts';
import { closeProposal, openProposal, PROPOSALS_LINK, type ProposalRow, tellOf } from '../open-proposal.ts';
import { peopleInRole, todayOf } from '../people.ts';
import { listOpen } from '../proposals.store.ts';
import type { ProposalDetail } from '../proposals.tables.ts';
import { agencyThings, organisationEntries } from './agency-things.ts';
import { inSweep } from './in-sweep.ts';

/** An older change of name has long been dealt with on paper. */
const LOOK_BACK_DAYS = 90;

interface EventRow {
  id: string;
  kind: 'merge' | 'split' | 'dissolve' | 'rename';
  agency_id: string;
  name: string;
  effective_on: string;
  last_day: string | null;
}

// Only while somebody works there: after its last day an agency has nobody who could ask.
const EVENTS = `
  select event.id, event.kind, event.agency_id, agency.name, event.effective_on, agency.valid_to as last_day
  from org_agency_event event join org_agency agency on agency.id = event.agency_id
  where agency.hosted and (agency.valid_to is null or agency.valid_to >= $1) and event.effective_on >= $2
    and (case event.kind when 'rename' then event.applied_at is not null else agency.valid_to is not null end)
  order by event.agency_id, event.id`;

const END_KINDS = { merge: 'merged', split: 'split', dissolve: 'dissolved' } as const;
const END_WORDS = { merge: 'sáp nhập, hợp nhất', split: 'chia, tách', dissolve: 'giải thể' } as const;

/** The guiding office hears of it as well: its lists change. */
async function tellGuide(context: Context, tx: Parameters<typeof tellOf>[0], row: ProposalRow): Promise<void> {
  if (row.consolidator_agency_id !== row.agency_id) {
    const on = todayOf(context);
    await notify(tx, context, {
      agencyId: row.consolidator_agency_id,
      personIds: await peopleInRole(tx, { agencyId: row.consolidator_agency_id, roles: ['focal'], on }),
      kind: `proposals.${row.kind}`,
      text: row.sentence,
      link: `${PROPOSALS_LINK}?kind=${row.kind}`,
      reason: 'Cán bộ đầu mối',
    });
  }
}

interface Proposed {
  kind: 'unit_renamed' | 'unit_ended';
  sentence: string;
  reason: string;
  dueOn: string | null;
  prepares: RequestKind[];
  detail: ProposalDetail;
}

async function renamed(services: Services, event: EventRow): Promise<Proposed> {
  const entries = await organisationEntries(services.db, event.agency_id);
  return {
    kind: 'unit_renamed',
    sentence: `Cơ quan đổi tên thành ${event.name} từ ngày ${printDay(event.effective_on)}: chứng thư số của cơ quan còn ghi tên cũ.`,
    reason: 'Đề nghị thay đổi nội dung thông tin chứng thư số của cơ quan, tổ chức: tên (Mẫu 03).',
    dueOn: null,
    prepares: entries.some(({ subject_name }) => subject_name !== event.name) ? ['cert.renew_change'] : [],
    detail: { newName: event.name },
  };
}

async function ended(services: Services, event: EventRow & { kind: keyof typeof END_KINDS }): Promise<Proposed> {
  const { accounts, mailboxes, entries } = await agencyThings(services.db, event.agency_id);
  const prepares: RequestKind[] = [
    ...(accounts.length > 0 ? (['account.revoke'] as const) : []),
    ...(mailboxes.length > 0 ? (['mailbox.revoke'] as const) : []),
    ...(entries.length > 0 ? (['cert.revoke'] as const) : []),
  ];
  return {
    kind: 'unit_ended',
    sentence: `${event.name} ${END_WORDS[event.kind]} từ ngày ${printDay(event.effective_on)}: còn ${accounts.length} tài khoản, ${mailboxes.length} hộp thư, ${entries.length} chứng thư số cơ quan.`,
    reason:
      'Thu hồi tài khoản, thư công vụ của người không có đơn vị mới (Mẫu số 07, 09) và chứng thư số của cơ quan (Mẫu 04). Bỏ khỏi danh sách những người chuyển sang cơ quan mới.',
    dueOn: event.last_day,
    prepares,
    detail: { endKind: END_KINDS[event.kind] },
  };
}

function isEnd(event: EventRow): event is EventRow & { kind: keyof typeof END_KINDS } {
  return event.kind !== 'rename';
}

/** What a change of the tree leaves to be asked for (R18, R19). */
export async function proposeAgencies(services: Services): Promise<void> {
  const context = systemContext(services);
  const today = todayOf(context);
  const events = await rawQuery<EventRow>(services.db, EVENTS, [today, shiftDay(today, -LOOK_BACK_DAYS)]);
  const open = await listOpen(services.db, ['unit_renamed', 'unit_ended']);
  const known = new Set(open.map(({ about }) => about));
  const current = new Set<string>();
  for (const event of events) {
    const about = `event:${event.id}`;
    const proposed = isEnd(event) ? await ended(services, event) : await renamed(services, event);
    if (proposed.prepares.length === 0) {
      continue;
    }
    current.add(about);
    if (!known.has(about)) {
      await inSweep(context, async (tx) => {
        const row = await openProposal(tx, context, { agencyId: event.agency_id, about, tone: 'amber', ...proposed });
        if (row !== undefined) {
          await tellOf(tx, context, row, { head: true });
          await tellGuide(context, tx, row);
        }
      });
    }
  }
  for (const row of open.filter(({ about }) => !current.has(about))) {
    const why = 'Không còn gì phải đề nghị, hoặc cơ quan đã kết thúc.';
    await inSweep(context, (tx) => closeProposal(tx, context, row, { state: 'dismissed', why }));
  }
}
