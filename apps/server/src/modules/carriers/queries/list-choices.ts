import type { ChoiceList, ChoiceView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { carrierPolicies } from '../carriers.policy.ts';
import type { ChoiceRow, ConnectionRow } from '../carriers.tables.ts';
import { listConnectionsFor } from '../connections.store.ts';
import { rulesOf } from '../registry.ts';
import { listServedAgencies } from '../ways/served-agencies.ts';

function problemOf(row: ChoiceRow, connection: ConnectionRow | undefined, serves: boolean): string {
  if (row.connection_id === null) {
    return '';
  }
  if (connection === undefined) {
    return 'Kết nối không còn cho cơ quan dùng chung.';
  }
  if (!connection.enabled) {
    return 'Kết nối đang tắt.';
  }
  return serves ? '' : 'Cơ quan chưa có mã trên kết nối này.';
}

/** "Gửi qua …" of the agency, receiver by receiver, and the connections to choose from. */
export async function listChoices(context: ActingContext): Promise<ChoiceList> {
  const { db, subject } = context;
  carrierPolicies.authorize('carriers.list', subject, null);
  const connections = await listConnectionsFor(db, subject.agencyId);
  const served = await listServedAgencies(db, connections);
  const serves = (id: string): boolean => served.get(id)?.some((agency) => agency.id === subject.agencyId) === true;
  const rows = await rawQuery<ChoiceRow>(
    db,
    'select * from carriers_choice where agency_id = $1 order by name, code limit 2000',
    [subject.agencyId],
  );
  const items = rows.map((row): ChoiceView => {
    const connection = connections.find(({ id }) => id === row.connection_id);
    return {
      code: row.code,
      name: row.name,
      connectionId: row.connection_id,
      connectionName: connection?.name ?? null,
      connectionKind: connection?.kind ?? null,
      attachmentForm: row.attachment_form,
      onPaper: row.on_paper,
      note: row.note,
      chosenBy: row.chosen_by,
      chosenAt: row.chosen_at.toISOString(),
      problem: problemOf(row, connection, serves(row.connection_id ?? '')),
    };
  });
  return {
    items,
    options: connections
      .filter((connection) => connection.enabled && serves(connection.id))
      .map(({ id, name, kind }) => ({ id, name, kind, kindLabel: rulesOf(kind).label })),
    abilities: carrierPolicies.abilities(subject, null),
  };
}
