import { limitsOn } from '@congvu/forms';
import { type CertificateEntryRow, listExpiring } from '#modules/certificates';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { FIRST_DAYS, type Rung, rungOf } from '../ladder.ts';
import {
  closeProposal,
  openProposal,
  type ProposalRow,
  type ProposalToOpen,
  recordProposal,
  tellOf,
} from '../open-proposal.ts';
import { todayOf } from '../people.ts';
import { listOpen } from '../proposals.store.ts';
import { hostedAgencies } from './agency-things.ts';
import { inSweep } from './in-sweep.ts';
import { takeStep } from './take-step.ts';

interface Found {
  entry: CertificateEntryRow;
  about: string;
  rung: Rung;
}

/** A renewed certificate is another matter: its end is part of what the proposal is about. */
function aboutOf(entry: CertificateEntryRow): string {
  return `certificate:${entry.id}:${entry.valid_to ?? ''}`;
}

function reasonOf({ rung }: Found, today: string): string {
  const { renewalMinDays, renewalMaxCount } = limitsOn(today);
  if (rung.kind === 'renew') {
    return `Gia hạn (Mẫu 03) khi còn ít nhất ${renewalMinDays} ngày, chỉ gia hạn ${renewalMaxCount} lần; ngày cuối để đề nghị là ${printDay(rung.dueOn)}.`;
  }
  const why =
    rung.daysLeft >= renewalMinDays ? 'Đã gia hạn đủ số lần' : `Còn dưới ${renewalMinDays} ngày nên không gia hạn được`;
  return `${why}: đề nghị cấp mới, ghi chứng thư số cũ; không giao việc ký sau ngày ${printDay(rung.dueOn)}.`;
}

function toOpen(found: Found, today: string): ProposalToOpen {
  const { entry, rung, about } = found;
  const issue = entry.subject_kind === 'person' ? ('cert.issue.person' as const) : ('cert.issue.org' as const);
  const prepares = rung.kind === 'renew' ? (['cert.renew_change'] as const) : [issue];
  return {
    agencyId: entry.agency_id,
    kind: rung.kind,
    about,
    sentence: `Chứng thư số ${entry.serial} của ${entry.subject_name} hết hạn ngày ${printDay(entry.valid_to ?? '')}.`,
    reason: reasonOf(found, today),
    dueOn: rung.dueOn,
    tone: rung.tone,
    prepares: entry.subject_kind === 'device' && rung.kind === 'replace' ? [] : prepares,
    detail: { entryId: entry.id },
    personId: entry.person_id ?? entry.custodian_person_id,
    step: rung.step,
  };
}

/** The rung is taken by a conditional update: of two processes one tells. */
async function climb(context: Context, open: ProposalRow, found: Found, today: string): Promise<void> {
  const { rung } = found;
  await inSweep(context, async (tx) => {
    const moved = await takeStep(tx, context, open, {
      step: rung.step,
      tone: rung.tone,
      reason: reasonOf(found, today),
      due_on: rung.dueOn,
    });
    await recordProposal(tx, context, moved, 'told', { step: rung.step });
    await tellOf(tx, context, moved, { head: rung.tellsHead });
  });
}

async function begin(context: Context, found: Found, today: string): Promise<void> {
  await inSweep(context, async (tx) => {
    const row = await openProposal(tx, context, toOpen(found, today));
    if (row !== undefined) {
      await tellOf(tx, context, row, { head: found.rung.tellsHead });
    }
  });
}

async function end(context: Context, row: ProposalRow, why: string): Promise<void> {
  await inSweep(context, async (tx) => {
    await closeProposal(tx, context, row, { state: 'dismissed', why });
  });
}

async function propose(context: Context, found: Found, open: ProposalRow | undefined, today: string): Promise<void> {
  if (open !== undefined && open.kind === found.rung.kind) {
    if (open.step !== found.rung.step) {
      await climb(context, open, found, today);
    }
    return;
  }
  if (open !== undefined) {
    await end(context, open, 'Đã qua thời hạn gia hạn: chuyển sang đề nghị cấp mới.');
  }
  await begin(context, found, today);
}

/** The ladder of expiring certificates: one open proposal a certificate, told once a rung, in however many processes. */
export async function proposeExpiring(services: Services): Promise<void> {
  const context = systemContext(services);
  const today = todayOf(context);
  const hosted = await hostedAgencies(services.db, today);
  const entries = await listExpiring(services.db, { today, withinDays: FIRST_DAYS });
  const open = await listOpen(services.db, ['renew', 'replace']);
  const byAbout = new Map(open.map((row) => [row.about, row]));
  const current = new Set<string>();
  for (const entry of entries.filter(({ agency_id }) => hosted.has(agency_id))) {
    const { subject_kind: subjectKind, renewal_count: renewalCount } = entry;
    const rung = rungOf({ subjectKind, validTo: entry.valid_to ?? '', renewalCount }, today);
    if (rung !== undefined) {
      const about = aboutOf(entry);
      current.add(about);
      await propose(context, { entry, about, rung }, byAbout.get(about), today);
    }
  }
  for (const row of open.filter(({ about }) => !current.has(about))) {
    await end(context, row, 'Chứng thư số đã gia hạn, thu hồi, phong tỏa hoặc hết hạn.');
  }
}
