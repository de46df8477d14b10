import type { DraftBlock, DraftContent, DraftedWarning, RecipientPick } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { draftLink, openDraft } from '#modules/drafting';
import { listRecipientGroups, listUnits } from '#modules/org';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { lockForAct } from '../lock-for-act.ts';
import { addEvent, setCluster } from '../threats.store.ts';
import { warningFacts } from './warning-facts.ts';
import { type WarningFacts, warningAbstract, warningSections } from './words.ts';

const GROUP_LABELS: Record<string, string> = {
  specialised_departments: 'Các cơ quan, ban, ngành huyện',
  communes: 'Ủy ban nhân dân các xã, thị trấn',
};

function block(kind: DraftBlock['kind'], text: string): DraftBlock {
  return { id: newId(), kind, runs: [{ text }] };
}

/** Closing sentence and opening are paragraphs, what stands under a heading are points. */
function blocksOf(facts: WarningFacts): DraftBlock[] {
  return warningSections(facts).flatMap(({ heading, lines }) => [
    ...(heading === undefined ? [] : [block('heading', heading)]),
    ...lines.map((line) =>
      block(heading === undefined ? 'paragraph' : 'point', line.map((stretch) => stretch.text).join('')),
    ),
  ]);
}

/** The groups of the directory to which the letter goes; without any, the drafter chooses. */
export async function addresseesOf(
  tx: Tx | ActingContext['db'],
  officeId: string,
  today: string,
): Promise<RecipientPick[]> {
  const groups = await listRecipientGroups(tx, officeId, today);
  return groups.flatMap(({ key }) => {
    const label = GROUP_LABELS[key];
    return label === undefined ? [] : [{ kind: 'group' as const, group: key, label }];
  });
}

async function contentOf(tx: Tx, context: ActingContext, facts: WarningFacts): Promise<DraftContent> {
  const { subject } = context;
  const addressees = await addresseesOf(tx, subject.agencyId, facts.today);
  const units = await listUnits(tx, subject.agencyId, facts.today);
  const symbol = units.find((unit) => unit.id === subject.unitId)?.symbol ?? '';
  return {
    documentType: 'official_letter',
    abstract: warningAbstract(facts),
    urgency: 'urgent',
    signerPositionId: null,
    addressees,
    recipients: [
      { kind: 'line', label: 'Như trên' },
      { kind: 'line', label: 'Cơ quan chuyên trách an toàn thông tin cấp trên (b/c)' },
      { kind: 'line', label: symbol === '' ? 'Lưu: VT' : `Lưu: VT, ${symbol}` },
    ],
    blocks: blocksOf(facts),
    typistMark: '',
  };
}

/** The warning of a forgery as a draft of whoever asks, to be edited, signed and sent like any other; asked again, the same one. */
export async function draftWarning(context: ActingContext, id: string): Promise<z.infer<typeof DraftedWarning>> {
  const { subject } = context;
  return command(context, async (tx) => {
    const cluster = await lockForAct(tx, context, id, 'threats.draft_warning');
    const key = { agencyId: cluster.agency_id, id };
    const known = cluster.warning_document_id;
    const opened =
      known === null
        ? await openDraft(tx, context, {
            agencyId: subject.agencyId,
            owner: {
              personId: subject.personId,
              positionId: subject.positionId,
              unitId: subject.unitId,
              name: subject.displayName,
            },
            content: await contentOf(tx, context, await warningFacts(tx, context, cluster)),
            movement: `Hệ thống soạn cảnh báo từ báo cáo thư giả mạo số ${cluster.number}`,
          })
        : { id: known, link: draftLink(known) };
    if (known === null) {
      await setCluster(tx, key, { warning_document_id: opened.id });
      await addEvent(tx, context, key, 'Soạn công văn cảnh báo');
    }
    await record(tx, context, {
      action: known === null ? 'threats.warning_drafted' : 'threats.warning_found',
      agencyId: cluster.agency_id,
      objectKind: 'threat_cluster',
      objectId: id,
      detail: { documentId: opened.id },
    });
    await publish(tx, { topic: 'threats', agencyId: cluster.agency_id, ids: [id] });
    return { documentId: opened.id, link: opened.link };
  });
}
