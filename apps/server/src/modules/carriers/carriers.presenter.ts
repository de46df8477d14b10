import type { ConnectionHealth, ConnectionView } from '@congvu/contracts';
import type { Subject } from '../../platform/authorise.ts';
import { vietnamDate } from '../../platform/clock.ts';
import { printMomentSince } from '../../platform/print-dates.ts';
import { type ConnectionFacts, connectionPolicies } from './carriers.policy.ts';
import type { ConnectionRow } from './carriers.tables.ts';
import { rulesOf } from './registry.ts';

export function factsOf(row: Pick<ConnectionRow, 'agency_id' | 'enabled' | 'kind'>): ConnectionFacts {
  return {
    agencyId: row.agency_id,
    enabled: row.enabled,
    // Another installation sends by itself; axes and mailboxes are asked.
    isPolled: row.kind !== 'peer',
  };
}

const STATE_LABELS: Record<ConnectionHealth['state'], string> = {
  off: 'Đang tắt',
  unknown: 'Chưa dùng lần nào',
  ok: 'Hoạt động tốt',
  failing: 'Đang trục trặc',
  resting: 'Tạm nghỉ vì lỗi',
};

function stateOf(row: ConnectionRow): ConnectionHealth['state'] {
  if (!row.enabled) {
    return 'off';
  }
  if (row.resting_until !== null) {
    return 'resting';
  }
  if (row.failures > 0) {
    return 'failing';
  }
  return row.last_listed_at === null && row.last_sent_at === null && row.last_received_at === null ? 'unknown' : 'ok';
}

export interface PickupCounts {
  waiting: number;
  troubles: number;
}

function sentenceOf(row: ConnectionRow, today: ConnectionHealth['today'], now: Date): string {
  const parts = [
    row.last_received_at === null
      ? 'Chưa nhận gói tin nào'
      : `Nhận lần cuối ${printMomentSince(row.last_received_at, now)}`,
    ...(factsOf(row).isPolled && row.last_listed_at !== null
      ? [`hỏi lúc ${printMomentSince(row.last_listed_at, now)}`]
      : []),
    `hôm nay gửi được ${today.sent}, nhận ${today.received}, lỗi ${today.failed}`,
  ];
  return parts.join(' · ');
}

/** How the connection does, in plain words: what counted today in Vietnam. */
export function presentHealth(row: ConnectionRow, counts: PickupCounts, now: Date): ConnectionHealth {
  const isToday = row.counted_on === vietnamDate(now);
  const today = {
    sent: isToday ? row.sent_count : 0,
    received: isToday ? row.received_count : 0,
    failed: isToday ? row.failed_count : 0,
  };
  const state = stateOf(row);
  return {
    state,
    stateLabel: STATE_LABELS[state],
    sentence: sentenceOf(row, today, now),
    lastListedAt: row.last_listed_at?.toISOString() ?? null,
    lastReceivedAt: row.last_received_at?.toISOString() ?? null,
    lastSentAt: row.last_sent_at?.toISOString() ?? null,
    today,
    ...counts,
    lastError:
      row.error_at === null ? null : { code: row.error_code, message: row.error_text, at: row.error_at.toISOString() },
    restingUntil: row.resting_until?.toISOString() ?? null,
  };
}

export interface PresentedParts {
  operatorName: string;
  agencies: ConnectionView['agencies'];
  counts: PickupCounts;
}

/** What the asker may see of it: settings only for those who run it, the secret for nobody. */
export function presentConnection(
  row: ConnectionRow,
  subject: Subject,
  parts: PresentedParts,
  now: Date,
): ConnectionView {
  const rules = rulesOf(row.kind);
  const runs = row.agency_id === subject.agencyId;
  const abilities = connectionPolicies.abilities(subject, factsOf(row));
  return {
    id: row.id,
    kind: row.kind,
    kindLabel: rules.label,
    name: row.name,
    enabled: row.enabled,
    operator: { id: row.agency_id, name: parts.operatorName },
    share: row.share,
    agencies: parts.agencies,
    codes: row.codes,
    host: rules.hostOf(row.settings),
    settings: runs && abilities['carriers.change'] === true ? row.settings : null,
    secretSavedAt: runs ? (row.secret_saved_at?.toISOString() ?? null) : null,
    health: presentHealth(row, parts.counts, now),
    steps: [...rules.steps],
    abilities,
  };
}
