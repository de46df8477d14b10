import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

const SOURCE = new URL('../', import.meta.url);

/**
 * Tables that requests read without a bound of the database, by the reason; every other table has the policy. A new table takes the policy
 * (migrations/0062) or a line here.
 */
const OPEN: Record<string, string> = {
  'all of the installation see its offices, posts and people: receivers, substitutes and heads are chosen from them': `
    org_agency org_agency_code org_agency_event org_agency_name org_import org_unit org_person org_position org_delegation`,
  'the address book is one for all agencies': `
    addressbook_source addressbook_run addressbook_agency addressbook_listing addressbook_alias addressbook_change addressbook_successor
    addressbook_setting addressbook_import`,
  'read before it is known who asks and for which agency: signing in, sessions, switching to a post in another agency': `
    identity_user identity_recovery_code identity_session identity_device identity_ticket identity_link identity_policy identity_passkey
    identity_used_challenge identity_sso identity_sso_subject identity_security_event idempotency_key`,
  'which office guides whom and where it forwards to is asked up and down the tree; forms of an office without anybody in them': `
    request_setting request_template`,
  'what two persons do, the second one at the server where nobody is signed in': 'guarded_change guarded_setting',
  'registers that the guiding office keeps for the agencies below it, and that rules ask for doubles in all agencies': `
    certificate certificate_loss certificate_entry certificate_token certificate_custody certificate_pki_sim certificate_seal
    certificate_history certificate_import account account_count account_history account_touched account_tariff account_idle_rule account_attestation identity_review
    account_import mailbox mail_address mail_use mail_member mail_secret mail_setting mail_zimbra mail_command mail_drift mail_step
    mail_history mail_import`,
  'trust and its evidence are one for the installation': `
    certificate_anchor certificate_crl certificate_ocsp certificate_service`,
  'bytes by their hash, known only to who has a row of `file`, `incoming_document` or `mail_item`': `
    file_text file_scan incoming_page mail_message mail_attachment`,
  'settings and work lists of the signing service, without words; the links are taken up by a phone that has not signed in': `
    signing_link signature_night signing_setting signing_told amendment_setting mail_limit task_calendar_day`,
  'connections between installations; letters in them are worked on by jobs': `
    carriers_connection carriers_served carriers_choice carriers_handover carriers_pickup carriers_installation carriers_peer
    carriers_peer_asked carriers_peer_agency carriers_peer_nonce carriers_peer_upload carriers_mailbox carriers_mail_item`,
  'the mail server is one for the installation; its administrators and reporters sit in several agencies': `
    mailflow_intake mailflow_outbound mailflow_domain mailflow_key mailflow_report mailflow_report_source mailflow_report_tls
    mailflow_antivirus mailflow_passage threat_office threat_cluster threat_cluster_message threat_report threat_event threat_retraction
    threat_rule threat_notice threat_notice_receipt threat_release threat_drill_template threat_drill threat_drill_target`,
  'one log over all agencies, which auditors, reviews and proofs read by its whole; requests may only add to it': `
    audit_leaf audit_pending audit_entry audit_node audit_log audit_key audit_checkpoint audit_witness audit_cosignature audit_watched
    audit_watched_note`,
  'PostgreSQL does not look into a full-text index below a policy (its operators are not leakproof); kind, agency and audience are asked': `
    search_entry`,
  'the installation looks after itself': `
    file_rescan upkeep_setting upkeep_run upkeep_progress upkeep_damaged_blob schema_migration`,
};

/** Rows that several offices work on: the columns that name who may see and write them. Of all other tables it is `agency_id` alone. */
const SHARED: Record<string, string[]> = {
  campaign_member: ['agency_id', 'member_agency_id'],
  proposal: ['agency_id', 'consolidator_agency_id'],
  request: ['agency_id', 'consolidator_agency_id', 'destination_agency_id'],
  request_batch: ['agency_id', 'destination_agency_id'],
  request_file: ['agency_id', 'consolidator_agency_id'],
  request_item: ['agency_id', 'consolidator_agency_id'],
  request_movement: ['agency_id', 'consolidator_agency_id'],
  request_revision: ['agency_id', 'consolidator_agency_id'],
  request_signature: ['agency_id', 'consolidator_agency_id'],
  threat_incident: ['agency_id', 'person_agency_id'],
  threat_link_open: ['agency_id', 'person_agency_id'],
  threat_scan: ['agency_id', 'unit_agency_id'],
};

/** Where a request looks beyond its agency, and why: see `WiderReason`, `BeyondReason`. */
const BEYOND: Record<string, string[]> = {
  'modules/accounts/effects/shut-sign-in.ts': ['guided'],
  'modules/amendments/load-request.ts': ['heir'],
  'modules/campaigns/campaigns.store.ts': ['party'],
  'modules/campaigns/queries/my-campaigns.ts': ['party'],
  'modules/files/remove-files.ts': ['bytes'],
  'modules/files/scan/ask-infected-again.ts': ['bytes'],
  'modules/files/scan/lock-files.ts': ['bytes'],
  'modules/incoming/commands/destroy-incoming.ts': ['bytes'],
  'modules/incoming/queries/by-words.ts': ['words'],
  'modules/incoming/queries/held-scans.ts': ['bytes'],
  'modules/interchange/inbox/forget-bytes.ts': ['bytes'],
  'modules/mail/commands/delete-mailbox.ts': ['guided'],
  'modules/mail/queries/download-archive.ts': ['guided'],
  'modules/notifications/clear-notices.ts': ['told'],
  'modules/notifications/notify.ts': ['told'],
  'modules/outgoing/public-check/check-code.store.ts': ['installation'],
  'modules/proposals/loss/loss-reported.ts': ['party'],
  'modules/requests/engine/duplicates.ts': ['doubles'],
  'modules/requests/engine/read-request.ts': ['party'],
  'modules/requests/requests.notices.ts': ['told'],
  'modules/requests/settings/templates/templates.store.ts': ['party'],
  'modules/requests/settings/templates/view-templates.ts': ['party'],
  'modules/rosters/batch-access.ts': ['party'],
  'modules/rosters/gather-facts.ts': ['doubles'],
  'modules/rosters/letter/pack-requests.ts': ['party'],
  'modules/rosters/queries/list-batches.ts': ['party'],
  'modules/rosters/results/record-portion.ts': ['party'],
  'modules/rosters/roster-ports.ts': ['party'],
  'modules/signing/care/care.store.ts': ['installation'],
  'modules/signing/loss-ports.ts': ['guided'],
  'modules/threats/commands/start-incident.ts': ['party'],
  'modules/threats/findings/list-findings.ts': ['guided'],
  'modules/threats/findings/rescan-finding.ts': ['guided'],
  'modules/threats/mail-facts.ts': ['guided', 'spread'],
  'modules/threats/quarantine/held.store.ts': ['guided'],
  'modules/threats/quarantine/release.ts': ['guided'],
  'modules/threats/queries/centre-units.ts': ['guided'],
  'modules/threats/queries/list-exposed.ts': ['party'],
  'modules/threats/reports/own-copy.ts': ['guided'],
  'modules/webmail/delivery/purge.ts': ['bytes'],
};

function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/);
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

interface Table {
  name: string;
  guarded: boolean;
  /** Of the policy `own_agency`. */
  own: string | null;
  policies: number;
}

async function listTables(): Promise<Table[]> {
  const { rows } = await database.pool.query<Table>(
    `select c.relname as name, c.relrowsecurity as guarded,
       (select pg_get_expr(polqual, polrelid) from pg_policy where polrelid = c.oid and polname = 'own_agency') as own,
       (select count(*)::int from pg_policy where polrelid = c.oid) as policies
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`,
  );
  return rows;
}

describe('row-level security', () => {
  test('is on every table, or the table says why not', async () => {
    const open = (await listTables()).filter(({ guarded }) => !guarded).map(({ name }) => name);
    const named = Object.values(OPEN).flatMap(wordsOf);
    expect(open.sort()).toEqual(named.sort());
  });

  test('reads the setting once a statement and lets nothing through where it is not set', async () => {
    const guarded = (await listTables()).filter(({ guarded: is }) => is);
    expect(guarded.length).toBeGreaterThan(50);
    const reach =
      "ANY ((( SELECT string_to_array(NULLIF(current_setting('congvu.agencies'::text, true), ''::text), ','::text) AS string_to_array))::uuid[]))";
    for (const { name, own, policies } of guarded) {
      const arms = (SHARED[name] ?? ['agency_id']).map((column) => `(${column} = ${reach}`);
      const once = arms.length === 1 ? arms[0] : `(${arms.join(' OR ')})`;
      expect(own?.replaceAll(/\s+/g, ' '), name).toBe(once);
      expect(policies, name).toBe(1);
    }
    expect(guarded.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(SHARED)));
  });
});

test('every look beyond the own agency is listed with its reason', () => {
  const found: Record<string, string[]> = {};
  for (const path of readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })) {
    if (/\.ts$/.test(path) && !/\.test\.ts$|\.testing\.ts$/.test(path) && !path.startsWith('platform/reach')) {
      const reasons = readFileSync(new URL(path, SOURCE), 'utf8').matchAll(
        /(?:beyondOwnAgency|alsoWithin)\(\s*'([a-z_]+)'/g,
      );
      const named = [...reasons].flatMap(([, reason]) => reason ?? []);
      if (named.length > 0) {
        found[path] = [...new Set(named)].sort();
      }
    }
  }
  expect(found).toEqual(BEYOND);
});
