import type { CampaignProposal } from '@congvu/contracts';
import type { z } from 'zod';
import { type DocumentRow, listDocumentFiles } from '#modules/documents';
import type { DraftRow } from '#modules/drafting';
import { readPdfText } from '#modules/files';
import { type AgencyAround, listAgenciesAround, listRecipientGroups } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { basisOf, documentUnknown, findDocument, findDraft } from '../basis.ts';
import { officePolicies } from '../campaigns.policy.ts';
import { type AskedForms, formsPhrase, readAskedForms } from '../form-words.ts';
import { DEFAULT_STEPS } from '../ladder.ts';
import type { CampaignsPorts } from '../ports.ts';

type Proposal = z.infer<typeof CampaignProposal>;

/** Rows of pages as paragraphs: a tab opens one (as `readPdfText` marks it), and so does a number, a dash or a bracket. */
function paragraphsOf(pages: readonly string[]): string[] {
  const found: string[] = [];
  for (const row of pages.flatMap((page) => page.split('\n'))) {
    const line = row.trim();
    const opens = row.startsWith('\t') || /^(?:[-–•*+]\s|\(|\d{1,2}\.\s|[IVX]{1,5}\.\s)/u.test(line);
    if (opens || found.length === 0) {
      found.push(line);
    } else {
      found.push(`${found.pop() ?? ''} ${line}`);
    }
  }
  return found;
}

async function textOf(context: ActingContext, document: DocumentRow, draft: DraftRow | undefined): Promise<string[]> {
  if (draft !== undefined) {
    const blocks = draft.content.blocks.map((block) => block.runs.map((run) => run.text).join(''));
    return [draft.content.abstract, ...blocks];
  }
  const files = await listDocumentFiles(context.db, document.agency_id, document.id);
  const main = files.find((file) => file.role !== 'attachment' && file.mediaType === 'application/pdf');
  if (main === undefined) {
    return [document.abstract];
  }
  const { pages } = await readPdfText(context, { agencyId: document.agency_id, sha256: main.sha256 });
  return [document.abstract, ...paragraphsOf(pages)];
}

/** Agencies the letter is addressed to; of kinds of letters without "Kính gửi" those of "Nơi nhận". */
async function addresseesOf(db: Db, draft: DraftRow, today: string): Promise<Set<string>> {
  const { addressees, recipients } = draft.content;
  const picks = addressees.some((pick) => pick.kind !== 'line') ? addressees : recipients;
  const groups = await listRecipientGroups(db, draft.agency_id, today);
  return new Set(
    picks.flatMap((pick) => {
      if (pick.kind === 'agency') {
        return [pick.agencyId];
      }
      const group = pick.kind === 'group' ? groups.find(({ key }) => key === pick.group) : undefined;
      return group?.agencies.map((agency) => agency.agencyId) ?? [];
    }),
  );
}

interface Read extends AskedForms {
  basisText: string;
  addressees: Set<string>;
}

const NOTHING_READ: Read = { forms: [], dueBefore: null, basisText: '', addressees: new Set() };

function mayReadDraft(context: ActingContext, draft: DraftRow | undefined): boolean {
  const { subject } = context;
  return (
    draft !== undefined && (draft.drafter_person_id === subject.personId || subject.unitIds.includes(draft.unit_id))
  );
}

async function readDocument(context: ActingContext, ports: CampaignsPorts, id: string): Promise<Read> {
  const { db, subject } = context;
  const [document, draft, maySee] = await Promise.all([
    findDocument(db, subject.agencyId, id),
    findDraft(db, subject.agencyId, id),
    ports.maySee(db, subject, id),
  ]);
  if (document === undefined || !(maySee || mayReadDraft(context, draft))) {
    throw documentUnknown();
  }
  const today = vietnamDate(context.clock.now());
  const asked = readAskedForms(await textOf(context, document, draft), document.issued_on ?? today);
  return {
    forms: asked.forms,
    // A day that has passed is nobody's proposal.
    dueBefore: asked.dueBefore !== null && asked.dueBefore > today ? asked.dueBefore : null,
    basisText: basisOf(document),
    addressees: draft === undefined ? new Set() : await addresseesOf(db, draft, today),
  };
}

/** Without addressees: the agencies below the office, or beside it when it has none below, of the groups lists are collected from. */
function presume(agencies: readonly AgencyAround[]): Set<string> {
  const usual = agencies.filter(({ groupKey }) => groupKey === 'specialised_departments' || groupKey === 'communes');
  const below = usual.filter((agency) => agency.below);
  return new Set((below.length > 0 ? below : usual).map((agency) => agency.agencyId));
}

export async function proposeCampaign(
  context: ActingContext,
  ports: CampaignsPorts,
  documentId: string | undefined,
): Promise<Proposal> {
  const { db, subject } = context;
  officePolicies.authorize('campaigns.open', subject, null);
  const today = vietnamDate(context.clock.now());
  const [read, agencies] = await Promise.all([
    documentId === undefined ? NOTHING_READ : readDocument(context, ports, documentId),
    listAgenciesAround(db, subject.agencyId, today),
  ]);
  const around = new Set(agencies.map((agency) => agency.agencyId));
  const addressed = [...read.addressees].filter((id) => around.has(id));
  const chosen = addressed.length > 0 ? new Set(addressed) : presume(agencies);
  const onlySheets = read.forms.every((form) => form <= 'M05');
  return {
    name: read.forms.length === 0 ? '' : `${onlySheets ? 'Thu đề nghị' : 'Thu danh sách'} ${formsPhrase(read.forms)}`,
    forms: read.forms,
    dueBefore: read.dueBefore,
    basisText: read.basisText,
    documentId: documentId ?? null,
    agencies: agencies.map((agency) => ({
      agencyId: agency.agencyId,
      name: agency.name,
      shortName: agency.shortName,
      group: agency.groupName,
      chosen: chosen.has(agency.agencyId),
    })),
    reminderSteps: [...DEFAULT_STEPS],
  };
}
