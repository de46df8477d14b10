import type { FindingView } from '@congvu/contracts';
import type { Finding } from '#modules/files';
import type { Subject } from '../../../platform/authorise.ts';
import { type FindingFacts, findingPolicies } from '../threats.policy.ts';

const LABELS = { refused: 'Đã từ chối, không lưu', locked: 'Đang khóa', cleared: 'Báo nhầm, đã mở' } as const;

export function stateOfFinding({ file_id, cleared_at }: Finding): FindingFacts['state'] {
  if (file_id === null) {
    return 'refused';
  }
  return cleared_at === null ? 'locked' : 'cleared';
}

export interface Around {
  subject: Subject;
  officeId: string;
  agencies: ReadonlyMap<string, string>;
  people: ReadonlyMap<string, string>;
}

export function presentFinding(row: Finding, { subject, officeId, agencies, people }: Around): FindingView {
  const state = stateOfFinding(row);
  return {
    id: row.id,
    agencyName: agencies.get(row.agency_id) ?? '',
    name: row.name,
    malware: row.malware,
    state,
    stateLabel: LABELS[state],
    broughtBy: row.brought_by_name || (people.get(row.brought_by ?? '') ?? ''),
    foundAt: row.refused_at.toISOString(),
    clearedAt: row.cleared_at?.toISOString() ?? null,
    clearedEngine: row.cleared_engine,
    abilities: findingPolicies.abilities(subject, { officeId, state }),
  };
}
