import type { Db, Tx } from '../../platform/db.ts';

type NotificationTables = {
  notification: {
    agency_id: string;
    id: string;
    person_id: string;
    kind: string;
    text: string;
    link: string;
    reason: string;
    created_at: Date;
    read_at: Date | null;
  };
};

export type NotificationRow = NotificationTables['notification'];

export function notificationTables(db: Db | Tx) {
  return db.withTables<NotificationTables>();
}
