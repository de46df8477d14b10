import type { Db, Tx } from '../../platform/db.ts';

export type MailbridgeTables = {
  mailbridge_free_use: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    item_id: string;
    unit_id: string | null;
    person_id: string;
    at: Date;
    kind: 'citizen' | 'refused';
    address: string;
    number_symbol: string;
    reason: string | null;
    document_id: string | null;
  };
  mailbridge_mailed: {
    agency_id: string;
    submission_id: string;
    dispatch_id: string;
    mailbox_id: string;
    address: string;
    sent_at: Date;
    outcome: 'delivered' | 'returned' | 'taken_back' | null;
    ended_at: Date | null;
  };
};

export function mailbridgeTables(db: Db | Tx) {
  return db.withTables<MailbridgeTables>();
}
