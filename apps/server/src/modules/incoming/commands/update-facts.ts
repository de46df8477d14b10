import type { IncomingAck, UpdateIncomingFacts } from '@congvu/contracts';
import { getDocument, guardAgainstStateSecret, updateDocument } from '#modules/documents';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { documentFacts, listedFacts } from '../incoming.entry.ts';
import { incomingPolicies } from '../incoming.policy.ts';
import { changeIncoming } from '../incoming.store.ts';
import { readTypedFacts, secrecyOf } from '../incoming.typed-facts.ts';
import type { IncomingPorts } from '../ports.ts';
import { findSameKey, findSamePage } from '../queries/find-duplicates.ts';
import { loadVisible, settle } from './act-on-incoming.ts';

const FACT_NAMES: Record<string, string> = {
  number_symbol: 'số, ký hiệu',
  document_type: 'loại',
  type_name: 'tên loại',
  abstract: 'trích yếu',
  issued_on: 'ngày văn bản',
  issuing_agency_name: 'nơi ban hành',
  signatory: 'người ký',
  signatory_position: 'chức vụ người ký',
  urgency: 'độ khẩn',
  page_count: 'số trang',
};

/** Corrects what a clerk typed; what came over the exchange stays as the sender wrote it (spec documents §8). */
export async function updateFacts(
  context: ActingContext,
  ports: IncomingPorts,
  id: string,
  body: UpdateIncomingFacts,
): Promise<IncomingAck> {
  const { agencyId } = context.subject;
  const door = { agencyId, name: 'incoming.update_facts', objectId: id };
  await guardAgainstStateSecret(context, door, secrecyOf(body.facts));
  const facts = readTypedFacts(body.facts, vietnamDate(context.clock.now()));
  return command(context, async (tx) => {
    const { row, facts: rules } = await loadVisible(tx, context, id);
    if (row.source === 'axis') {
      throw conflict(
        'incoming.facts_read_only',
        'Thông tin đến qua trục liên thông không sửa được. Có sai sót thì trả lại nơi gửi kèm lý do.',
      );
    }
    incomingPolicies.authorize('incoming.edit_facts', context.subject, rules);
    const before: Record<string, unknown> = await getDocument(tx, agencyId, id);
    const after = documentFacts(facts);
    const changed = Object.entries(after).filter(([name, value]) => before[name] !== value && name in FACT_NAMES);
    const alike = await findSameKey(tx, agencyId, { ...facts, exceptId: id });
    const samePage = await findSamePage(tx, agencyId, row.main_sha256, id);
    await updateDocument(tx, agencyId, id, after);
    await changeIncoming(
      tx,
      { agencyId, id },
      {
        ...listedFacts(agencyId, facts),
        reply_due_on: facts.replyDueOn,
        note: body.facts.note,
        is_duplicate: alike.length > 0 || samePage.length > 0,
      },
    );
    const names = changed.map(([name]) => FACT_NAMES[name]).join(', ');
    return settle(tx, context, ports, id, {
      audited: 'incoming.facts_updated',
      detail: { changed: changed.map(([name]) => name) },
      movement: { kind: 'facts_updated', text: names === '' ? 'Sửa thông tin đăng ký' : `Sửa ${names}` },
    });
  });
}
